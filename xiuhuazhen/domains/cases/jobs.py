"""What cases have done in the background."""

from typing import Any

from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.domains.cases import sheets
from xiuhuazhen.domains.cases.actions.importing import finish_import, note_progress, take_in_order
from xiuhuazhen.domains.cases.models import ImportBatch

_CHECKPOINT_EVERY = 50


def import_orders(run: JobRun, *, batch_id: str, **_: Any) -> None:
    """Take in a spreadsheet's orders. After a crash it goes on from the last checkpoint; lines noted since are
    recognised, so that nothing comes in twice."""
    batch = ImportBatch.objects.select_related("area", "blob").get(pk=batch_id)
    by = Actor(key=batch.created_by_key, name=batch.created_by_name)
    try:
        orders = sheets.read_orders(blob_content(batch.blob_id).content) if batch.blob_id else []
    except sheets.UnreadableSheet as fault:
        finish_import(batch=batch, problem=fault.sentence, by=by, at=clock.now())
        return
    start = int(run.state.get("done", 0))
    for done, order in enumerate(orders[start:], start=start + 1):
        take_in_order(batch=batch, order=order, by=by, at=clock.now())
        if done % _CHECKPOINT_EVERY == 0 or done == len(orders):
            note_progress(batch=batch, total=len(orders), done=done, by=by, at=clock.now())
            run.checkpoint({"done": done}, done=done, total=len(orders))
    finish_import(batch=batch, problem="", by=by, at=clock.now())
