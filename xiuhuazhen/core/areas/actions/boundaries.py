"""Drawing boundaries: one area's, or many at once (a border that two areas share can only move in both together)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, cast
from uuid import UUID

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import AreaKind, BoundaryFault, Crs
from xiuhuazhen.core.areas.errors import BoundariesRefused, LaterHistory, refuse_boundaries
from xiuhuazhen.core.areas.models import Area, Boundary
from xiuhuazhen.core.areas.rules.boundaries import Fault, Misdrawn, Outline, Outlined, family_faults, read_outline
from xiuhuazhen.core.areas.rules.codes import common_code, normalised
from xiuhuazhen.core.areas.rules.measures import square_metres
from xiuhuazhen.core.audit import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.clock import local_date

_BATCH = 500
_NAMED = 50
"""Codes that a row of history names; a national list would have hundreds of thousands."""


@dataclass(frozen=True)
class BoundaryCount:
    drawn: int
    unchanged: int


@transaction.atomic
def set_boundary(
    *, area: Area, geometry: Mapping[str, Any], crs: Crs, basis: str, by: Actor, at: datetime
) -> BoundaryCount:
    """Draw one area's boundary (a GeoJSON Polygon or MultiPolygon) from the day of ``at`` on.

    The earlier boundary ends that day; drawn twice on one day, the later drawing stands. The same boundary again
    changes nothing. Raises :class:`BoundariesRefused` with every fault by name before anything is stored.
    """
    version = reference.lock()
    if not Area.objects.present().filter(pk=area.pk).exists():
        refuse_boundaries([Fault(BoundaryFault.UNKNOWN_CODE, area.code)])
    outlines, faults = _read_all([(area.code, geometry)], crs)
    refuse_boundaries(faults)
    count = _draw({area.pk: (area, outlines[area.code])}, crs, basis, local_date(at))
    if count.drawn:
        reference.grow(version)
        metres = square_metres(outlines[area.code])
        code, after = area.code, {"square_metres": metres}
        record.record("areas.boundary.set", subject=area, by=by, at=at, area_code=code, after=after, reason=basis)
    return count


@transaction.atomic
def import_boundaries(
    *, geojson: Mapping[str, Any], crs: Crs, basis: str, by: Actor, at: datetime, on: date | None = None
) -> BoundaryCount:
    """Draw the boundaries of a FeatureCollection, each feature the area that its property ``code`` names.

    As :func:`set_boundary`, for all at once and all or nothing; from the day ``on``, if that is given, which is not to
    come and not before what was drawn last.
    """
    on = on or local_date(at)
    if on > local_date(at):
        raise BoundariesRefused(_("A boundary cannot be drawn for a day to come."))
    version = reference.lock()
    features, faults = _features(geojson)
    areas = _areas_by_code([code for code, _geometry in features])
    faults += [Fault(BoundaryFault.UNKNOWN_CODE, code) for code, _geometry in features if code not in areas]
    outlines, misdrawn = _read_all(features, crs)
    refuse_boundaries([*faults, *misdrawn])
    count = _draw({areas[code].pk: (areas[code], outline) for code, outline in outlines.items()}, crs, basis, on)
    if count.drawn:
        reference.grow(version)
        code, after = common_code(outlines), {**asdict(count), "on": on.isoformat(), "codes": sorted(outlines)[:_NAMED]}
        record.record(
            "areas.boundaries.imported", subject=version, by=by, at=at, area_code=code, after=after, reason=basis
        )
    return count


def boundary_faults(*, geojson: Mapping[str, Any], crs: Crs) -> list[Fault]:
    """What :func:`import_boundaries` would refuse, without drawing anything."""
    features, faults = _features(geojson)
    areas = _areas_by_code([code for code, _geometry in features])
    outlines, misdrawn = _read_all(features, crs)
    unknown = [Fault(BoundaryFault.UNKNOWN_CODE, code) for code, _geometry in features if code not in areas]
    if faults or unknown or misdrawn:
        return [*faults, *unknown, *misdrawn]
    return list(_faults_among_relatives({areas[code].pk: (areas[code], outlines[code]) for code in outlines}))


def _features(geojson: Mapping[str, Any]) -> tuple[list[tuple[str, Any]], list[Fault]]:
    features = geojson.get("features") if isinstance(geojson, Mapping) else None
    if not isinstance(features, list) or geojson.get("type") != "FeatureCollection":
        raise BoundariesRefused(_("This is not a GeoJSON FeatureCollection."))
    found: dict[str, Any] = {}
    faults = []
    for feature in features:
        code = _code_of(feature)
        if not code or code in found:
            faults.append(Fault(BoundaryFault.REPEATED if code else BoundaryFault.NO_CODE, code))
        else:
            found[code] = feature.get("geometry")
    return list(found.items()), faults


def _code_of(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    code = properties.get("code") if isinstance(properties, Mapping) else None
    text = str(code).strip() if isinstance(code, str | int) else ""
    return normalised(text) or text


def _areas_by_code(codes: Sequence[str]) -> dict[str, Area]:
    present = Area.objects.present()
    return {area.code: area for batch in _batches(codes) for area in present.filter(code__in=batch)}


def _read_all(features: Iterable[tuple[str, Any]], crs: Crs) -> tuple[dict[str, Outline], list[Fault]]:
    outlines: dict[str, Outline] = {}
    faults = []
    for code, geometry in features:
        try:
            outlines[code] = read_outline(code, geometry, crs)
        except Misdrawn as misdrawn:
            faults.append(misdrawn.fault)
    return outlines, faults


_Drawings = dict[UUID, tuple[Area, Outline]]


def _draw(drawings: _Drawings, crs: Crs, basis: str, on: date) -> BoundaryCount:
    present = _present_boundaries(list(drawings))
    changed = {
        area_id: drawing
        for area_id, drawing in drawings.items()
        if area_id not in present or bytes(present[area_id].wkb) != _wkb(drawing[1])
    }
    refuse_boundaries(list(_faults_among_relatives(changed)))
    _store(changed, present, crs, basis, on)
    return BoundaryCount(drawn=len(changed), unchanged=len(drawings) - len(changed))


def _faults_among_relatives(drawings: _Drawings) -> Iterator[Fault]:
    """Check each family in which a boundary changes: the areas beside it, and those inside it."""
    touched = {area.parent_id for area, _outline in drawings.values() if area.parent_id} | drawings.keys()
    members = [
        area
        for batch in _batches(sorted(touched))
        for area in Area.objects.present().filter(parent__in=batch).select_related("parent")
    ]
    outlines = _outlines_of({*touched, *(area.pk for area in members)}, drawings)
    ordered = sorted(members, key=lambda area: (str(area.parent_id), area.level, area.code))
    seen: set[UUID] = set()
    for (parent_id, _level), family in groupby(ordered, key=lambda area: (area.parent_id, area.level)):
        if parent_id:
            yield from _family_faults(list(family), outlines, highest=parent_id not in seen)
            seen.add(parent_id)


def _outlines_of(area_ids: set[UUID], drawings: _Drawings) -> dict[UUID, Outline]:
    stored = _present_boundaries([area_id for area_id in area_ids if area_id not in drawings])
    outlines = {area_id: cast("Outline", shapely.from_wkb(bytes(boundary.wkb))) for area_id, boundary in stored.items()}
    return outlines | {area_id: outline for area_id, (_area, outline) in drawings.items()}


def _family_faults(family: Sequence[Area], outlines: Mapping[UUID, Outline], *, highest: bool) -> list[Fault]:
    """``family`` lies on one level of one parent. Only the ``highest`` level below a parent has to fill it: a dedicated
    grid directly below a street lies over the communities."""
    tiles = [area for area in family if area.kind != AreaKind.JOINT]
    overlays = [area for area in family if area.kind == AreaKind.JOINT]
    parent = family[0].parent
    above = _outlined([parent], outlines) if parent else []
    return family_faults(
        above[0] if above else None,
        _outlined(tiles, outlines),
        overlays=_outlined(overlays, outlines),
        complete=highest and bool(tiles) and all(area.pk in outlines for area in tiles),
    )


def _outlined(areas: Iterable[Area], outlines: Mapping[UUID, Outline]) -> list[Outlined]:
    return [Outlined(area.code, outlines[area.pk]) for area in areas if area.pk in outlines]


def _present_boundaries(area_ids: Sequence[UUID]) -> dict[UUID, Boundary]:
    present = Boundary.objects.filter(valid_to__isnull=True)
    return {row.area_id: row for batch in _batches(area_ids) for row in present.filter(area__in=batch)}


def _store(drawings: _Drawings, present: Mapping[UUID, Boundary], crs: Crs, basis: str, day: date) -> None:
    ended, replaced, new = [], [], []
    for area_id, (area, outline) in drawings.items():
        earlier = present.get(area_id)
        if earlier and earlier.valid_from and earlier.valid_from >= day:
            _refuse_later(area, earlier, day)
            replaced.append(_filled(earlier, outline, crs, basis))
            continue
        if earlier:
            earlier.valid_to = day
            ended.append(earlier)
        new.append(_filled(Boundary(area=area, valid_from=day), outline, crs, basis))
    Boundary.objects.bulk_update(ended, ["valid_to"], batch_size=_BATCH)
    fields = ["wkb", "square_metres", "source_crs", "basis"]
    Boundary.objects.bulk_update(replaced, fields, batch_size=_BATCH)
    Boundary.objects.bulk_create(new, batch_size=_BATCH)


def _refuse_later(area: Area, earlier: Boundary, day: date) -> None:
    if earlier.valid_from and earlier.valid_from > day:
        text = _("%(name)s has a boundary that was drawn later, on %(since)s.")
        raise LaterHistory(text % {"name": area.name, "since": earlier.valid_from})


def _filled(boundary: Boundary, outline: Outline, crs: Crs, basis: str) -> Boundary:
    boundary.wkb = _wkb(outline)
    boundary.square_metres = square_metres(outline)
    boundary.source_crs, boundary.basis = crs, basis
    return boundary


def _wkb(outline: Outline) -> bytes:
    """One spelling for one outline, wherever its rings begin and whichever way they turn."""
    return shapely.to_wkb(outline.normalize())


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
