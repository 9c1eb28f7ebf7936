"""The registers of units and people: adding, correcting, ending."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput, StaleVersion
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.granting import MANAGE, is_server
from xiuhuazhen.core.people.models import Person, Role, Unit
from xiuhuazhen.core.people.naming import require_name

UNIT_CREATED, UNIT_CORRECTED, UNIT_ENDED = "people.unit.created", "people.unit.corrected", "people.unit.ended"
PERSON_CORRECTED = "people.person.corrected"


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
    command_id: UUID | None = None,
) -> Unit:
    """Add a unit that serves an area from a day on. Raises ``Conflict`` when the area has one of this name."""
    version = reference.lock()
    request = [name, kind, area.pk, valid_from, parent.pk if parent else None, work_telephone]
    if earlier := repeated(by, command_id, action=UNIT_CREATED, request=request):
        return Unit.objects.get(pk=earlier.subject_id)
    _require_to_manage(by, area)
    _refuse_taken(name, area, valid_from)
    named = {"name": name, "kind": kind, "work_telephone": work_telephone}
    unit = Unit.objects.create(area=area, parent=parent, valid_from=valid_from, **named)
    reference.grow(version)
    after = {"name": name, "kind": kind, **marked(command_id, request)}
    record(UNIT_CREATED, subject=unit, by=by, at=at, area_code=area.code, after=after, command_id=command_id)
    return unit


@transaction.atomic
def correct_unit(
    *, unit: Unit, name: str, work_telephone: str, version: int, by: Actor, at: datetime, command_id: UUID | None = None
) -> Unit:
    """Another name or work telephone, of a unit that was seen at ``version``. Raises ``StaleVersion`` when somebody
    else corrected it meanwhile."""
    reference_version = reference.lock()
    row = Unit.objects.select_related("area").get(pk=unit.pk)
    request = [row.pk, name, work_telephone, version]
    if repeated(by, command_id, action=UNIT_CORRECTED, request=request):
        return row
    _require_to_manage(by, row.area)
    _refuse_stale(row.version, version)
    before, after = _differing(row, {"name": name, "work_telephone": work_telephone})
    if not after:
        return row
    if "name" in after:
        _refuse_taken(name, row.area, row.valid_from, but=row)
    row.name, row.work_telephone, row.version = name, work_telephone, version + 1
    row.save(update_fields=["name", "work_telephone", "version"])
    reference.grow(reference_version)
    record(
        UNIT_CORRECTED,
        subject=row,
        by=by,
        at=at,
        area_code=row.area.code,
        before=before,
        after=after | marked(command_id, request),
        command_id=command_id,
    )
    return row


@transaction.atomic
def end_unit(*, unit: Unit, last_day: date, by: Actor, at: datetime, command_id: UUID | None = None) -> Unit:
    """The unit is there up to and including ``last_day``. Raises ``Conflict`` while anybody holds a role for it, or
    another unit is part of it, after that day."""
    version = reference.lock()
    row = Unit.objects.select_related("area").get(pk=unit.pk)
    end = last_day + timedelta(days=1)
    if repeated(by, command_id, action=UNIT_ENDED, request=[row.pk, end]):
        return row
    _require_to_manage(by, row.area)
    if row.valid_from and end <= row.valid_from:
        _refuse_day(_("A unit cannot end before it began."))
    if row.valid_to and row.valid_to <= end:
        _refuse_day(_("This unit ends by then already."))
    if Role.objects.filter(unit=row).exclude(valid_to__lte=end).exists():
        raise Conflict(_("Somebody still holds a role for this unit after that day. End the roles first."))
    if Unit.objects.filter(parent=row).exclude(valid_to__lte=end).exists():
        raise Conflict(_("Another unit is still part of this one after that day. End that one first."))
    row.valid_to = end
    row.save(update_fields=["valid_to"])
    reference.grow(version)
    after = {"to": end.isoformat(), **marked(command_id, [row.pk, end])}
    record(UNIT_ENDED, subject=row, by=by, at=at, area_code=row.area.code, after=after, command_id=command_id)
    return row


@transaction.atomic
def correct_person(
    *,
    person: Person,
    area: Area,
    name: str,
    work_telephone: str,
    version: int,
    by: Actor,
    at: datetime,
    command_id: UUID | None = None,
) -> Person:
    """Another name or work telephone, of a person who was seen at ``version`` and holds or held a role where the actor
    administers; ``area`` is where history says it was done. It keeps which of the two changed, and no name."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    request = [row.pk, name, work_telephone, version]
    if repeated(by, command_id, action=PERSON_CORRECTED, request=request):
        return row
    _require_to_manage(by, area)
    _require_among_own(by, row)
    _refuse_stale(row.version, version)
    _before, after = _differing(row, {"name": name, "work_telephone": work_telephone})
    if not after:
        return row
    if "name" in after:
        require_name(name)
    row.name, row.work_telephone, row.version = name, work_telephone, version + 1
    row.save(update_fields=["name", "work_telephone", "version"])
    kept = {"changed": sorted(after), **marked(command_id, request)}
    record(PERSON_CORRECTED, subject=row, by=by, at=at, area_code=area.code, after=kept, command_id=command_id)
    return row


def _require_to_manage(by: Actor, area: Area) -> None:
    if not is_server(by) and not by.may(MANAGE, area_path=area.path):
        raise Forbidden(_("Only an administrator of this area sees to its units and people."))


def _require_among_own(by: Actor, person: Person) -> None:
    roles = Role.objects.filter(person=person).select_related("area")
    if not is_server(by) and not any(by.may(MANAGE, area_path=role.area.path) for role in roles):
        raise Forbidden(_("Only an administrator of this area sees to its units and people."))


def _refuse_taken(name: str, area: Area, day: date | None, *, but: Unit | None = None) -> None:
    same = Unit.objects.filter(name=name, area=area)
    same = same.exclude(valid_to__lte=day) if day else same
    if (same.exclude(pk=but.pk) if but else same).exists():
        sentence = _("There is a unit of this name here already.")
        raise Conflict(sentence, fields={"name": sentence})


def _refuse_stale(present: int, seen: int) -> None:
    if present != seen:
        raise StaleVersion(_("Somebody else has changed this meanwhile. Look at what changed, then decide."))


def _refuse_day(sentence: str) -> None:
    raise InvalidInput(sentence, fields={"last_day": sentence})


def _differing(row: Unit | Person, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is there and what is wanted instead, of the fields that differ."""
    after = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    return {name: getattr(row, name) for name in after}, after
