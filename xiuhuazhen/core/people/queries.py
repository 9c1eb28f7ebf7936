from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.kit.periods import DatedQuerySet
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import DOES, RoleName, UnitKind
from xiuhuazhen.core.people.models import Person, Role, Unit


def serving_unit(kind: UnitKind, *, area_path: str, on: date) -> Unit | None:
    """The unit of this kind that serves the area: its own, else the nearest one above."""
    units = reference.remembered(("people.units", kind), lambda: _units_by_area(kind))
    for area_id in reversed(path_ids(area_path)):
        for unit in units.get(area_id, ()):
            if unit.holds_on(on):
                return unit
    return None


def _units_by_area(kind: UnitKind) -> dict[UUID, list[Unit]]:
    """Of several in one area the last by name comes first."""
    found: dict[UUID, list[Unit]] = defaultdict(list)
    for unit in sorted(Unit.objects.filter(kind=kind), key=lambda unit: unit.name, reverse=True):
        found[unit.area_id].append(unit)
    return dict(found)


def names_of_units(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def names_of_people(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def people_of_unit(unit_id: UUID, *, on: date) -> QuerySet[Person]:
    """Persons who hold a role for the unit on this day."""
    holders = Role.objects.in_force(on).filter(unit_id=unit_id).values("person_id")
    return Person.objects.filter(pk__in=holders).order_by("name", "id")


def leads_over(unit: Unit) -> DatedQuerySet[Role]:
    """The roles, of whatever time, with which somebody leads the area in which the unit lies."""
    offices = permissions.known(permissions.LEAD_SHIFT).roles
    return Role.objects.filter(name__in=offices, area_id__in=path_ids(unit.area.path))


def leaders_over(unit: Unit, *, on: date) -> QuerySet[Person]:
    """Persons who lead the unit's area on this day and do not work for the unit itself."""
    own = Role.objects.in_force(on).filter(unit=unit).values("person_id")
    leads = leads_over(unit).in_force(on).values("person_id")
    return Person.objects.filter(pk__in=leads).exclude(pk__in=own).order_by("name", "id")


@dataclass(frozen=True)
class RoleCard:
    """A card on the demonstration's sign-in page: who one would be, and what they do. ``id`` is the account's name."""

    id: str
    title: str
    name: str
    unit: str
    does: str


def role_cards(*, on: date) -> list[RoleCard]:
    """One card for each account with a role, in the order in which the roles were given; none for who has yet to come
    in by an invitation."""
    roles = Role.objects.in_force(on).select_related("person__account", "unit", "area").order_by("id")
    cards: dict[str, RoleCard] = {}
    for role in roles:
        account = role.person.account
        if not account.has_usable_password():
            continue
        name = RoleName(role.name)
        does = str(DOES[name])
        cards.setdefault(
            account.username, RoleCard(account.username, str(name.label), role.person.name, role.unit.name, does)
        )
    return list(cards.values())


def holders_of(permission: str, unit_id: UUID, *, on: date, area_path: str | None = None) -> list[UUID]:
    """The persons who hold the permission for the unit on this day, by name; with a path only those who hold it where
    that place lies."""
    held = _held(permission, on).filter(unit_id=unit_id)
    if area_path is not None:
        held = held.filter(area_id__in=path_ids(area_path))
    return list(dict.fromkeys(held.order_by("person__name", "person_id").values_list("person_id", flat=True)))


def anybody_may(permission: str, unit_id: UUID, *, on: date) -> bool:
    """Whether anybody holds the permission for the unit on this day."""
    return _held(permission, on).filter(unit_id=unit_id).exists()


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a permission, and the unit for which they do."""

    person_id: UUID
    unit_id: UUID


def holders_here(permission: str, *, area_path: str, on: date) -> list[Holder]:
    """Everybody who holds the permission where this place lies, for whatever unit; who is nearest comes first."""
    held = _held(permission, on).filter(area_id__in=path_ids(area_path))
    rows = held.order_by("-area__level", "unit__name", "person__name", "id").values_list("person_id", "unit_id")
    return [Holder(*row) for row in rows]


def _held(permission: str, on: date) -> QuerySet[Role]:
    """The roles in force with which the permission comes."""
    return Role.objects.in_force(on).filter(name__in=permissions.known(permission).roles)
