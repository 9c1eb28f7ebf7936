"""Codes that are put up at places: made, and withdrawn."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.domains.cases.models import PlaceCode

MADE, WITHDRAWN = "cases.place_code.made", "cases.place_code.withdrawn"
_SIGNS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what is easily taken for something else: people type it where a camera fails."""
_LENGTH: Final = 8


@dataclass(frozen=True)
class Spot:
    """A place to put a code up at: its name as it is printed, the area in which it lies, its point if it is known."""

    area_id: UUID
    label: str
    point: tuple[int, int] | None = None


@transaction.atomic
def make_codes(*, spots: Sequence[Spot], by: Actor, at: datetime) -> list[PlaceCode]:
    """A code for each place, the one that is there already where there is one; a row of history for each new one."""
    areas = {area.pk: area for area in Area.objects.select_for_update().filter(pk__in={spot.area_id for spot in spots})}
    return [_code(spot, areas[spot.area_id], by, at) for spot in spots]


def _code(spot: Spot, area: Area, by: Actor, at: datetime) -> PlaceCode:
    there = PlaceCode.objects.filter(area=area, label=spot.label, withdrawn_at__isnull=True).first()
    if there:
        return there
    token = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    lng, lat = spot.point or (None, None)
    row = PlaceCode.objects.create(token=token, area=area, label=spot.label, lng_e7=lng, lat_e7=lat, made_at=at)
    record(MADE, subject=row, by=by, at=at, area_code=area.code, after={"label": spot.label})
    return row


@transaction.atomic
def withdraw_code(*, code: PlaceCode, by: Actor, at: datetime) -> PlaceCode:
    """The place is not there any more, or its code was put up wrongly. Withdrawn twice it is withdrawn once."""
    row = PlaceCode.objects.select_for_update(of=("self",)).select_related("area").get(pk=code.pk)
    if row.withdrawn_at:
        return row
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record(WITHDRAWN, subject=row, by=by, at=at, area_code=row.area.code, before={"label": row.label})
    return row
