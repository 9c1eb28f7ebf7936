"""A spreadsheet of a hotline is handed in, looked over, brought in, stopped and gone on with; twice is once."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.files.actions import erase_blob, store_bytes
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.files.rules.uploads import BLOB_LIFE
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.domains.cases import rules, sheets
from xiuhuazhen.domains.cases.choices import BatchKind, BatchState
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow, SourceTemplate
from xiuhuazhen.domains.cases.queries import source_spelt
from xiuhuazhen.domains.cases.sheets import Columns

_SOURCE_NAME_MAX = 60
JOB, ERASE_TOLD = "cases.import_sheet", "cases.erase_told"

UNDER_WAY = (BatchState.WAITING, BatchState.CHECKING, BatchState.RUNNING, BatchState.STOPPING)
"""States in which a job has the batch or will have it."""

UNKNOWN_STATES = "states"
"""Among the counts of a batch: states, and how many lines stand in them."""

COMES_IN = (BatchState.WAITING, BatchState.RUNNING, BatchState.STOPPING)
"""States in which lines of a batch whose columns are known come in; a person has led to each of them."""


def start_import(
    *,
    content: bytes,
    file_name: str,
    source_name: str,
    area: Area,
    by: Actor,
    at: datetime,
    kind: BatchKind = BatchKind.ORDERS,
    at_once: bool = True,
) -> ImportBatch:
    """Keep the spreadsheet (sealed, 30 days) and let a job read it: ``at_once`` takes it in where the columns are
    known, else a person says first what they mean. Raises ``InvalidInput`` for what is no spreadsheet."""
    source = source_spelt(area, rules.clean_text(source_name))
    if not source or len(source) > _SOURCE_NAME_MAX:
        raise InvalidInput(
            _("Say from which hotline the orders come."), fields={"source_name": _("1 to 60 characters")}
        )
    try:
        sheets.check_file(content, file_name)
    except sheets.UnreadableSheet as fault:
        raise InvalidInput(fault.sentence, fields={"file": fault.sentence}) from fault
    kept = ImportBatch(kind=kind, source_name=source, file_name=rules.clean_text(file_name)[-120:], area=area)
    return _keep_batch(content, kept, by, at, at_once=at_once)


@transaction.atomic
def _keep_batch(content: bytes, batch: ImportBatch, by: Actor, at: datetime, *, at_once: bool) -> ImportBatch:
    batch.blob = store_bytes(content=content, filename=batch.file_name, purpose="cases.import", by=by, at=at)
    batch.created_at, batch.created_by_key, batch.created_by_name = at, by.key, by.name
    batch.save(force_insert=True)
    record("cases.import.started", subject=batch, by=by, at=at, area_code=batch.area.code, after=_started(batch))
    enqueue(JOB, at=at, by_key=by.key, batch_id=str(batch.pk), at_once=at_once)
    return batch


def _started(batch: ImportBatch) -> dict[str, str]:
    kind = {} if batch.kind == BatchKind.ORDERS else {"kind": str(batch.kind)}
    return {"source": batch.source_name, **kind}


@transaction.atomic
def say_columns(*, batch: ImportBatch, columns: Columns, by: Actor, at: datetime) -> None:
    """What the columns mean, for this spreadsheet and the next ones of its source; a job looks then what would come in.

    Raises ``InvalidInput`` where a column that is needed is missing, two are said to be the same, or nobody said in
    which system positions are, ``Conflict`` once it is being brought in.
    """
    row = _locked(batch, (BatchState.COLUMNS, BatchState.CHECKING, BatchState.READY))
    fault = sheets.lacking(columns.means, BatchKind(row.kind))
    doubled = {meaning for meaning in columns.means if meaning and columns.means.count(meaning) > 1}
    if doubled:
        fault = _("Two columns are said to be the same. Choose one of them, and leave the other out.")
    if fault:
        raise InvalidInput(fault)
    if columns.asks_crs:
        sentence = _(
            "Say in which system the positions are. The source knows it; taken for another they lie streets away."
        )
        raise InvalidInput(sentence, fields={"crs": sentence})
    _remember(row, columns, by, at)
    row.layout, row.counts, row.state, row.problem, row.done = columns.kept(), {}, BatchState.CHECKING, "", 0
    row.save()
    record("cases.import.columns", subject=row, by=by, at=at, area_code=row.area.code, after=_said(columns))
    enqueue(JOB, at=at, by_key=by.key, batch_id=str(row.pk))


def _said(columns: Columns) -> dict[str, str]:
    return {meaning: title for title, meaning in zip(columns.titles, columns.means, strict=True) if meaning}


def _remember(batch: ImportBatch, columns: Columns, by: Actor, at: datetime) -> None:
    template = _template(batch.area, batch.source_name, BatchKind(batch.kind))
    titles = rules.remembered_as(columns.titles)
    said = {title: meaning for title, meaning in zip(titles, columns.means, strict=True) if title}
    template.columns, template.words = {**template.columns, **said}, dict(columns.words)
    template.day_first, template.crs = columns.day_first, columns.crs or template.crs
    template.changed_at, template.changed_by_name = at, by.name
    template.save()


def _template(area: Area, source_name: str, kind: BatchKind) -> SourceTemplate:
    own = {"area": area, "source_name": source_name, "kind": kind}
    return SourceTemplate.objects.select_for_update().filter(**own).first() or SourceTemplate(**own)


@transaction.atomic
def bring_in(*, batch: ImportBatch, by: Actor, at: datetime) -> None:
    """Take in what was looked over. Raises ``Conflict`` for what was not, or is under way."""
    _go(batch, (BatchState.READY,), "cases.import.confirmed", by, at)


@transaction.atomic
def resume_import(*, batch: ImportBatch, by: Actor, at: datetime) -> None:
    """Go on where it stopped, for whoever says so."""
    _go(batch, (BatchState.STOPPED,), "cases.import.resumed", by, at)


def _go(batch: ImportBatch, states: Sequence[BatchState], action: str, by: Actor, at: datetime) -> None:
    row = _locked(batch, states)
    row.done = row.done if row.state == BatchState.STOPPED else 0
    row.state, row.finished_at = BatchState.WAITING, None
    row.save()
    record(action, subject=row, by=by, at=at, area_code=row.area.code)
    enqueue(JOB, at=at, by_key=by.key, batch_id=str(row.pk))


@transaction.atomic
def discard_import(*, batch: ImportBatch, by: Actor, at: datetime) -> None:
    """Put away a spreadsheet of which nothing came in: the wrong file, the wrong source. What was kept of it is erased
    now; a job that looks it over ends by itself. Raises ``Conflict`` once it is being brought in."""
    row = _locked(batch, (BatchState.COLUMNS, BatchState.CHECKING, BatchState.READY))
    kept = SealedBlob.objects.filter(pk__in=[each for each in (row.blob_id, row.beginning_id) if each])
    row.state, row.finished_at, row.blob, row.beginning = BatchState.DISCARDED, at, None, None
    row.save()
    for blob in kept:
        erase_blob(blob=blob, by=by, at=at)
    record("cases.import.discarded", subject=row, by=by, at=at, area_code=row.area.code)


@transaction.atomic
def stop_import(*, batch: ImportBatch, by: Actor, at: datetime) -> None:
    """Let it stop after the lines that are under way; what came in stays. Raises ``Conflict`` once it is through."""
    row = _locked(batch, (BatchState.WAITING, BatchState.RUNNING, BatchState.STOPPING))
    if not row.layout:
        raise _not_now()
    if row.state != BatchState.STOPPING:
        row.state = BatchState.STOPPING
        row.save()
        record("cases.import.stopped", subject=row, by=by, at=at, area_code=row.area.code)


def _locked(batch: ImportBatch, states: Sequence[BatchState]) -> ImportBatch:
    row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if row.state not in states:
        raise _not_now()
    return row


def _not_now() -> Conflict:
    return Conflict(_("This cannot be done with the spreadsheet as it stands now. Reload the page."))


def keep_beginning(
    *, batch: ImportBatch, lines: Mapping[str, object], columns: Columns | None, by: Actor, at: datetime
) -> None:
    """The first lines, sealed, for people to look over; with ``columns`` it goes on by itself, else it waits."""
    content = json.dumps(lines, ensure_ascii=False).encode()
    blob = store_bytes(content=content, filename="lines.json", purpose="cases.import.beginning", by=by, at=at)
    state = BatchState.RUNNING if columns else BatchState.COLUMNS
    layout = columns.kept() if columns else {}
    ImportBatch.objects.filter(pk=batch.pk).update(beginning=blob, layout=layout, state=state)
    batch.beginning, batch.layout, batch.state = blob, layout, state


@transaction.atomic
def note_checked(
    *,
    batch: ImportBatch,
    counts: Mapping[str, int],
    states: Mapping[str, int] = {},
    by: Actor,  # noqa: ARG001 - as actions are called
    at: datetime,  # noqa: ARG001
) -> None:
    """How many lines would come to which result, and how many stand in ``states`` of which nobody said whether their
    source is through; it waits for somebody to bring it in. If its columns were said anew meanwhile, these figures are
    of no use, and the next job counts them."""
    row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if row.state == BatchState.CHECKING and row.layout == batch.layout:
        row.state, row.total, row.done = BatchState.READY, sum(counts.values()), 0
        row.counts = {**counts, **({UNKNOWN_STATES: dict(states)} if states else {})}
        row.save()


def note_looked_at(*, batch: ImportBatch, total: int, done: int, by: Actor, at: datetime) -> bool:  # noqa: ARG001
    """How many lines were looked over so far. Whether it is to go on: not once the spreadsheet was put away, is looked
    over or comes in already, or its columns were said anew, by which another job looks."""
    row = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKING)
    if row.values_list("layout", flat=True).first() != batch.layout:
        return False
    row.update(total=total, done=done)
    return True


def note_progress(*, batch: ImportBatch, total: int, done: int, by: Actor, at: datetime) -> bool:  # noqa: ARG001
    """How far the batch is; written every few lines. Whether it is to go on: somebody may have stopped it."""
    row = ImportBatch.objects.filter(pk=batch.pk)
    row.update(total=total, done=done)
    row.filter(state=BatchState.WAITING).update(state=BatchState.RUNNING)
    return not row.filter(state=BatchState.STOPPING).exists()


def finish_import(
    *,
    batch: ImportBatch,
    by: Actor,  # noqa: ARG001 - as actions are called
    at: datetime,
    stopped: bool = False,
    to_mend: SealedBlob | None = None,
) -> None:
    """The batch is through, or stopped; ``to_mend`` has the lines that did not come in."""
    state = BatchState.STOPPED if stopped else BatchState.DONE
    mend = {"to_mend": to_mend} if to_mend else {}
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, problem="", finished_at=at, **mend)


def give_up_import(*, batch: ImportBatch, problem: str, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """The batch could not be read, or its job was given up. One that waits for a person, or is over, stays as it is."""
    under_way = ImportBatch.objects.filter(pk=batch.pk, state__in=(*UNDER_WAY, BatchState.FAILED))
    under_way.update(state=BatchState.FAILED, problem=problem[:300], finished_at=at)


def take_up_again(*, batch: ImportBatch, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as actions are called
    """The administration lets a batch that was given up begin anew. Lines come in where some had: somebody had said so.
    Otherwise it is looked over once more, or read from the beginning."""
    looked_over = BatchState.CHECKING if batch.layout else BatchState.WAITING
    state = BatchState.RUNNING if batch.rows.exists() else looked_over
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, problem="", finished_at=None)
    batch.state = state


def erase_told(*, by: Actor, at: datetime) -> int:  # noqa: ARG001 - as actions are called
    """What was told of the lines goes when their file does: it may quote it."""
    old = ImportBatch.objects.filter(created_at__lte=at - BLOB_LIFE).values("pk")
    return ImportRow.objects.filter(batch__in=old).exclude(message="").update(message="")


@transaction.atomic
def open_to_mend(*, batch: ImportBatch, by: Actor, at: datetime) -> SealedBlob:
    """The lines to mend, for somebody to take with them; that is recorded."""
    row = ImportBatch.objects.select_related("to_mend", "area").get(pk=batch.pk)
    if row.to_mend is None:
        raise Conflict(_("There are no lines to mend here, or their file was erased after 30 days."))
    record("cases.import.mend_opened", subject=row, by=by, at=at, area_code=row.area.code)
    return row.to_mend
