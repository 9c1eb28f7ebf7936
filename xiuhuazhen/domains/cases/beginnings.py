"""The first lines of a spreadsheet that was handed in, for people to look over, and what its columns seem to mean."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.files.spreadsheets import Beginning, Cell
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.domains.cases import sheets
from xiuhuazhen.domains.cases.choices import BatchKind
from xiuhuazhen.domains.cases.models import ImportBatch
from xiuhuazhen.domains.cases.queries import template_of
from xiuhuazhen.domains.cases.sheets import Columns

_MOMENT = "at"


def kept_lines(found: Sequence[Beginning]) -> dict[str, Any]:
    """As JSON; :func:`beginning_of` reads it."""
    return {
        "sheets": [
            {"name": sheet.name, "lines": [[line, [_kept(cell) for cell in row]] for line, row in sheet.lines]}
            for sheet in found
        ]
    }


def _kept(cell: Cell) -> Any:
    return {_MOMENT: cell.isoformat()} if isinstance(cell, datetime) else cell


def beginning_of(batch: ImportBatch) -> list[Beginning]:
    """The first lines of each sheet; raises ``NotFound`` before they were read and once they were erased."""
    if batch.beginning_id is None:
        raise NotFound("")
    kept = json.loads(blob_content(batch.beginning_id).content)
    return [
        Beginning(sheet["name"], tuple((line, [_cell(cell) for cell in row]) for line, row in sheet["lines"]))
        for sheet in kept["sheets"]
    ]


def _cell(kept: Any) -> Cell:
    return datetime.fromisoformat(kept[_MOMENT]) if isinstance(kept, dict) else str(kept)


def first_layout(batch: ImportBatch, found: Sequence[Beginning]) -> Columns | None:
    """What the columns mean, where that is known without asking: of the first sheet that has all that is needed, as
    somebody said before for this source, or under its usual title. What was told by contents alone is asked, and so is
    in which system positions are."""
    kind = BatchKind(batch.kind)
    said = template_of(batch.area, batch.source_name, kind)
    for place, sheet in enumerate(found):
        columns = columns_of(batch, found, place) if sheet.lines else None
        known = sheets.known_titles(columns, kind, remembered=said.columns if said else {}) if columns else []
        if columns and not sheets.lacking(known, kind):
            return None if columns.asks_crs else columns
    return None


def likeliest(batch: ImportBatch, found: Sequence[Beginning]) -> int:
    """The sheet that a person most likely wants to see: the first of those with the most titles that are known, before
    all one that has all that is needed."""
    kind = BatchKind(batch.kind)
    template = template_of(batch.area, batch.source_name, kind)
    remembered = template.columns if template else {}

    def known(place: int) -> tuple[bool, int]:
        titles = sheets.known_titles(columns_of(batch, found, place), kind, remembered=remembered)
        return not sheets.lacking(titles, kind), len(titles)

    filled = [place for place, sheet in enumerate(found) if sheet.lines]
    return max(filled, key=known, default=0)


def columns_of(batch: ImportBatch, found: Sequence[Beginning], place: int, header: int | None = None) -> Columns:
    """What the columns of a sheet seem to mean, by what was last said of this source, by their titles and contents.

    Raises :class:`sheets.UnreadableSheet` for an empty sheet."""
    kind = BatchKind(batch.kind)
    template = template_of(batch.area, batch.source_name, kind)
    lines = found[place].lines
    remembered = template.columns if template else {}
    layout = sheets.proposed(lines, kind, remembered=remembered, header=header)
    return Columns(
        sheet=place,
        header=lines[layout.header][0],
        titles=layout.titles,
        means=layout.means,
        day_first=template.day_first if template else False,
        crs=Crs(template.crs) if template and template.crs else None,
        words=template.words if template else {},
    )
