"""What cases have done in the background."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM, Actor
from xiuhuazhen.core.people.access import actor_by_key
from xiuhuazhen.domains.cases import sheets
from xiuhuazhen.domains.cases.actions.importing import finish_import, note_progress, take_in_order
from xiuhuazhen.domains.cases.actions.results import take_in_result
from xiuhuazhen.domains.cases.models import ImportBatch

_CHECKPOINT_EVERY = 50

_TakeIn = Callable[[Any], object]
"""Takes in one line."""


def import_orders(run: JobRun, *, batch_id: str, **_more: Any) -> None:
    """Take in a spreadsheet's orders. After a crash it goes on from the last checkpoint; lines noted since are
    recognised, so that nothing comes in twice."""
    batch, by = _started(batch_id)

    def work() -> None:
        orders = sheets.read_orders(_content(batch))
        _take_in_rest(
            run, batch, orders, lambda order: take_in_order(batch=batch, order=order, by=by, at=clock.now()), by
        )

    _finished(batch, work, by)


def import_results(run: JobRun, *, batch_id: str, **_more: Any) -> None:
    """Note how the source ended its orders, with what the person who imports may do today; else like the orders."""
    batch, by = _started(batch_id)
    staff = actor_by_key(batch.created_by_key, on=clock.local_date(clock.now()))

    def work() -> None:
        if staff is None:
            raise sheets.UnreadableSheet(_("Whoever handed it in has no account here any more. Hand it in again."))
        results = sheets.read_results(_content(batch))
        _take_in_rest(
            run, batch, results, lambda found: take_in_result(batch=batch, result=found, by=staff, at=clock.now()), by
        )

    _finished(batch, work, by)


def import_called_off(*, at: datetime, batch_id: str, **_more: Any) -> None:
    sentence = _("It was called off by the administration. Hand the file in again if it is needed; what came in stays.")
    finish_import(batch=ImportBatch.objects.get(pk=batch_id), problem=sentence, by=SYSTEM, at=at)


def import_given_up(*, at: datetime, batch_id: str, **_more: Any) -> None:
    sentence = _("It stopped because of a fault here. Hand the file in again; what came in stays.")
    finish_import(batch=ImportBatch.objects.get(pk=batch_id), problem=sentence, by=SYSTEM, at=at)


def _started(batch_id: str) -> tuple[ImportBatch, Actor]:
    batch = ImportBatch.objects.select_related("area", "blob").get(pk=batch_id)
    return batch, Actor(key=batch.created_by_key, name=batch.created_by_name)


def _finished(batch: ImportBatch, work: Callable[[], None], by: Actor) -> None:
    """Do the work, and say on the batch how it went; whatever else goes wrong is said once the job is given up."""
    try:
        work()
    except sheets.UnreadableSheet as fault:
        finish_import(batch=batch, problem=fault.sentence, by=by, at=clock.now())
    else:
        finish_import(batch=batch, problem="", by=by, at=clock.now())


def _take_in_rest(run: JobRun, batch: ImportBatch, lines: Sequence[Any], take_in: _TakeIn, by: Actor) -> None:
    start = int(run.state.get("done", 0))
    for done, line in enumerate(lines[start:], start=start + 1):
        take_in(line)
        if done % _CHECKPOINT_EVERY == 0 or done == len(lines):
            note_progress(batch=batch, total=len(lines), done=done, by=by, at=clock.now())
            run.checkpoint({"done": done}, done=done, total=len(lines))


def _content(batch: ImportBatch) -> bytes:
    if batch.blob_id is None:
        raise sheets.UnreadableSheet(_("The file has been erased. Hand it in again."))
    return blob_content(batch.blob_id).content
