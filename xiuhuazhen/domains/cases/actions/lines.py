"""What becomes of a line of an imported spreadsheet: judged first, which changes nothing, then done and noted."""

from collections.abc import Callable
from dataclasses import dataclass
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


def judge_line(*, batch: ImportBatch, line: Line, columns: Columns, by: StaffActor, at: datetime) -> Judged:
    """What would become of the line if it came in now. Changes nothing."""
    kind = _KINDS[BatchKind(batch.kind)]
    return kind.judge(batch=batch, by=by, at=at, **{kind.name: kind.read(*line, columns)})


@transaction.atomic
def take_in_line(*, batch: ImportBatch, line: Line, columns: Columns, by: StaffActor, at: datetime) -> ImportRow:
    """Take in one line and note what became of it, in one transaction. A line that was noted before stays as it is."""
    noted = ImportRow.objects.filter(batch=batch, line=line[0]).first()
    if noted:
        return noted
    judged = judge_line(batch=batch, line=line, columns=columns, by=by, at=at)
    result, message, matter = _done(judged)
    return ImportRow.objects.create(
        batch=batch,
        line=line[0],
        source_number=judged.number[:60],
        result=result,
        message=message[:300],
        matter=matter,
    )


def _done(judged: Judged) -> tuple[RowResult, str, Matter | None]:
    if judged.act is None:
        return judged.result, judged.message, judged.matter
    try:
        with transaction.atomic():
            matter = judged.act()
    except Refusal as refusal:
        return RowResult.FAILED, "；".join(refusal.fields.values()) or refusal.message, judged.matter
    return judged.result, judged.message, matter
