"""One action on many matters: asked for at once, then taken on each as if it were taken alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.forms import Form
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput, Refusal
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.access import matter_for, own_id, require_unused
from xiuhuazhen.core.procedures.choices import BulkResult, WorkState
from xiuhuazhen.core.procedures.models import Bulk, BulkRow, Matter, Step
from xiuhuazhen.core.procedures.offers import offered

BULK = "procedures.bulk"
UNDER_WAY = (WorkState.WAITING, WorkState.RUNNING)


@transaction.atomic
def start_bulk(
    *,
    bulk_id: UUID,
    action: str,
    given: Mapping[str, str],
    seen: Iterable[tuple[UUID, int]],
    by: StaffActor,
    at: datetime,
) -> Bulk:
    """Have a job take the action on each matter at the version that was seen; asked twice under one id is asked once.
    Raises ``InvalidInput`` for none and for too many."""
    there = Bulk.objects.filter(pk=bulk_id, person_id=own_id(by)).first()
    if there:
        return there
    require_unused(Bulk, bulk_id)
    versions = dict(seen)
    if not 0 < len(versions) <= settings.BULK_MAX_MATTERS:
        few = _("Tick the matters first.")
        many = _("At most %(count)s matters at once.") % {"count": settings.BULK_MAX_MATTERS}
        raise InvalidInput(many if versions else few, fields={"matters": many if versions else few})
    bulk = Bulk(id=bulk_id, person_id=own_id(by), action=action, given=dict(given), created_at=at)
    bulk.save(force_insert=True)
    BulkRow.objects.bulk_create(
        BulkRow(bulk=bulk, position=position, matter_id=matter_id, version=version)
        for position, (matter_id, version) in enumerate(versions.items(), start=1)
    )
    record("procedures.bulk.asked", subject=bulk, by=by, at=at, after={"action": action, "matters": len(versions)})
    enqueue(BULK, at=at, by_key=by.key, bulk_id=str(bulk.pk))
    return bulk


def take_row(*, row: BulkRow, by: StaffActor, at: datetime) -> None:
    """Take the action on one matter and note what became of it. The command's id follows from both, so that a row
    that was taken before a crash is recognised."""
    command_id = derived_id("bulk", str(row.bulk_id), str(row.matter_id))
    try:
        if not Step.objects.filter(actor_key=by.key, command_id=command_id).exists():
            _act(row, command_id, by, at)
    except Refusal as refusal:
        _note(row, BulkResult.REFUSED, "；".join(refusal.fields.values()) or refusal.message)
    else:
        _note(row, BulkResult.DONE, "")


def _act(row: BulkRow, command_id: UUID, by: StaffActor, at: datetime) -> None:
    matter, name = matter_for(by, row.matter.number), row.bulk.action
    many = kinds.get(matter.kind).bulk.get(name)
    if many is None:
        raise Conflict(_("This cannot be done with many at once here. Open the matter."))
    offer = offered(matter, many.action or name, by=by, at=at).offer
    given = {field: str(value) for field, value in many.given.items()} | _said(row.bulk, matter)
    form = offer.form({**_proposed(offer, matter, by, at), **given}, matter=matter, by=by, at=at)
    if not form.is_valid():
        raise InvalidInput(_unfit(form))
    offer.perform(matter=matter, inputs=form.inputs(), by=by, at=at, command_id=command_id, version=row.version)


def _said(bulk: Bulk, matter: Matter) -> dict[str, str]:
    """What the person said for all; a category only for those that have none."""
    return {name: value for name, value in bulk.given.items() if name != "category" or not matter.category}


def _unfit(form: Form) -> str:
    """What the matter itself does not tell, and what else is wrong."""
    faults = {name: found for name, found in form.errors.as_data().items() if name in form.fields}
    missing = [name for name, found in faults.items() if any(fault.code == "required" for fault in found)]
    if missing:
        named = "、".join(str(form.fields[name].label) for name in missing)
        return _("Nothing says by itself what belongs here: %(fields)s. Open the matter.") % {"fields": named}
    return " ".join(str(said) for found in form.errors.values() for said in found)


def _proposed(offer: kinds.ActionOffer, matter: Matter, by: StaffActor, at: datetime) -> dict[str, Any]:
    """What the action's form proposes by itself."""
    form = offer.form(matter=matter, by=by, at=at)
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items() if field.initial}


def _note(row: BulkRow, result: BulkResult, message: str) -> None:
    BulkRow.objects.filter(pk=row.pk).update(result=result, message=message[:300])


def finish_bulk(*, bulk: Bulk, problem: str, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """Nothing for one that was stopped."""
    state = WorkState.FAILED if problem else WorkState.DONE
    under_way = Bulk.objects.filter(pk=bulk.pk, state__in=UNDER_WAY)
    under_way.update(state=state, problem=problem[:300], finished_at=at, given=_without_words(bulk))


def _without_words(bulk: Bulk) -> dict[str, str]:
    """What was written stands in the steps, from which it is erased in time."""
    return {name: value for name, value in bulk.given.items() if name != "text"}


@transaction.atomic
def stop_bulk(*, bulk: Bulk, by: Actor, at: datetime) -> None:
    """Leave what was not reached yet as it is. One that has ended stays ended."""
    row = Bulk.objects.select_for_update().get(pk=bulk.pk)
    if row.state not in UNDER_WAY:
        return
    row.state, row.finished_at, row.given = WorkState.FAILED, at, _without_words(row)
    row.problem = _("It was stopped. What was not reached stays as it was.")
    row.save(update_fields=["state", "problem", "finished_at", "given"])
    record("procedures.bulk.stopped", subject=row, by=by, at=at)
