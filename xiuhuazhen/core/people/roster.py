"""Questions to the duty roster. Somebody counts as on duty while they hold a role for the unit: whoever left is not
called, and what they were to stand is a gap."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.choices import ShiftPost, UnitKind
from xiuhuazhen.core.people.models import Role, Shift, ShiftQuerySet
from xiuhuazhen.core.people.queries import serving_unit
from xiuhuazhen.core.people.rules import Period, Span, gaps, held_parts, held_throughout


@dataclass(frozen=True)
class OnDuty:
    """Somebody who is on duty now, and ``until`` when."""

    person_id: UUID
    name: str
    post: ShiftPost
    work_telephone: str
    until: datetime
    unit_id: UUID
    unit_name: str


@dataclass(frozen=True)
class Duty:
    """A shift as it stands on the roster. ``left``: the person holds no role for the unit on some of its days."""

    shift_id: UUID
    unit_id: UUID
    unit_name: str
    person_id: UUID
    name: str
    work_telephone: str
    post: ShiftPost
    span: Span
    note: str
    left: bool


def on_duty(unit_id: UUID, *, at: datetime) -> list[OnDuty]:
    """Who is on duty for the unit at this moment: leaders first, then by name. At the moment at which one shift ends
    and the next begins it is the next."""
    rows = Shift.objects.standing().filter(unit_id=unit_id, begins_at__lte=at, ends_at__gt=at)
    here = Role.objects.in_force(clock.local_date(at)).filter(unit_id=unit_id).values("person_id")
    found = rows.filter(person_id__in=here).select_related("person", "unit")
    return [
        OnDuty(
            person_id=row.person_id,
            name=row.person.name,
            post=ShiftPost(row.post),
            work_telephone=row.person.work_telephone,
            until=row.ends_at,
            unit_id=row.unit_id,
            unit_name=row.unit.name,
        )
        for row in found.order_by("post", "person__name", "id")
    ]


def desk_on_duty(area_path: str, *, at: datetime) -> list[OnDuty]:
    """Who is on duty at the desk that serves the area; nobody where there is no desk or its roster says nobody."""
    desk = serving_unit(UnitKind.DISPATCH_DESK, area_path=area_path, on=clock.local_date(at))
    return on_duty(desk.pk, at=at) if desk else []


def is_on_duty(person_id: UUID | None, unit_id: UUID, *, at: datetime) -> bool:
    return any(each.person_id == person_id for each in on_duty(unit_id, at=at))


def shifts_of(unit_id: UUID, begins_at: datetime, ends_at: datetime) -> list[Duty]:
    """The shifts of a unit that have a part of this time, by beginning; two queries."""
    return _duties(Shift.objects.filter(unit_id=unit_id), begins_at, ends_at)


def duty_of(person_id: UUID, begins_at: datetime, ends_at: datetime) -> list[Duty]:
    """The shifts of a person, for whatever unit, that have a part of this time, by beginning; two queries."""
    return _duties(Shift.objects.filter(person_id=person_id), begins_at, ends_at)


def uncovered(unit_id: UUID, begins_at: datetime, ends_at: datetime) -> list[Span]:
    """The parts of this time in which the unit has no duty officer. A duty leader does not stand in for one."""
    rows = Shift.objects.standing().touching(begins_at, ends_at).filter(unit_id=unit_id, post=ShiftPost.OFFICER)
    shifts = list(rows)
    held = _roles(shifts)
    taken = [part for row in shifts for part in held_parts(row.span, held[row.person_id, row.unit_id])]
    return gaps(Span(begins_at, ends_at), taken)


def _duties(rows: ShiftQuerySet, begins_at: datetime, ends_at: datetime) -> list[Duty]:
    found = rows.standing().touching(begins_at, ends_at).select_related("person", "unit")
    shifts = list(found.order_by("begins_at", "post", "person__name", "id"))
    held = _roles(shifts)
    return [_duty(row, held[row.person_id, row.unit_id]) for row in shifts]


def _duty(row: Shift, periods: list[Period]) -> Duty:
    return Duty(
        shift_id=row.pk,
        unit_id=row.unit_id,
        unit_name=row.unit.name,
        person_id=row.person_id,
        name=row.person.name,
        work_telephone=row.person.work_telephone,
        post=ShiftPost(row.post),
        span=row.span,
        note=row.note,
        left=not held_throughout(row.span, periods),
    )


def _roles(shifts: Iterable[Shift]) -> dict[tuple[UUID, UUID], list[Period]]:
    """The periods of the roles that those on these shifts hold for the units."""
    people, units = {row.person_id for row in shifts}, {row.unit_id for row in shifts}
    rows = Role.objects.filter(person_id__in=people, unit_id__in=units)
    found: dict[tuple[UUID, UUID], list[Period]] = defaultdict(list)
    for person_id, unit_id, start, end in rows.values_list("person_id", "unit_id", "valid_from", "valid_to"):
        found[person_id, unit_id].append((start, end))
    return found
