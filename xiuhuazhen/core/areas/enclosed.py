"""Places that lie wholly in the middle of a neighbour: what cutting them out of it would change. Nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import shapely

from xiuhuazhen.core.areas.choices import BoundaryFault, Crs
from xiuhuazhen.core.areas.drawings import (
    Drawings,
    areas_by_code,
    faults_among_relatives,
    features_of,
    present_boundaries,
    read_all,
)
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.boundaries import Fault, Outline, left_around
from xiuhuazhen.core.areas.rules.measures import square_metres


@dataclass(frozen=True)
class Cut:
    """``inner`` is cut out of ``outer``; both are codes."""

    inner: str
    outer: str


@dataclass(frozen=True)
class Offered:
    cut: Cut
    square_metres: int


def cuts_offered(*, geojson: Mapping[str, Any], crs: Crs) -> list[Offered]:
    """What would have to be cut out for these boundaries to be drawn; nothing where that alone would not mend them."""
    features, faults = features_of(geojson)
    areas = areas_by_code([code for code, _geometry in features])
    outlines, misdrawn = read_all(features, crs)
    if faults or misdrawn or len(areas) < len(features):
        return []
    drawings = {areas[code].pk: (areas[code], outline) for code, outline in outlines.items()}
    cuts = _cuts_among(drawings)
    if not cuts or any(faults_among_relatives(with_cuts(drawings, cuts))):
        return []
    return [Offered(cut, square_metres(outlines[cut.inner])) for cut in cuts]


def with_cuts(drawings: Drawings, cuts: Iterable[Cut]) -> Drawings:
    """The drawings, and those neighbours without what lies in them. A cut that is none is left out."""
    drawn, named = dict(drawings), {area.code: outline for area, outline in drawings.values()}
    for cut in cuts:
        outer, inner = areas_by_code([cut.outer]).get(cut.outer), named.get(cut.inner)
        around = _outline_of(outer, drawn) if outer else None
        left = left_around(around, inner) if around and inner else None
        if outer and left:
            drawn[outer.pk] = (outer, left)
    return drawn


def _cuts_among(drawings: Drawings) -> list[Cut]:
    """Each drawn place that overlaps a neighbour and lies wholly in it."""
    overlaps = [fault for fault in faults_among_relatives(drawings) if fault.kind == BoundaryFault.OVERLAP]
    pairs = dict.fromkeys(pair for fault in overlaps for pair in _pairs(fault))
    outlines = {area.code: outline for area, outline in drawings.values()}
    areas = areas_by_code(sorted({code for cut in pairs for code in (cut.inner, cut.outer)}))
    found = []
    for cut in pairs:
        inner, outer = outlines.get(cut.inner), _outline_of(areas[cut.outer], drawings)
        if inner and outer and left_around(outer, inner):
            found.append(cut)
    return found


def _pairs(fault: Fault) -> tuple[Cut, Cut]:
    other = fault.details["other"]
    return Cut(fault.code, other), Cut(other, fault.code)


def _outline_of(area: Area, drawings: Drawings) -> Outline | None:
    if area.pk in drawings:
        return drawings[area.pk][1]
    stored = present_boundaries([area.pk]).get(area.pk)
    return cast("Outline", shapely.from_wkb(bytes(stored.wkb))) if stored else None
