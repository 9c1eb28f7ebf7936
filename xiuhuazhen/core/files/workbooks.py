"""Writing xlsx files. What stands in a cell is text or a moment and never a formula, whatever it begins with."""

import io
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from xiuhuazhen.core.kit import clock

_FORMULAS = ("=", "+", "-", "@")
_MOST_SIGNS = 32_767
"""What a cell can hold."""


def workbook(title: str, rows: Iterable[Sequence[str | datetime]], *, widths: Sequence[int] = ()) -> bytes:
    """One sheet with these rows; ``widths`` of its columns in characters. Moments stand as China's wall clock."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(title)
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    with closing(page):  # also where the rows end with a fault: thrown away open, it complains about itself
        for row in rows:
            page.append([_written(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(page: Any, value: str | datetime) -> Any:
    """A text that begins like a formula is marked as text, for programs that would make one of it when it is saved
    as csv or typed into."""
    if isinstance(value, datetime):
        value = f"{clock.local(value) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_MOST_SIGNS]
    if not text.startswith(_FORMULAS):
        return text
    cell = WriteOnlyCell(page, value=text)
    cell.data_type, cell.quotePrefix = "s", True
    return cell
