"""Drawing boundaries: one area's, or many at once (a border that two areas share can only move in both together)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import BoundaryFault, Crs
from xiuhuazhen.core.areas.drawings import (
    Drawings,
    areas_by_code,
    boundary_mark,
    faults_among_relatives,
    features_of,
    present_boundaries,
    read_all,
)
from xiuhuazhen.core.areas.enclosed import Cut, with_cuts
from xiuhuazhen.core.areas.errors import BoundariesRefused, BoundaryMoved, LaterHistory, refuse_boundaries
from xiuhuazhen.core.areas.models import Area, Boundary
from xiuhuazhen.core.areas.rules.boundaries import Fault, Outline
from xiuhuazhen.core.areas.rules.codes import common_code
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
    outlines, faults = read_all([(area.code, geometry)], crs)
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
    *,
    geojson: Mapping[str, Any],
    crs: Crs,
    basis: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    seen: Mapping[str, str] | None = None,
    cuts: Sequence[Cut] = (),
) -> BoundaryCount:
    """Draw the boundaries of a FeatureCollection, each feature the area that its property ``code`` names.

    As :func:`set_boundary`, for all at once and all or nothing; from the day ``on``, if that is given, which is not to
    come and not before what was drawn last. ``seen`` has the marks (``drawings.boundary_marks``) of the boundaries that
    whoever draws has before them; :class:`BoundaryMoved` says that one of those to be changed is another meanwhile.
    ``cuts`` are made in the same change: of what a drawn place lies in, a part is taken away.
    """
    on = on or local_date(at)
    if on > local_date(at):
        raise BoundariesRefused(_("A boundary cannot be drawn for a day to come."))
    version = reference.lock()
    features, faults = features_of(geojson)
    areas = areas_by_code([code for code, _geometry in features])
    faults += [Fault(BoundaryFault.UNKNOWN_CODE, code) for code, _geometry in features if code not in areas]
    outlines, misdrawn = read_all(features, crs)
    refuse_boundaries([*faults, *misdrawn])
    drawings = with_cuts({areas[code].pk: (areas[code], outline) for code, outline in outlines.items()}, cuts)
    count = _draw(drawings, crs, basis, on, seen)
    if count.drawn:
        reference.grow(version)
        codes = sorted(area.code for area, _outline in drawings.values())
        code, after = common_code(codes), {**asdict(count), "on": on.isoformat(), "codes": codes[:_NAMED]}
        if cuts:
            after["cut_out"] = [asdict(cut) for cut in cuts[:_NAMED]]
        record.record(
            "areas.boundaries.imported", subject=version, by=by, at=at, area_code=code, after=after, reason=basis
        )
    return count


def _draw(drawings: Drawings, crs: Crs, basis: str, on: date, seen: Mapping[str, str] | None = None) -> BoundaryCount:
    present = present_boundaries(list(drawings))
    changed = {
        area_id: drawing
        for area_id, drawing in drawings.items()
        if area_id not in present or bytes(present[area_id].wkb) != _wkb(drawing[1])
    }
    if seen is not None:
        _require_seen([area for area, _outline in changed.values()], present, seen)
    refuse_boundaries(list(faults_among_relatives(changed)))
    _store(changed, present, crs, basis, on)
    return BoundaryCount(drawn=len(changed), unchanged=len(drawings) - len(changed))


def _require_seen(areas: Sequence[Area], present: Mapping[UUID, Boundary], seen: Mapping[str, str]) -> None:
    moved = [
        area for area in areas if area.pk in present and seen.get(area.code, "") != boundary_mark(present[area.pk])
    ]
    if moved:
        text = _("Somebody else drew this meanwhile: %(names)s.")
        names = "、".join(area.name for area in moved[:_NAMED])
        raise BoundaryMoved(text % {"names": names}, codes=[area.code for area in moved])


def _store(drawings: Drawings, present: Mapping[UUID, Boundary], crs: Crs, basis: str, day: date) -> None:
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
