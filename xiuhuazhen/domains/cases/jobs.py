"""What cases have done in the background."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xiuhuazhen.core.files.actions import store_bytes
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.files.spreadsheets import Line
from xiuhuazhen.core.files.workbooks import workbook
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM, Actor
from xiuhuazhen.core.kit.canonical import digest
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.people.access import StaffActor, actor_by_key
from xiuhuazhen.domains.cases import access, sheets
from xiuhuazhen.domains.cases.actions.importing import (
    COMES_IN,
    erase_told,
    finish_import,
    give_up_import,
    keep_beginning,
    note_checked,
    note_looked_at,
    note_progress,
    take_up_again,
)
from xiuhuazhen.domains.cases.actions.judging import LookedOver
from xiuhuazhen.domains.cases.actions.lines import judge_line, take_in_line
from xiuhuazhen.domains.cases.actions.result_files import fail_result_file, keep_result_file
from xiuhuazhen.domains.cases.answers import Proofs, written
from xiuhuazhen.domains.cases.beginnings import first_layout, kept_lines
from xiuhuazhen.domains.cases.choices import BatchState, FileState, RowResult
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow, ResultFile
from xiuhuazhen.domains.cases.sheets import Columns

_CHECKPOINT_EVERY = 50
_STATES = 20
"""So many that nobody knows are told; a column of whatever else would have thousands."""
_RESULTS = "cases.results"


def import_sheet(run: JobRun, *, batch_id: str, at_once: bool = False, **_more: Any) -> None:
    """Do what the batch waits for: show its beginning, look what would come in, or take it in. After a crash it goes on
    from the last checkpoint; lines noted since are recognised, so that nothing comes in twice. Whatever called it,
    lines come in only while they are to: a job may run once more, or late, when nobody has said so."""
    batch = ImportBatch.objects.select_related("area").get(pk=batch_id)
    try:
        by = _importer(run, batch)
        if batch.state == BatchState.FAILED:
            take_up_again(batch=batch, by=by, at=clock.now())
        if batch.state == BatchState.WAITING and not batch.layout:
            _begin(batch, by, at_once=at_once)
        if batch.state == BatchState.CHECKING:
            _look_over(run, batch, by)
        elif batch.state in COMES_IN and batch.layout:
            _take_in(run, batch, by)
    except sheets.UnreadableSheet as fault:
        give_up_import(batch=batch, problem=fault.sentence, by=SYSTEM, at=clock.now())


def _importer(run: JobRun, batch: ImportBatch) -> StaffActor:
    """Whoever asked for it, with what they may do today."""
    by = actor_by_key(run.by_key, on=clock.local_date(clock.now()))
    if by is None:
        raise sheets.UnreadableSheet(_("Whoever handed it in has no account here any more. Hand it in again."))
    if not by.may(access.IMPORT, area_path=batch.area.path):
        raise sheets.UnreadableSheet(_("Whoever handed it in may not bring in orders here any more. Hand it in again."))
    return by.acting_for(access.IMPORT)


def _begin(batch: ImportBatch, by: StaffActor, *, at_once: bool) -> None:
    found = sheets.beginnings(_content(batch))
    if not any(sheet.lines for sheet in found):
        raise sheets.UnreadableSheet(_("There is nothing in this sheet."))
    columns = first_layout(batch, found) if at_once else None
    keep_beginning(batch=batch, lines=kept_lines(found), columns=columns, by=by, at=clock.now())


def _look_over(run: JobRun, batch: ImportBatch, by: StaffActor) -> None:
    """How many lines would come to what, from the last checkpoint on, and which states nobody knows; it ends quietly
    once that is of no use."""
    columns, asked = Columns.of(batch.layout), digest(b"", batch.layout).hex()
    seen = run.state.get("looked_over") or {"columns": asked, "counts": {}, "lines": None, "done": 0}
    if seen["columns"] != asked:
        return  # they were said anew, and another job looks by these
    counts, looked_over = Counter[str](seen["counts"]), LookedOver(seen["lines"])
    lines = sheets.read_below(_content(batch), columns)
    for done, line in enumerate(lines[seen["done"] :], start=seen["done"] + 1):
        judged = judge_line(batch=batch, line=line, columns=columns, by=by, at=clock.now())
        counts[looked_over.result(judged)] += 1
        if done % _CHECKPOINT_EVERY == 0:
            if not note_looked_at(batch=batch, total=len(lines), done=done, by=by, at=clock.now()):
                return
            seen = {"columns": asked, "counts": dict(counts), "lines": looked_over.kept(), "done": done}
            run.checkpoint({"looked_over": seen}, done=done, total=len(lines), lets_others=True)
    states = Counter(state for state in (sheets.unknown_state(line, columns) for line in lines) if state)
    note_checked(batch=batch, counts=counts, states=dict(states.most_common(_STATES)), by=by, at=clock.now())


def _take_in(run: JobRun, batch: ImportBatch, by: StaffActor) -> None:
    columns = Columns.of(batch.layout)
    lines = sheets.read_below(_content(batch), columns)
    start = int(run.state.get("done", batch.done))
    goes_on = note_progress(batch=batch, total=len(lines), done=start, by=by, at=clock.now())
    for done, line in enumerate(lines[start:] if goes_on else (), start=start + 1):
        take_in_line(batch=batch, line=line, columns=columns, by=by, at=clock.now())
        run.give_way()
        if done % _CHECKPOINT_EVERY == 0 or done == len(lines):
            goes_on = note_progress(batch=batch, total=len(lines), done=done, by=by, at=clock.now())
            run.checkpoint({"done": done}, done=done, total=len(lines), lets_others=True)
            if not goes_on and done < len(lines):
                break
    mend = _to_mend(batch, lines, columns, by)
    stopped = not goes_on and ImportRow.objects.filter(batch=batch).count() < len(lines)
    finish_import(batch=batch, by=by, at=clock.now(), stopped=stopped, to_mend=mend)


def _to_mend(batch: ImportBatch, lines: Sequence[Line], columns: Columns, by: StaffActor) -> SealedBlob | None:
    """The lines that did not come in, in the source's own columns, with what to do about each, or why it was left
    out."""
    not_in = ImportRow.objects.filter(batch=batch, result__in=(RowResult.FAILED, RowResult.LEFT_OUT))
    faults = dict(not_in.values_list("line", "message"))
    if not faults:
        return None
    width = max(len(columns.titles), *(len(row) for line, row in lines if line in faults))
    head = [*columns.titles, *[""] * (width - len(columns.titles)), _("What to do")]
    rows = [[*row, *[""] * (width - len(row)), faults[line]] for line, row in lines if line in faults]
    name = _("%(name)s, lines to mend.xlsx") % {"name": batch.file_name.rpartition(".")[0][:80]}
    content = workbook(_("Lines to mend"), [head, *rows], widths=[*[18] * width, 40])
    return store_bytes(content=content, filename=name, purpose="cases.import.mend", by=by, at=clock.now())


def erase_told_of_lines(run: JobRun, **_more: Any) -> None:
    erased = erase_told(by=SYSTEM, at=run.at)
    run.checkpoint({}, done=erased, total=erased)


def import_called_off(*, at: datetime, batch_id: str, **_more: Any) -> None:
    sentence = _("It was called off by the administration. Hand the file in again if it is needed; what came in stays.")
    give_up_import(batch=ImportBatch.objects.get(pk=batch_id), problem=sentence, by=SYSTEM, at=at)


def import_given_up(*, at: datetime, batch_id: str, **_more: Any) -> None:
    sentence = _("It stopped because of a fault here. Hand the file in again; what came in stays.")
    give_up_import(batch=ImportBatch.objects.get(pk=batch_id), problem=sentence, by=SYSTEM, at=at)


def result_file(run: JobRun, *, file_id: str, **_more: Any) -> None:  # noqa: ARG001 - as jobs are called
    """Write how orders ended here, with what proves it beside it. A file that is there stays as it is."""
    file = ResultFile.objects.select_related("area", "batch").get(pk=file_id)
    if file.state != FileState.WAITING:
        return
    proofs, by, at = Proofs(), Actor(key=file.created_by_key, name=file.created_by_name), clock.now()
    found = written(file, proofs)
    name = _("%(source)s results %(day)s") % {"source": file.source_name, "day": f"{clock.local(file.until):%Y%m%d}"}
    sheet = workbook(_("Results"), [*found.head, *found.orders], widths=[20] * len(found.head[-1]))
    blob = store_bytes(content=sheet, filename=f"{name}.xlsx", purpose=_RESULTS, by=by, at=at)
    packed, attachments = proofs.content(), None
    if packed:
        attachments = store_bytes(content=packed, filename=f"{name}.zip", purpose=_RESULTS, by=by, at=at)
    keep_result_file(
        file=file,
        blob=blob,
        attachments=attachments,
        count=len(found.orders),
        pictures=proofs.count,
        ends=found.ends,
        by=by,
        at=at,
    )


def result_file_given_up(*, at: datetime, file_id: str, **_more: Any) -> None:
    sentence = _("It could not be made because of a fault here. Ask for it again.")
    fail_result_file(file=ResultFile.objects.get(pk=file_id), problem=sentence, by=SYSTEM, at=at)


def _content(batch: ImportBatch) -> bytes:
    erased = sheets.UnreadableSheet(_("The file has been erased. Hand it in again."))
    if batch.blob_id is None:
        raise erased
    try:
        return blob_content(batch.blob_id).content
    except NotFound as gone:
        raise erased from gone
