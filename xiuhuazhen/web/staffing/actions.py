"""What the registers of several apps have to say together: somebody new with a role and a link, a unit that ends."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.commands import repeated
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_unit, grant_role, invite
from xiuhuazhen.core.people.actions.staff import ROLE_GRANTED
from xiuhuazhen.core.people.models import Person, Role, Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.models import RoutingRule


@dataclass(frozen=True)
class Employed:
    """``token`` is empty when the same was asked for before: the link is shown once."""

    person: Person
    token: str


@transaction.atomic
def employ(*, person: NewPerson, role: dict[str, Any], by: StaffActor, at: datetime, command_id: UUID) -> Employed:
    """Enter somebody new with their account, their first role, and a link with which they set a password. ``role`` is
    what :func:`~xiuhuazhen.core.people.actions.grant_role` takes but for the person."""
    if there := _employed_before(person, by, command_id):
        return Employed(there, "")
    account = create_account(person=person, by=by, at=at)
    grant_role(person=account.person, **role, by=by, at=at, command_id=command_id)
    code = role["area"].code
    given = derived_id("employ", str(command_id))
    _invitation, token = invite(account=account, by=by, at=at, command_id=given, area_code=code)
    return Employed(account.person, token)


def _employed_before(person: NewPerson, by: StaffActor, command_id: UUID) -> Person | None:
    """Whom this very command entered; another one with its id is refused when the role is given."""
    there = Person.objects.filter(account__username=person.username).first()
    role = Role.objects.filter(person=there).order_by("id").first() if there else None
    if there is None or role is None:
        return None
    last_day = role.valid_to - timedelta(days=1) if role.valid_to else None
    request = [there.pk, role.name, role.area_id, role.unit_id, role.valid_from, last_day, None]
    return there if repeated(by, command_id, action=ROLE_GRANTED, request=request) else None


@transaction.atomic
def close_unit(*, unit: Unit, last_day: date, by: StaffActor, at: datetime, command_id: UUID) -> Unit:
    """End a unit that has nothing to do any more: no open matter, no line of the dispatch table that sends it some."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    if row.valid_to is None:
        if Matter.objects.filter(holder=row, closed_at__isnull=True).exists():
            raise Conflict(_("This unit still has open matters. They have to be finished or given to another first."))
        lines = RoutingRule.objects.filter(unit=row).exclude(valid_to__lte=last_day + timedelta(days=1))
        if lines.exists():
            raise Conflict(_("The dispatch table still sends matters to this unit after that day. Change it first."))
    return end_unit(unit=row, last_day=last_day, by=by, at=at, command_id=command_id)
