"""What cases have done in the background."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.jobs.leases import LeaseLost
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM, Actor
from xiuhuazhen.domains.cases import sheets
from xiuhuazhen.domains.cases.actions.importing import finish_import, note_progress, take_in_order
from xiuhuazhen.domains.cases.models import ImportBatch

_CHECKPOINT_EVERY = 50


def import_orders(run: JobRun, *, batch_id: str, **_more: Any) -> None:
    """Take in a spreadsheet's orders. After a crash it goes on from the last checkpoint; lines noted since are
    recognised, so that nothing comes in twice."""
    batch = ImportBatch.objects.select_related("area", "blob").get(pk=batch_id)
    by = Actor(key=batch.created_by_key, name=batch.created_by_name)
    try:
        _take_in_rest(run, batch, by)
    except sheets.UnreadableSheet as fault:
        finish_import(batch=batch, problem=fault.sentence, by=by, at=clock.now())
    except LeaseLost:
        raise
    except Exception:
        if run.last_attempt:
            sentence = _("It stopped because of a fault here. Hand the file in again; what came in stays.")
            finish_import(batch=batch, problem=sentence, by=by, at=clock.now())
        raise
    else:
        finish_import(batch=batch, problem="", by=by, at=clock.now())


def import_called_off(*, at: datetime, batch_id: str, **_more: Any) -> None:
    sentence = _("It was called off by the administration. Hand the file in again if it is needed; what came in stays.")
    finish_import(batch=ImportBatch.objects.get(pk=batch_id), problem=sentence, by=SYSTEM, at=at)


def _take_in_rest(run: JobRun, batch: ImportBatch, by: Actor) -> None:
    orders = sheets.read_orders(_content(batch))
    start = int(run.state.get("done", 0))
    for done, order in enumerate(orders[start:], start=start + 1):
        take_in_order(batch=batch, order=order, by=by, at=clock.now())
        if done % _CHECKPOINT_EVERY == 0 or done == len(orders):
            note_progress(batch=batch, total=len(orders), done=done, by=by, at=clock.now())
            run.checkpoint({"done": done}, done=done, total=len(orders))


def _content(batch: ImportBatch) -> bytes:
    if batch.blob_id is None:
        raise sheets.UnreadableSheet(_("The file has been erased. Hand it in again."))
    return blob_content(batch.blob_id).content
