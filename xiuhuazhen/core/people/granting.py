"""Who may give what: roles, and the permissions of programs. Asked by the actions themselves, whatever the door.

A role is given only where one manages people oneself: its area and its unit both lie there, so that nobody lets others
reach further than they do. Nobody gives a role to themselves. A role of :data:`FROM_ABOVE` watches over those who
manage people, so it comes from an area above theirs.
"""

from datetime import date, datetime
from typing import Final, NoReturn

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM, Actor
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Person, Role, Unit

MANAGE: Final = "people.manage"
"""The permission to see to the units and people of an area and to say who holds which role there."""

TOKENS: Final = "people.token"
"""The permission to let programs in."""

FROM_ABOVE: Final = frozenset({RoleName.SUPERVISOR})
"""Roles that hear complaints about whoever manages people: given, ended and answered for from an area above."""


def is_server(by: Actor) -> bool:
    """Whether it is the product itself, or somebody at the console of its server."""
    return by.key == SYSTEM.key


def may_give(by: Actor, name: str, *, area: Area, unit: Unit) -> bool:
    """Whether the actor may say who holds this role in this area for this unit, and until when."""
    if is_server(by):
        return True
    paths = [area.path, unit.area.path]
    if name in FROM_ABOVE:
        paths = [above(path) for path in paths]
    return all(path and by.may(MANAGE, area_path=path) for path in paths)


def above(area_path: str) -> str:
    """The path of the area that contains this one; empty for the root."""
    return area_path.rstrip("/").rpartition("/")[0] + "/" if area_path.count("/") > 1 else ""


def require_may_give(by: Actor, name: str, *, person: Person, area: Area, unit: Unit) -> None:
    """Raise :class:`Forbidden` unless the actor may give this role to this person."""
    if not may_give(by, name, area=area, unit=unit):
        _refuse(name)
    _refuse_own(by, person)


def may_end(by: Actor, role: Role) -> bool:
    """Whether the actor may say until when this role holds: whoever administers its area, whatever the unit."""
    where = above(role.area.path) if role.name in FROM_ABOVE else role.area.path
    return is_server(by) or bool(where and by.may(MANAGE, area_path=where))


def require_may_end(by: Actor, role: Role) -> None:
    """Raise :class:`Forbidden` unless the actor may do that, and it is not their own."""
    if not may_end(by, role):
        _refuse(role.name)
    _refuse_own(by, role.person)


def _refuse(name: str) -> NoReturn:
    if name in FROM_ABOVE:
        raise Forbidden(_("Only whoever administers an area above says who hears complaints about this one."))
    raise Forbidden(_("You can give and end roles only where you administer, for the units there."))


def _refuse_own(by: Actor, person: Person) -> None:
    if by.person_id == person.pk:
        raise Forbidden(_("Nobody changes their own roles. Ask another administrator."))


def may_answer_for(by: Actor, person: Person, *, on: date) -> bool:
    """Whether the actor may lock somebody out or let them in anew: only where every role that they hold on this day or
    later is the actor's to give, and never for oneself. Whoever gets a link for a person could act as that person."""
    if is_server(by):
        return True
    if by.person_id == person.pk:
        return False
    roles = Role.objects.filter(person=person).select_related("area", "unit__area")
    held = [role for role in roles if role.valid_to is None or role.valid_to > on]
    return bool(held) and all(may_give(by, role.name, area=role.area, unit=role.unit) for role in held)


def require_to_answer_for(by: Actor, person: Person, *, at: datetime) -> None:
    """Raise :class:`Forbidden` unless the actor may do this to the person's account."""
    if not may_answer_for(by, person, on=clock.local_date(at)):
        raise Forbidden(
            _("Only whoever can give all the roles of this person sees to their account, and nobody to their own.")
        )


def for_programs(by: Actor) -> frozenset[str]:
    """The permissions that the actor may give to a program. At the server any: whoever is there could do it all."""
    return permissions.all_names() if is_server(by) else permissions.open_to_programs()


def require_may_let_in(by: Actor, wanted: list[str], *, area: Area, unit: Unit) -> None:
    """Raise :class:`Forbidden` unless the actor may let a program do this there."""
    if is_server(by):
        return
    if not all(by.may(TOKENS, area_path=path) for path in (area.path, unit.area.path)):
        raise Forbidden(_("You can let programs in only where you administer, for the units there."))
    if not set(wanted) <= for_programs(by):
        raise Forbidden(_("No program may do this: it is for people alone."))
