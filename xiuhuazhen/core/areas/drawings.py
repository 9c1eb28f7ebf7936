"""Reading drawings of boundaries, and what is wrong with them among the places that they touch. Nothing is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any, cast
from uuid import UUID

import shapely
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import AreaKind, BoundaryFault, Crs
from xiuhuazhen.core.areas.errors import BoundariesRefused
from xiuhuazhen.core.areas.models import Area, Boundary
from xiuhuazhen.core.areas.rules.boundaries import Fault, Misdrawn, Outline, Outlined, family_faults, read_outline
from xiuhuazhen.core.areas.rules.codes import normalised

_BATCH = 500
_MARK_DIGITS = 16
Drawings = dict[UUID, tuple[Area, Outline]]


def boundary_faults(*, geojson: Mapping[str, Any], crs: Crs) -> list[Fault]:
    """What :func:`import_boundaries` would refuse, without drawing anything."""
    features, faults = features_of(geojson)
    areas = areas_by_code([code for code, _geometry in features])
    outlines, misdrawn = read_all(features, crs)
    unknown = [Fault(BoundaryFault.UNKNOWN_CODE, code) for code, _geometry in features if code not in areas]
    if faults or unknown or misdrawn:
        return [*faults, *unknown, *misdrawn]
    return list(faults_among_relatives({areas[code].pk: (areas[code], outlines[code]) for code in outlines}))


def features_of(geojson: Mapping[str, Any]) -> tuple[list[tuple[str, Any]], list[Fault]]:
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


def areas_by_code(codes: Sequence[str]) -> dict[str, Area]:
    present = Area.objects.present()
    return {area.code: area for batch in _batches(codes) for area in present.filter(code__in=batch)}


def read_all(features: Iterable[tuple[str, Any]], crs: Crs) -> tuple[dict[str, Outline], list[Fault]]:
    outlines: dict[str, Outline] = {}
    faults = []
    for code, geometry in features:
        try:
            outlines[code] = read_outline(code, geometry, crs)
        except Misdrawn as misdrawn:
            faults.append(misdrawn.fault)
    return outlines, faults


def faults_among_relatives(drawings: Drawings) -> Iterator[Fault]:
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


def standing_faults(place: Area) -> list[Fault]:
    """What is wrong among the boundaries of the parts of a place as they stand, such as where one has ended."""
    parts = Area.objects.present().filter(parent=place).select_related("parent").order_by("level", "code")
    outlines = _outlines_of({place.pk, *(part.pk for part in parts)}, {})
    families = [list(family) for _level, family in groupby(parts, key=lambda part: part.level)]
    return [
        fault for order, family in enumerate(families) for fault in _family_faults(family, outlines, highest=order == 0)
    ]


def _outlines_of(area_ids: set[UUID], drawings: Drawings) -> dict[UUID, Outline]:
    stored = present_boundaries([area_id for area_id in area_ids if area_id not in drawings])
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


def present_boundaries(area_ids: Sequence[UUID]) -> dict[UUID, Boundary]:
    present = Boundary.objects.filter(valid_to__isnull=True)
    return {row.area_id: row for batch in _batches(area_ids) for row in present.filter(area__in=batch)}


def boundary_marks(areas: Iterable[Area]) -> dict[str, str]:
    """A mark of each area's present boundary by code, another one whenever another boundary is drawn. Areas without a
    boundary are left out."""
    codes = {area.pk: area.code for area in areas}
    return {codes[area_id]: boundary_mark(row) for area_id, row in present_boundaries(list(codes)).items()}


def boundary_mark(boundary: Boundary) -> str:
    return sha256(bytes(boundary.wkb)).hexdigest()[:_MARK_DIGITS]


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
