"""All that hangs on somebody's posts, as the page shows it before anything is ended."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Person, Role, Shift
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import assigned_to
from xiuhuazhen.domains.grid.models import Post
from xiuhuazhen.web.leaving.access import matters_to_hand_over, posts_to_end, roles_to_end, to_hand_over

Colleagues = dict[UUID, list[tuple[str, str]]]
"""By unit: the id and the name of each who handles matters for it."""

_SHIFTS_SHOWN = 20


@dataclass(frozen=True)
class Board:
    """``matters`` are those that fit on the page, late ones first; ``more`` says that there are others."""

    person: Person
    roles: list[Role]
    posts: list[Post]
    shifts: list[Shift]
    matters: list[Matter]
    more: bool
    colleagues: Colleagues


def board_for(person: Person, by: StaffActor, *, at: datetime, seen: Iterable[UUID] = ()) -> Board:
    """``seen`` are matters that the page has shown before: they stay on it, whatever became of them meanwhile."""
    on = clock.local_date(at)
    roles = list(roles_to_end(by, on=on).filter(person=person).order_by("valid_from", "id"))
    units = {role.unit_id for role in roles}
    matters = _matters(person, units, by, seen)
    return Board(
        person=person,
        roles=roles,
        posts=list(posts_to_end(by, person.pk, on=on)),
        shifts=_shifts(person, units, at),
        matters=matters[: settings.LEAVING_MATTERS_MAX],
        more=len(matters) > settings.LEAVING_MATTERS_MAX,
        colleagues=_colleagues(person, units | {matter.holder_id for matter in matters if matter.holder_id}, on),
    )


def _matters(person: Person, units: Iterable[UUID], by: StaffActor, seen: Iterable[UUID]) -> list[Matter]:
    kept = set(seen)
    if kept:
        return matters_to_hand_over(by, kept)
    here = assigned_to(person.pk, units).filter(to_hand_over(by))
    return list(here.select_related("area", "holder")[: settings.LEAVING_MATTERS_MAX + 1])


def _shifts(person: Person, units: Iterable[UUID], at: datetime) -> list[Shift]:
    """Times for which somebody else has to be found."""
    coming = Shift.objects.standing().filter(person=person, unit_id__in=set(units), ends_at__gt=at)
    return list(coming.select_related("unit").order_by("begins_at", "id")[:_SHIFTS_SHOWN])


def _colleagues(person: Person, units: Iterable[UUID], on: date) -> Colleagues:
    found: Colleagues = defaultdict(list)
    offices = {office for name in kinds.area_wide() for office in permissions.known(kinds.get(name).handle).roles}
    held = Role.objects.in_force(on).filter(unit_id__in=set(units), name__in=sorted(offices))
    others = held.exclude(person=person)
    names = others.order_by("person__name", "person_id").values_list("unit_id", "person_id", "person__name")
    for unit_id, person_id, name in names.distinct():
        found[unit_id].append((str(person_id), name))
    return found
