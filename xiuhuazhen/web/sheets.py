"""Lists of registers as spreadsheets, written at once: none is longer than a page that people read through."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

import openpyxl
from django.http import HttpResponse
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from xiuhuazhen.core.kit.periods import Dated

MOST_ROWS: Final = 1000
"""So many are written in some 150 ms; what is longer is narrowed by a filter, or needs a job."""

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT = "s"


def sheet(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet; ``columns`` are headings with their widths in characters. All cells are text."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(title)
    for number, (_heading, width) in enumerate(columns):
        page.column_dimensions[chr(ord("A") + number)].width = width
    page.append([_cell(page, heading) for heading, _width in columns])
    for row in rows:
        page.append([_cell(page, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def days(row: Dated) -> tuple[str, str]:
    """The first and the last day on which it holds."""
    return iso(row.valid_from), iso(row.valid_to - timedelta(days=1) if row.valid_to else None)


def attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response.headers["Cache-Control"] = "no-store"
    return response


def _cell(page: WriteOnlyWorksheet, text: str) -> Cell:
    """Text and nothing else: what begins with "=" never becomes a formula."""
    cell: Cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = _TEXT
    return cell
