"""Who somebody is when they act: a person with the roles that are in force, or a program with its token."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.kit.periods import DatedQuerySet
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.granting import MANAGE
from xiuhuazhen.core.people.models import Account, ApiToken, Invitation, Person, Role, SecondFactor, Shift, Unit

ROSTER = "people.roster"
"""The permission to say who is on duty, for the units of an area."""


@dataclass(frozen=True)
class Grant:
    """Permissions that hold in the subtree of one area, for one unit."""

    permissions: frozenset[str]
    area_id: UUID
    area_path: str
    area_level: int
    unit_id: UUID
    role: str = ""
    unit_name: str = ""
    area_name: str = ""

    def covers(self, area_path: str) -> bool:
        return area_path.startswith(self.area_path)


@dataclass(frozen=True)
class StaffActor(Actor):
    """Somebody who works here, with what they may do today. Made anew for every request. ``withheld`` says that
    something is theirs only once they have shown their second factor."""

    grants: tuple[Grant, ...] = ()
    withheld: bool = False

    def without(self, names: frozenset[str]) -> "StaffActor":
        """The same person without these permissions; ``withheld`` says whether any of them would have been theirs."""
        if not any(names & grant.permissions for grant in self.grants):
            return self
        grants = tuple(replace(grant, permissions=grant.permissions - names) for grant in self.grants)
        return replace(self, grants=grants, withheld=True)

    def may(self, permission: str, *, area_path: str, unit_id: UUID | None = None) -> bool:
        permissions.known(permission)
        if unit_id:
            return any(permission in grant.permissions and unit_id == grant.unit_id for grant in self.grants)
        return any(permission in grant.permissions and grant.covers(area_path) for grant in self.grants)

    def unit_for(self, permission: str, *, area_path: str) -> UUID | None:
        units = (g.unit_id for g in self.grants if permission in g.permissions and g.covers(area_path))
        return next(units, self.unit_id)

    def acting_for(self, permission: str) -> "StaffActor":
        """The same person, acting for the unit for which they hold this permission."""
        held = self.grants_of(permission)
        return replace(self, unit_id=held[0].unit_id) if held else self

    def may_somewhere(self, permission: str) -> bool:
        """Whether there is any area at all in which the permission is held (for showing a door, not for opening it)."""
        permissions.known(permission)
        return any(permission in grant.permissions for grant in self.grants)

    def roles_digest(self) -> str:
        """The same for as long as the person has the same roles: in the same areas, for the same units. Whether a
        second factor was shown changes nothing."""
        roles = sorted(f"{grant.role}:{grant.area_id}:{grant.unit_id}" for grant in self.grants)
        return hashlib.sha256(" ".join(roles).encode()).hexdigest()

    def grants_of(self, permission: str) -> tuple[Grant, ...]:
        permissions.known(permission)
        return tuple(grant for grant in self.grants if permission in grant.permissions)


def actor_for(account: Account, *, on: date) -> StaffActor:
    """The signed-in person with the roles in force on this day (one query). The first role's unit is theirs."""
    rows = Role.objects.in_force(on).filter(person_id=account.person_id).select_related("area", "person", "unit")
    roles = list(rows.order_by("valid_from", "id"))
    grants = tuple(_grant(role) for role in roles)
    person = roles[0].person if roles else Person.objects.get(pk=account.person_id)
    return StaffActor(
        key=f"person:{person.pk}",
        name=person.name,
        person_id=person.pk,
        unit_id=grants[0].unit_id if grants else None,
        grants=grants,
    )


def actor_by_key(key: str, *, on: date) -> StaffActor | None:
    """The person whose key history holds, with the roles in force on this day; for work that outlives the request in
    which it was asked for. ``None`` for anybody else, and once the account is closed."""
    kind, _colon, person_id = key.partition(":")
    parsed = parse_id(person_id) if kind == "person" else None
    account = Account.objects.filter(person_id=parsed, is_active=True).first() if parsed else None
    return actor_for(account, on=on) if account else None


def _grant(role: Role) -> Grant:
    return Grant(
        permissions=permissions.held_by(role.name),
        area_id=role.area_id,
        area_path=role.area.path,
        area_level=role.area.level,
        unit_id=role.unit_id,
        role=role.name,
        unit_name=role.unit.name,
        area_name=role.area.name,
    )


def actor_for_token(token: str, *, on: date) -> StaffActor:
    """The program that holds this token. Unknown, revoked, expired and not yet valid look the same."""
    row = ApiToken.objects.in_force(on).filter(digest=digest_of(token), revoked=False).select_related("area").first()
    if row is None:
        raise NotFound("")
    grant = Grant(frozenset(row.permissions), row.area_id, row.area.path, row.area.level, row.unit_id)
    return StaffActor(key=f"token:{row.pk}", name=row.name, unit_id=row.unit_id, grants=(grant,))


def require(by: Actor, permission: str, *, area_path: str, unit_id: UUID | None = None) -> None:
    """Raise :class:`Forbidden` unless the actor holds the permission there."""
    if not by.may(permission, area_path=area_path, unit_id=unit_id):
        raise Forbidden(str(permissions.known(permission).sentence))


def rostered_units(by: StaffActor, *, on: date) -> QuerySet[Unit]:
    """The units whose roster the person may look at: their own, those in whose area they work, and those for which
    they may set it."""
    reach = Q(pk__in=[grant.unit_id for grant in by.grants])
    reach |= Q(area_id__in={area_id for grant in by.grants for area_id in path_ids(grant.area_path)})
    for grant in by.grants_of(ROSTER):
        reach |= Q(area__path__startswith=grant.area_path)
    return Unit.objects.in_force(on).filter(reach).select_related("area")


def unit_of_roster(by: StaffActor, unit_id: str, *, on: date) -> Unit:
    """The unit, if the person may look at its roster."""
    parsed = parse_id(unit_id)
    unit = rostered_units(by, on=on).filter(pk=parsed).first() if parsed else None
    if unit is None:
        raise NotFound(_("There is no such roster here."))
    return unit


def shift_to_change(by: StaffActor, shift_id: str, *, on: date) -> Shift:
    """The shift, if the person may look at the roster that it stands on and may change it."""
    parsed = parse_id(shift_id)
    shifts = Shift.objects.filter(unit__in=rostered_units(by, on=on)).select_related("unit__area", "person")
    shift = shifts.filter(pk=parsed).first() if parsed else None
    if shift is None:
        raise NotFound(_("There is no such shift here."))
    require(by, ROSTER, area_path=shift.unit.area.path)
    return shift


def open_invitation(token: str, at: datetime) -> Invitation:
    """The invitation with this token, as long as it is good. Unknown, used, withdrawn and late look the same."""
    found = Invitation.objects.filter(digest=digest_of(token)).select_related("account__person").first()
    if found is None or not found.is_open(at) or not found.account.is_active:
        raise NotFound(_("This link is not good any more. Ask your administrator for a new one."))
    return found


def digest_of(token: str) -> bytes:
    """What is kept of a token whose text is shown once."""
    return hashlib.sha256(token.encode()).digest()


def managed(by: StaffActor, permission: str, *, area: str = "area") -> Q:
    """The rows whose area lies where the person holds the permission; ``area`` leads there. Raises ``Forbidden`` for
    whoever holds it nowhere."""
    if not by.may_somewhere(permission):
        raise Forbidden(str(permissions.known(permission).sentence))
    reach = Q(pk__in=[])
    for grant in by.grants_of(permission):
        reach |= Q(**{f"{area}__path__startswith": grant.area_path})
    return reach


def units_to_manage(by: StaffActor) -> DatedQuerySet[Unit]:
    """The units of the areas where one administers, those that ended among them."""
    return Unit.objects.filter(managed(by, MANAGE)).select_related("area")


def unit_to_manage(by: StaffActor, unit_id: str) -> Unit:
    parsed = parse_id(unit_id)
    unit = units_to_manage(by).filter(pk=parsed).first() if parsed else None
    if unit is None:
        raise NotFound(_("There is no such unit here."))
    return unit


def roles_to_manage(by: StaffActor) -> DatedQuerySet[Role]:
    """The roles held in the areas where one administers, past ones among them."""
    return Role.objects.filter(managed(by, MANAGE)).select_related("area", "unit", "person")


def people_to_manage(by: StaffActor) -> QuerySet[Person]:
    """Everybody who holds or held a role there."""
    return Person.objects.filter(pk__in=roles_to_manage(by).values("person_id"))


def person_to_manage(by: StaffActor, person_id: str) -> Person:
    parsed = parse_id(person_id)
    person = people_to_manage(by).select_related("account").filter(pk=parsed).first() if parsed else None
    if person is None:
        raise NotFound(_("There is nobody like this here."))
    return person


def has_second_factor(account: Account) -> bool:
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def locked_out(account: Account, *, at: datetime) -> bool:
    """Whether wrong passwords or codes keep the account out for a while, from wherever."""
    since = at - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username=account.username, attempt_time__gt=since)
    wrong = tries.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()
    return wrong or SecondFactor.objects.filter(account=account, blocked_until__gt=at).exists()
