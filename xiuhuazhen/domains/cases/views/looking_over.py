"""What people see of a spreadsheet before it comes in. Nothing of it that names a person is shown whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xiuhuazhen.core.files.spreadsheets import Cell, Line
from xiuhuazhen.core.kit.masking import mask_name, mask_numbers, mask_phone
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.domains.cases import rules, sheets
from xiuhuazhen.domains.cases.actions.judging import LookedOver
from xiuhuazhen.domains.cases.actions.lines import judge_line
from xiuhuazhen.domains.cases.choices import BatchKind, RowResult
from xiuhuazhen.domains.cases.forms.imports import ColumnsForm
from xiuhuazhen.domains.cases.models import ImportBatch
from xiuhuazhen.domains.cases.sheets import Columns
from xiuhuazhen.domains.cases.words import WOULD

_SAMPLES, _SAMPLE_SIGNS = 3, 24
_LINES, _LINE_SIGNS = 10, 40
_SHAPES = {RowResult.FAILED: "waiting", RowResult.DIFFERS: "waiting", RowResult.SAME: "closed"}


def columns_shown(form: ColumnsForm, lines: Sequence[Line], columns: Columns) -> list[dict[str, Any]]:
    """Each column with some of what stands below it, and the field that says what it means. Of confidential orders
    nothing is shown, whatever column a name may stand in."""
    below = [row for line, row in lines if line > columns.header]
    plain = [row for row in below if not sheets.order_of(0, row, columns).confidential]
    return [
        {"samples": _samples(plain, place, columns.means[place]), "field": form[f"means_{place}"]}
        for place in range(len(columns.titles))
    ]


def _samples(rows: Sequence[Sequence[Cell]], place: int, meaning: str) -> list[str]:
    cells = dict.fromkeys(_masked(row[place], meaning) for row in rows if place < len(row) and row[place])
    return list(cells)[:_SAMPLES]


def _masked(cell: Cell, meaning: str) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if meaning == "contact":
        name, phone = rules.divide_contact(cell)
        return " ".join(part for part in (mask_name(name), mask_phone(phone) if phone else "") if part)
    masks = {"name": mask_name, "phone": mask_phone}
    return masks.get(meaning, mask_numbers)(cell)[:_SAMPLE_SIGNS]


def lines_shown(
    batch: ImportBatch, lines: Sequence[Line], columns: Columns, by: StaffActor, at: datetime
) -> list[dict[str, str]]:
    """What would become of the first lines, as the total counts them."""
    found, looked_over, would = [], LookedOver(), WOULD[BatchKind(batch.kind)]
    for line in [line for line in lines if line[0] > columns.header][:_LINES]:
        judged = judge_line(batch=batch, line=line, columns=columns, by=by, at=at)
        result = looked_over.result(judged)
        said = columns.text(line[1], "title") or columns.text(line[1], "text") or columns.text(line[1], "opinion")
        found.append(
            {
                "row": str(line[0]),
                "number": judged.number,
                "said": mask_numbers(said)[:_LINE_SIGNS],
                "result": str(would[result]),
                "shape": _SHAPES.get(result, "open"),
                "message": judged.message,
            }
        )
    return found
