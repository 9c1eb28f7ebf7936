"""What becomes of a line of an imported spreadsheet: judged first, which changes nothing, then done and noted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from xiuhuazhen.core.files.spreadsheets import Line
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import sheets
from xiuhuazhen.domains.cases.actions import orders, results
from xiuhuazhen.domains.cases.actions.judging import Judged
from xiuhuazhen.domains.cases.choices import BatchKind, RowResult
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow
from xiuhuazhen.domains.cases.sheets import Columns


@dataclass(frozen=True)
class _Kind:
    """How a line of a kind of spreadsheet is read, and how it is judged, under what name."""

    name: str
    read: Callable[..., Any]
    judge: Callable[..., Judged]


_KINDS = {
    BatchKind.ORDERS: _Kind("order", sheets.order_of, orders.judge),
    BatchKind.RESULTS: _Kind("result", sheets.result_of, results.judge),
}


def judge_line(
    *, batch: ImportBatch, line: Line, columns: Columns, by: StaffActor, at: datetime, though_ended: bool = False
) -> Judged:
    """What would become of the line if it came in now, an order also ``though_ended`` at its source. Changes
    nothing."""
    kind = _KINDS[BatchKind(batch.kind)]
    read = kind.read(*line, columns)
    if though_ended:
        read = replace(read, ended=False)
    return kind.judge(batch=batch, by=by, at=at, **{kind.name: read})


@transaction.atomic
def take_in_line(*, batch: ImportBatch, line: Line, columns: Columns, by: StaffActor, at: datetime) -> ImportRow:
    """Take in one line and note what became of it, in one transaction. A line that was noted before stays as it is,
    but for one that somebody wants though its source has ended it."""
    noted = ImportRow.objects.filter(batch=batch, line=line[0]).first()
    if noted and noted.result != RowResult.WANTED:
        return noted
    judged = judge_line(batch=batch, line=line, columns=columns, by=by, at=at, though_ended=noted is not None)
    row = noted or ImportRow(batch=batch, line=line[0])
    row.source_number = judged.number[:60]
    row.result, message, row.matter = _done(judged)
    row.message = message[:300]
    row.save()
    return row


def _done(judged: Judged) -> tuple[RowResult, str, Matter | None]:
    if judged.act is None:
        return judged.result, judged.message, judged.matter
    try:
        with transaction.atomic():
            matter = judged.act()
    except Refusal as refusal:
        return RowResult.FAILED, "；".join(refusal.fields.values()) or refusal.message, judged.matter
    return judged.result, judged.message, matter
