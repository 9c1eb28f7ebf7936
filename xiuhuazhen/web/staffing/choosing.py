"""The places, units, people and roles that an administrator can choose from: those of their own areas."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.people.access import StaffActor, roles_to_manage, units_to_manage
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.granting import FROM_ABOVE, MANAGE
from xiuhuazhen.core.people.models import Unit

_OFFERED: Final = 300
"""How many are listed; where there are more, the upper levels of them."""

Pairs = list[tuple[str, str]]


def areas_to_manage(by: StaffActor, permission: str = MANAGE) -> list[Area]:
    """The present areas where the person holds the permission, in the order of their codes."""
    found = Area.objects.present().filter(managed_areas(by, permission)).order_by("level", "code")
    return sorted(found[:_OFFERED], key=lambda area: area.code)


def managed_areas(by: StaffActor, permission: str) -> Q:
    reach = Q(pk__in=[])
    for grant in by.grants_of(permission):
        reach |= Q(path__startswith=grant.area_path)
    return reach


def present_units(by: StaffActor, on: date) -> list[Unit]:
    return list(units_to_manage(by).in_force(on).order_by("kind", "name", "id")[:_OFFERED])


def unit_beside(by: StaffActor, name: str, area: Area, *, on: date) -> Unit | None:
    """A present unit of this name elsewhere in the street of this area, as far as the person sees to units there."""
    street = next((each for each in (area, *ancestors(area)) if each.level == Level.STREET), area)
    beside = units_to_manage(by).in_force(on).filter(name=name, area__path__startswith=street.path)
    return beside.exclude(area=area).order_by("area__code").first()


def area_pairs(areas: Sequence[Area]) -> Pairs:
    """Code and name; what lies below the first is indented by its level."""
    top = min((area.level for area in areas), default=Level.PROVINCE)
    return [(area.code, "\u3000" * (area.level - top) + short_name(area.name)) for area in areas]


def unit_pairs(units: Sequence[Unit]) -> Pairs:
    return [(str(unit.pk), unit.name) for unit in units]


def role_pairs(by: StaffActor) -> Pairs:
    """The offices that the person can give somewhere."""
    wide = any(grant.area_level < Level.STREET for grant in by.grants_of(MANAGE))
    return [(name.value, str(name.label)) for name in RoleName if wide or name not in FROM_ABOVE]


def people_pairs(by: StaffActor, unit_ids: set[UUID], on: date) -> Pairs:
    """Who works in one's areas on this day; those of these units come first, the others with their unit."""
    roles = roles_to_manage(by).in_force(on).order_by("person__name", "person_id")
    near = list(roles.filter(unit_id__in=unit_ids)[:_OFFERED])
    others = list(roles.exclude(unit_id__in=unit_ids)[:_OFFERED])
    found: dict[str, str] = {}
    for role in (*near, *others):
        found.setdefault(str(role.person_id), f"{role.person.name} · {role.unit.name}")
    return list(found.items())
