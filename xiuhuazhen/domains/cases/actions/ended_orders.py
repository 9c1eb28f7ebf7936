"""Lines that were left out since their source had ended the orders come in after all, where a person wants that."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.domains.cases.actions.importing import JOB
from xiuhuazhen.domains.cases.choices import BatchState, RowResult
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow

WANTED = "cases.import.ended_wanted"


@transaction.atomic
def bring_in_ended(*, batch: ImportBatch, by: Actor, at: datetime, line: int | None = None) -> None:
    """Let a job take in one such line, or all of them. Raises ``Conflict`` where there is none, while the batch is on
    its way, and once its file was erased."""
    row = ImportBatch.objects.select_for_update().select_related("area").get(pk=batch.pk)
    if row.blob_id is None:
        raise Conflict(_("The file was erased after 30 days. Hand it in again if these orders are still wanted."))
    left_out = ImportRow.objects.filter(batch=row, result=RowResult.LEFT_OUT)
    wanted = left_out if line is None else left_out.filter(line=line)
    count = wanted.update(result=RowResult.WANTED) if row.state == BatchState.DONE else 0
    if not count:
        raise Conflict(_("This cannot be done with the spreadsheet as it stands now. Reload the page."))
    row.state, row.done, row.finished_at = BatchState.WAITING, 0, None
    row.save()
    record(WANTED, subject=row, by=by, at=at, area_code=row.area.code, after={"lines": count})
    enqueue(JOB, at=at, by_key=by.key, batch_id=str(row.pk))
