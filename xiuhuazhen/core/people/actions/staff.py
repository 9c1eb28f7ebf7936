import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record, same_before
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Account, ApiToken, Person, Role, Unit

ROLE_ENDED = "people.role.ended"


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to work here. ``phone`` is private and sealed; ``work_telephone`` may be shown."""

    name: str
    username: str
    password: str
    work_telephone: str = ""
    phone: str = ""


@transaction.atomic
def create_unit(
    *,
    name: str,
    kind: UnitKind,
    area: Area,
    valid_from: date,
    by: Actor,
    at: datetime,
    parent: Unit | None = None,
    work_telephone: str = "",
) -> Unit:
    version = reference.lock()
    named = {"name": name, "kind": kind, "work_telephone": work_telephone}
    unit = Unit.objects.create(area=area, parent=parent, valid_from=valid_from, **named)
    reference.grow(version)
    record("people.unit.created", subject=unit, by=by, at=at, area_code=area.code, after={"name": name, "kind": kind})
    return unit


@transaction.atomic
def create_account(*, person: NewPerson, by: Actor, at: datetime) -> Account:
    """Make a person and the account with which they sign in. Roles are granted apart."""
    if Account.objects.filter(username=person.username).exists():
        raise Conflict(_("This account name is taken."), fields={"username": _("Choose another name.")})
    row = Person(name=person.name, work_telephone=person.work_telephone)
    row.phone = person.phone
    row.save()
    account = Account(username=person.username, person=row)
    account.set_password(person.password)
    account.save()
    record("people.account.created", subject=account, by=by, at=at, after={"username": person.username})
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, by: Actor, at: datetime) -> None:
    """Give an account another password; whoever is signed in with the old one is signed out."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    try:
        validate_password(password, user=row)
    except ValidationError as fault:
        raise InvalidInput(_("This password cannot be used."), fields={"password": " ".join(fault.messages)}) from fault
    row.set_password(password)
    row.save(update_fields=["password"])
    record("people.password.set", subject=row, by=by, at=at, after={"username": row.username})


@transaction.atomic
def grant_role(*, person: Person, name: str, area: Area, unit: Unit, valid_from: date, by: Actor, at: datetime) -> Role:
    role = Role.objects.create(person=person, name=name, area=area, unit=unit, valid_from=valid_from, granted_by=by.key)
    after = {"role": name, "person": str(person.pk), "unit": str(unit.pk), "from": valid_from.isoformat()}
    record("people.role.granted", subject=role, by=by, at=at, area_code=area.code, after=after)
    return role


@transaction.atomic
def end_role(*, role: Role, last_day: date, by: Actor, at: datetime, command_id: UUID | None = None) -> Role:
    """The role holds up to and including ``last_day``. An end that was set before can be made earlier, not later: for
    more time a role is given anew, by whoever answers for it."""
    row = Role.objects.select_for_update().select_related("area").get(pk=role.pk)
    end = date.fromordinal(last_day.toordinal() + 1)
    after = {"to": end.isoformat()}
    if command_id and same_before(ROLE_ENDED, row, after, by=by, command_id=command_id):
        return row
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
    *, name: str, wanted: list[str], area: Area, unit: Unit, valid_to: date, by: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token for a program. The text is returned once and kept nowhere."""
    for permission in wanted:
        permissions.known(permission)
    if valid_to <= clock.local_date(at):
        raise InvalidInput(_("Choose a day to come."), fields={"valid_to": _("This day has passed.")})
    text = f"xhz_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        name=name,
        digest=hashlib.sha256(text.encode()).digest(),
        permissions=wanted,
        area=area,
        unit=unit,
        valid_from=clock.local_date(at),
        valid_to=valid_to,
        granted_by=by.key,
    )
    after = {"name": name, "permissions": wanted, "to": valid_to.isoformat()}
    record("people.token.created", subject=row, by=by, at=at, area_code=area.code, after=after)
    return row, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, at: datetime) -> None:
    row = ApiToken.objects.select_for_update().select_related("area").get(pk=token.pk)
    row.revoked = True
    row.save(update_fields=["revoked"])
    record("people.token.revoked", subject=row, by=by, at=at, area_code=row.area.code)
