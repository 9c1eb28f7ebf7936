"""Reading boundaries from GeoJSON, and what can be wrong with them alone and among their neighbours."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from xiuhuazhen.core.areas.choices import BoundaryFault, Crs
from xiuhuazhen.core.areas.rules.coordinates import in_china, to_wgs84
from xiuhuazhen.core.areas.rules.measures import square_metres, wider_than

SLIVER_M: Final = 0.5
"""Metres. Borders drawn twice by hand never agree to the centimetre; overlaps and gaps narrower than this are none."""

Outline = Polygon | MultiPolygon


@dataclass(frozen=True)
class Fault:
    kind: BoundaryFault
    code: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlined:
    """An area's code and its outline in degrees of WGS-84."""

    code: str
    outline: Outline


class Misdrawn(Exception):  # noqa: N818 - carries what is wrong with a drawing, for the list of faults
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_outline(code: str, geometry: Any, crs: Crs) -> Outline:
    """The outline in WGS-84, to 1e-7 degree. Raises :class:`Misdrawn` for the first thing wrong with it."""
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Misdrawn(Fault(BoundaryFault.NOT_A_POLYGON, code))
    for ring in _rings(code, geometry):
        _check_ring(code, ring)
    drawn = shape(dict(geometry))
    if not drawn.is_valid:
        raise Misdrawn(Fault(BoundaryFault.SELF_INTERSECTION, code, {"place": _where_invalid(drawn)}))
    flat = shapely.force_2d(drawn)
    return cast("Outline", shapely.transform(flat, lambda points: np.round(to_wgs84(points, crs), decimals=7)))


def _rings(code: str, geometry: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    coordinates = geometry.get("coordinates")
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    for polygon in _filled_list(code, polygons):
        for ring in _filled_list(code, polygon):
            yield _filled_list(code, ring)


def _filled_list(code: str, value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise Misdrawn(Fault(BoundaryFault.NOT_A_POLYGON, code))
    return value


def _check_ring(code: str, ring: Sequence[Any]) -> None:
    points = [_position(code, position) for position in ring]
    for point in points:
        _check_position(code, *point)
    if points[0] != points[-1]:
        raise Misdrawn(Fault(BoundaryFault.RING_OPEN, code, {"place": _place(*points[-1])}))
    if len(points) < 4:
        raise Misdrawn(Fault(BoundaryFault.RING_TOO_SHORT, code))


def _position(code: str, position: Any) -> tuple[float, float]:
    numbers = position[:2] if isinstance(position, list | tuple) else ()
    if len(numbers) < 2 or not all(_is_number(number) for number in numbers):
        raise Misdrawn(Fault(BoundaryFault.BAD_POSITION, code))
    return float(numbers[0]), float(numbers[1])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_position(code: str, lng: float, lat: float) -> None:
    if _inside_china(lng, lat):
        return
    kind = BoundaryFault.SWAPPED if _inside_china(lat, lng) else BoundaryFault.OUT_OF_RANGE
    raise Misdrawn(Fault(kind, code, {"place": _place(lng, lat)}))


def _inside_china(lng: float, lat: float) -> bool:
    return bool(in_china(np.array([[lng, lat]]))[0])


def _where_invalid(drawn: BaseGeometry) -> str:
    found = re.search(r"\[(\S+) (\S+)\]", shapely.is_valid_reason(drawn))
    return _place(float(found[1]), float(found[2])) if found else "?"


def _place(lng: float, lat: float) -> str:
    return f"{lng:.5f}, {lat:.5f}"


def family_faults(
    parent: Outlined | None, siblings: Sequence[Outlined], *, overlays: Sequence[Outlined] = (), complete: bool
) -> list[Fault]:
    """What is wrong among the parts of one place that lie on one level.

    ``siblings`` must not overlap, and when they are ``complete`` they must fill the parent. ``overlays`` (joint areas)
    lie over them and need only stay inside the parent. Without a parent's outline only overlaps can be seen.
    """
    faults = list(_overlaps(siblings))
    if parent:
        faults += [fault for child in (*siblings, *overlays) for fault in _outside(parent, child)]
        faults += _gaps(parent, siblings) if complete else []
    return faults


def left_around(outer: Outline, inner: Outline) -> Outline | None:
    """What is left of ``outer`` when ``inner``, which lies wholly in it, is cut out; None where it does not lie in it
    or nothing would be left. To a sliver."""
    if any(wider_than(part, SLIVER_M) for part in _polygons(inner.difference(outer))):
        return None
    left = [part for part in _polygons(outer.difference(inner)) if wider_than(part, SLIVER_M)]
    return cast("Outline", shapely.union_all(left)) if left else None


def _overlaps(siblings: Sequence[Outlined]) -> Iterator[Fault]:
    outlines = np.array([each.outline for each in siblings], dtype=np.object_)
    firsts, seconds = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    for i, j in sorted(zip(firsts.tolist(), seconds.tolist(), strict=True)):
        if i < j:
            shared = outlines[i].intersection(outlines[j])
            other = {"other": siblings[j].code}
            yield from _wide_parts(BoundaryFault.OVERLAP, siblings[i].code, shared, other)


def _outside(parent: Outlined, child: Outlined) -> Iterator[Fault]:
    beyond = child.outline.difference(parent.outline)
    return _wide_parts(BoundaryFault.OUTSIDE_PARENT, child.code, beyond, {"other": parent.code})


def _gaps(parent: Outlined, siblings: Sequence[Outlined]) -> Iterator[Fault]:
    rest = parent.outline.difference(shapely.union_all([each.outline for each in siblings]))
    return _wide_parts(BoundaryFault.GAP, parent.code, rest, {})


def _wide_parts(kind: BoundaryFault, code: str, found: BaseGeometry, details: Mapping[str, str]) -> Iterator[Fault]:
    for part in _polygons(found):
        if wider_than(part, SLIVER_M):
            point = part.representative_point()
            size = {"square_metres": str(square_metres(part)), "place": _place(point.x, point.y)}
            yield Fault(kind, code, {**details, **size})


def _polygons(found: BaseGeometry) -> Iterable[BaseGeometry]:
    return (part for part in shapely.get_parts(found).tolist() if isinstance(part, Polygon) and not part.is_empty)
