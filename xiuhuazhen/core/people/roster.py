"""Questions to the duty roster. Somebody counts as on duty while they hold a role for the unit, and as duty leader also
while they lead its area: whoever left is not called, and what they were to stand is a gap."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.core.people import permissions
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
    on = clock.local_date(at)
    here = Role.objects.in_force(on).filter(unit_id=unit_id).values("person_id")
    leads = Role.objects.in_force(on).filter(person_id=OuterRef("person_id"), name__in=_leading())
    place = ExpressionWrapper(OuterRef("unit__area__path"), output_field=CharField())
    above = Exists(leads.alias(place=place).filter(place__startswith=F("area__path")))
    stands = Q(person_id__in=here) | Q(above, post=ShiftPost.LEADER)
    found = rows.filter(stands).select_related("person", "unit")
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
    """The shifts of a unit that have a part of this time, by beginning; two queries, three with duty leaders."""
    return _duties(Shift.objects.filter(unit_id=unit_id), begins_at, ends_at)


def duty_of(person_id: UUID, begins_at: datetime, ends_at: datetime) -> list[Duty]:
    """The shifts of a person, for whatever unit, that have a part of this time, by beginning; as many queries."""
    return _duties(Shift.objects.filter(person_id=person_id), begins_at, ends_at)


def uncovered(unit_id: UUID, begins_at: datetime, ends_at: datetime) -> list[Span]:
    """The parts of this time in which the unit has no duty officer. A duty leader does not stand in for one."""
    return _gaps_of(ShiftPost.OFFICER, unit_id, Span(begins_at, ends_at))


def without_leader(unit_id: UUID, begins_at: datetime, ends_at: datetime) -> list[Span]:
    """The parts of this time in which the unit has no duty leader; none where it never had any: not every unit sets
    some."""
    if not Shift.objects.standing().filter(unit_id=unit_id, post=ShiftPost.LEADER).exists():
        return []
    return _gaps_of(ShiftPost.LEADER, unit_id, Span(begins_at, ends_at))


def _gaps_of(post: ShiftPost, unit_id: UUID, span: Span) -> list[Span]:
    rows = Shift.objects.standing().touching(span.begins_at, span.ends_at).filter(unit_id=unit_id, post=post)
    shifts = list(rows.select_related("unit__area"))
    held, leads = _roles(shifts), _leads([row for row in shifts if row.post == ShiftPost.LEADER])
    periods = {row.pk: [*held[row.person_id, row.unit_id], *leads.get(row.pk, ())] for row in shifts}
    return gaps(span, [part for row in shifts for part in held_parts(row.span, periods[row.pk])])


def _duties(rows: ShiftQuerySet, begins_at: datetime, ends_at: datetime) -> list[Duty]:
    found = rows.standing().touching(begins_at, ends_at).select_related("person", "unit__area")
    shifts = list(found.order_by("begins_at", "post", "person__name", "id"))
    held, leads = _roles(shifts), _leads([row for row in shifts if row.post == ShiftPost.LEADER])
    return [_duty(row, [*held[row.person_id, row.unit_id], *leads.get(row.pk, ())]) for row in shifts]


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


def _leads(shifts: list[Shift]) -> dict[UUID, list[Period]]:
    """By shift of a duty leader: the periods in which its person leads the area of the unit. One query, none without
    such a shift."""
    if not shifts:
        return {}
    roles = list(Role.objects.filter(person_id__in={row.person_id for row in shifts}, name__in=_leading()))
    found: dict[UUID, list[Period]] = {}
    for row in shifts:
        above = path_ids(row.unit.area.path)
        own = (role for role in roles if role.person_id == row.person_id and role.area_id in above)
        found[row.pk] = [(role.valid_from, role.valid_to) for role in own]
    return found


def _leading() -> list[str]:
    """The offices with which one leads an area."""
    return sorted(permissions.known(permissions.LEAD_SHIFT).roles)
