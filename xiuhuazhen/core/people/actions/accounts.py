"""Accounts: how somebody gets in, sets their password, and is kept out."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput, NotFound
from xiuhuazhen.core.people.access import StaffActor, digest_of, open_invitation
from xiuhuazhen.core.people.granting import MANAGE, is_server, require_to_answer_for
from xiuhuazhen.core.people.models import Account, Invitation, Person
from xiuhuazhen.core.people.naming import require_name

ACCOUNT_CREATED, PASSWORD_SET = "people.account.created", "people.password.set"
INVITED, ACCEPTED = "people.invitation.made", "people.invitation.accepted"


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to work here. ``phone`` is private and sealed; ``work_telephone`` may be shown. Without a
    ``password`` they come in by an invitation."""

    name: str
    username: str
    password: str = ""
    work_telephone: str = ""
    phone: str = ""


@transaction.atomic
def create_account(*, person: NewPerson, by: Actor, at: datetime) -> Account:
    """Make a person and the account with which they sign in. Roles are granted apart."""
    if not is_server(by) and not (isinstance(by, StaffActor) and by.may_somewhere(MANAGE)):
        raise Forbidden(_("Only an administrator lets people in."))
    require_name(person.name)
    if Account.objects.filter(username=person.username).exists():
        raise Conflict(_("This account name is taken."), fields={"username": _("Choose another name.")})
    row = Person(name=person.name, work_telephone=person.work_telephone)
    row.phone = person.phone
    row.save()
    account = Account(username=person.username, person=row)
    account.set_password(person.password or None)
    account.save()
    record(ACCOUNT_CREATED, subject=account, by=by, at=at, after={"username": person.username})
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, by: Actor, at: datetime) -> None:
    """Give an account another password; whoever is signed in with the old one is signed out. One's own, or at the
    server: nobody else types it."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if not is_server(by) and by.person_id != row.person_id:
        raise Forbidden(_("Everybody sets their own password."))
    _set(row, password)
    record(PASSWORD_SET, subject=row, by=by, at=at, after={"username": row.username})


def _set(row: Account, password: str) -> None:
    try:
        validate_password(password, user=row)
    except ValidationError as fault:
        raise InvalidInput(_("This password cannot be used."), fields={"password": " ".join(fault.messages)}) from fault
    row.set_password(password)
    row.save(update_fields=["password"])


@transaction.atomic
def invite(
    *, account: Account, by: Actor, at: datetime, command_id: UUID | None = None, area_code: str = ""
) -> tuple[Invitation, str]:
    """Make a link with which the person sets a password, once; an earlier one that nobody used is good no more.

    The token is returned once and kept nowhere: sent again with the same id, it is empty.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    if earlier := repeated(by, command_id, action=INVITED, request=[row.pk]):
        return Invitation.objects.get(pk=earlier.after["invitation"]), ""
    require_to_answer_for(by, row.person, at=at)
    if not row.is_active:
        raise Conflict(_("This account is locked. Unlock it first."))
    row.invitations.filter(used_at__isnull=True).update(withdrawn=True)
    text = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        account=row, digest=digest_of(text), created_at=at, expires_at=at + settings.INVITATION_LASTS
    )
    after = {"invitation": str(made.pk), **marked(command_id, [row.pk])}
    record(INVITED, subject=row, by=by, at=at, area_code=area_code, after=after, command_id=command_id)
    return made, text


@transaction.atomic
def accept_invitation(*, token: str, password: str, by: Actor, at: datetime) -> Account:
    """The invited person sets their password; the link is used up by it. ``by`` is that person, known by the link."""
    found = open_invitation(token, at)
    row = Account.objects.select_for_update().get(pk=found.account_id)
    held = Invitation.objects.select_for_update().get(pk=found.pk)
    if not held.is_open(at) or by.person_id != row.person_id:
        raise NotFound(_("This link is not good any more. Ask your administrator for a new one."))
    _set(row, password)
    held.used_at = at
    held.save(update_fields=["used_at"])
    record(ACCEPTED, subject=row, by=by, at=at, after={"invitation": str(held.pk)})
    return row
