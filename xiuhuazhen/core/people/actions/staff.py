"""Roles, and the tokens of programs."""

import secrets
from datetime import date, datetime, timedelta
from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record, same_before
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import digest_of
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.granting import require_may_end, require_may_give, require_may_let_in
from xiuhuazhen.core.people.models import ApiToken, Person, Role, Unit
from xiuhuazhen.core.people.rules import is_too_small, kind_for

ROLE_GRANTED, ROLE_ENDED = "people.role.granted", "people.role.ended"
TOKEN_CREATED, TOKEN_REVOKED = "people.token.created", "people.token.revoked"


@transaction.atomic
def grant_role(
    *,
    person: Person,
    name: str,
    area: Area,
    unit: Unit,
    valid_from: date,
    by: Actor,
    at: datetime,
    last_day: date | None = None,
    deputy_for: Person | None = None,
    command_id: UUID | None = None,
) -> Role:
    """Give somebody an office from a day on, up to and including ``last_day`` if it has one.

    ``deputy_for`` holds the same office there, and is stood in for. Who may give what: see
    :mod:`xiuhuazhen.core.people.granting`. Raises ``Conflict`` when the person holds it then already.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # of two that give the same, the second finds the first
    request = [person.pk, name, area.pk, unit.pk, valid_from, last_day, deputy_for.pk if deputy_for else None]
    if earlier := repeated(by, command_id, action=ROLE_GRANTED, request=request):
        return Role.objects.get(pk=earlier.subject_id)
    require_may_give(by, name, person=person, area=area, unit=unit)
    role = Role(person=person, name=name, area=area, unit=unit, valid_from=valid_from, granted_by=by.key)
    role.valid_to, role.deputy_for = _end_after(last_day), deputy_for
    _look_over(role)
    role.save(force_insert=True)
    after = {"role": name, "person": str(person.pk), "unit": str(unit.pk), "from": valid_from.isoformat()}
    after |= {"to": role.valid_to.isoformat()} if role.valid_to else {}
    after |= {"deputy_for": str(deputy_for.pk)} if deputy_for else {}
    after |= marked(command_id, request)
    record(ROLE_GRANTED, subject=role, by=by, at=at, area_code=area.code, after=after, command_id=command_id)
    return role


def _end_after(last_day: date | None) -> date | None:
    return last_day + timedelta(days=1) if last_day else None


def _look_over(role: Role) -> None:
    """Whether the role can be held so: its days, its place, its unit, and whom it stands in for."""
    first = role.valid_from
    if first is None or (role.valid_to and role.valid_to <= first):
        _refuse_day(_("The last day lies before the first."))
    if role.area.valid_to and role.area.valid_to <= first:
        raise InvalidInput(_("This place is no more then. Choose another."), fields={"area": _("No more then.")})
    if role.unit.valid_to and role.unit.valid_to <= first:
        raise InvalidInput(_("This unit is no more then. Choose another."), fields={"unit": _("No more then.")})
    _look_over_office(role)
    same = Role.objects.filter(name=role.name, area=role.area, unit=role.unit).exclude(valid_to__lte=first)
    same = same.exclude(valid_from__gte=role.valid_to) if role.valid_to else same
    if same.filter(person_id=role.person_id).exists():
        raise Conflict(_("This person holds the same role there then already."))
    if role.deputy_for is None:
        return
    if not role.valid_to:
        sentence = _("A deputy stands in until a day. Say which.")
        raise InvalidInput(sentence, fields={"last_day": sentence})
    if role.deputy_for_id == role.person_id or not same.filter(person=role.deputy_for).exists():
        sentence = _("The one to be stood in for does not hold this role there then.")
        raise InvalidInput(sentence, fields={"deputy_for": sentence})


def _look_over_office(role: Role) -> None:
    """Whether the unit and the area are such in which there is this office."""
    named = {"role": RoleName(role.name).label, "kind": kind.label if (kind := kind_for(role.name)) else ""}
    if kind and role.unit.kind != kind:
        sentence = _("Only a unit of the kind “%(kind)s” has a %(role)s. Choose another role or unit.") % named
        raise InvalidInput(sentence, fields={"unit": sentence})
    if is_too_small(role.name, role.area.level):
        sentence = _("A %(role)s is there for a whole street. Choose the street as the place.") % named
        raise InvalidInput(sentence, fields={"area": sentence})


@transaction.atomic
def end_role(*, role: Role, last_day: date, by: Actor, at: datetime, command_id: UUID | None = None) -> Role:
    """The role holds up to and including ``last_day``. An end that was set before can be made earlier, not later: for
    more time a role is given anew, by whoever answers for it."""
    rows = Role.objects.select_for_update(of=("self",)).select_related("area", "person")
    row = rows.get(pk=role.pk)
    end = date.fromordinal(last_day.toordinal() + 1)
    after = {"to": end.isoformat()}
    if command_id and same_before(ROLE_ENDED, row, after, by=by, command_id=command_id):
        return row
    require_may_end(by, row)
    if row.valid_from and end <= row.valid_from:
        _refuse_day(_("A role cannot end before it began."))
    if row.valid_to and row.valid_to < end:
        _refuse_day(_("This role ends earlier already."))
    row.valid_to = end
    row.save(update_fields=["valid_to"])
    record(ROLE_ENDED, subject=row, by=by, at=at, area_code=row.area.code, after=after, command_id=command_id)
    return row


def _refuse_day(sentence: str) -> NoReturn:
    raise InvalidInput(sentence, fields={"last_day": sentence})


@transaction.atomic
def create_token(
    *,
    name: str,
    wanted: list[str],
    area: Area,
    unit: Unit,
    valid_to: date,
    by: Actor,
    at: datetime,
    command_id: UUID | None = None,
) -> tuple[ApiToken, str]:
    """Make a token for a program. The text is returned once and kept nowhere: sent again with the same id, it is empty.
    ``valid_to`` is the first day on which it is good no more."""
    for permission in wanted:
        permissions.known(permission)
    Unit.objects.select_for_update().get(pk=unit.pk)
    request = [name, sorted(wanted), area.pk, unit.pk, valid_to]
    if earlier := repeated(by, command_id, action=TOKEN_CREATED, request=request):
        return ApiToken.objects.get(pk=earlier.subject_id), ""
    require_may_let_in(by, wanted, area=area, unit=unit)
    if valid_to <= clock.local_date(at):
        raise InvalidInput(_("Choose a day to come."), fields={"valid_to": _("This day has passed.")})
    text = f"xhz_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        name=name,
        digest=digest_of(text),
        permissions=wanted,
        area=area,
        unit=unit,
        valid_from=clock.local_date(at),
        valid_to=valid_to,
        granted_by=by.key,
    )
    after = {"name": name, "permissions": wanted, "to": valid_to.isoformat(), **marked(command_id, request)}
    record(TOKEN_CREATED, subject=row, by=by, at=at, area_code=area.code, after=after, command_id=command_id)
    return row, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, at: datetime, command_id: UUID | None = None) -> None:
    """Let the program in no more, from now on. One that was revoked before stays so."""
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("area", "unit__area")
    row = rows.get(pk=token.pk)
    if row.revoked:
        return
    require_may_let_in(by, [], area=row.area, unit=row.unit)
    row.revoked = True
    row.save(update_fields=["revoked"])
    record(TOKEN_REVOKED, subject=row, by=by, at=at, area_code=row.area.code, command_id=command_id)
