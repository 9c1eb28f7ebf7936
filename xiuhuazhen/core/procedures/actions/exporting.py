"""A list of matters as a spreadsheet: asked for, written by a job, fetched by whoever asked for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.files.actions import store_bytes
from xiuhuazhen.core.files.queries import BlobContent, blob_content
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.access import own_id, require_unused
from xiuhuazhen.core.procedures.choices import WorkState
from xiuhuazhen.core.procedures.models import Export

EXPORT = "procedures.export"


@transaction.atomic
def ask_export(
    *,
    export_id: UUID,
    wanted: Mapping[str, str],
    columns: Sequence[str],
    order: str,
    by: StaffActor,
    at: datetime,
) -> Export:
    """Have the list written; asked twice under one id is asked once."""
    there = Export.objects.filter(pk=export_id, person_id=own_id(by)).first()
    if there:
        return there
    require_unused(Export, export_id)
    row = Export(id=export_id, person_id=own_id(by), wanted=dict(wanted), columns=list(columns), order=order)
    row.created_at = at
    row.save(force_insert=True)
    record("procedures.export.asked", subject=row, by=by, at=at, after={"columns": list(columns)})
    enqueue(EXPORT, at=at, by_key=by.key, export_id=str(row.pk))
    return row


def note_rows(*, export: Export, done: int, total: int, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """How far it is; written every few thousand rows."""
    Export.objects.filter(pk=export.pk).update(state=WorkState.RUNNING, done=done, total=total)


@transaction.atomic
def finish_export(*, export: Export, content: bytes, rows: int, by: StaffActor, at: datetime) -> None:
    """Keep the sheet, sealed, for 30 days."""
    name = _("Matters %(day)s.xlsx") % {"day": f"{clock.local(at):%Y-%m-%d %H%M}"}
    blob = store_bytes(content=content, filename=name, purpose=EXPORT, by=by, at=at)
    done = {"state": WorkState.DONE, "blob": blob, "done": rows, "total": rows, "finished_at": at, "problem": ""}
    Export.objects.filter(pk=export.pk).update(**done, roles=by.roles_digest())


def give_up_export(*, export: Export, problem: str, by: Actor, at: datetime) -> None:  # noqa: ARG001
    Export.objects.filter(pk=export.pk).update(state=WorkState.FAILED, problem=problem[:300], finished_at=at)


@transaction.atomic
def fetch_export(*, export: Export, by: StaffActor, at: datetime) -> BlobContent:
    """The sheet, for whoever asked for it; each time is recorded. Raises ``NotFound`` once it was erased."""
    if export.blob_id is None:
        raise NotFound(_("This spreadsheet has been erased. Ask for it anew."))
    content = blob_content(export.blob_id)
    record("procedures.export.fetched", subject=export, by=by, at=at)
    return content
