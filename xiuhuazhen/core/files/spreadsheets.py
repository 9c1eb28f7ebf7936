"""Opening spreadsheets that somebody sent: is it one, is it safe to open, and what stands in its lines."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from xiuhuazhen.core.files.rules.packages import WORKBOOK, NoPackage, directory, unpacked_bytes
from xiuhuazhen.core.files.rules.workbooks import TooMuch, weigh

Cell = str | datetime
Line = tuple[int, list[Cell]]
"""The number that the spreadsheet program shows, and what stands there."""

_MOST_COLUMNS = 100
_MOST_LINES = 1_048_576
"""What a spreadsheet program can hold at all; a file may claim more."""

_DAMAGES = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, OSError, EOFError,
    ValueError, LookupError, TypeError, AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the libraries raise for files that are cut short, encrypted or made wrongly; they name no common kind."""


class UnreadableSheet(Exception):  # noqa: N818 - carries the sentence for the person who sent it
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check_package(content: bytes, *, most_bytes: int, most_unpacked: int) -> None:
    """Refuse what is no xlsx file and what would unpack to more than the server should open.

    Looks at the directory of the package only; nothing is unpacked.
    """
    if len(content) > most_bytes:
        raise UnreadableSheet(_too_large(most_bytes))
    try:
        entries = directory(content)
    except NoPackage as fault:
        raise UnreadableSheet(_("This is no xlsx spreadsheet. Open it and save it as .xlsx, then send it.")) from fault
    if WORKBOOK not in {entry.filename for entry in entries}:
        raise UnreadableSheet(_("This is no xlsx spreadsheet. Open it and save it as .xlsx, then send it."))
    if unpacked_bytes(entries) > most_unpacked:
        raise UnreadableSheet(_("This spreadsheet unpacks to far more than it should. It was not opened."))


def read_lines(content: bytes, *, most: int, above: int) -> list[Line]:
    """All lines of the first sheet with anything in them: at most ``most``, and ``above`` for headings."""
    try:
        _refuse_too_much(content)
        with closing(openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
            return list(_lines(book.worksheets[0], most, above))
    except _DAMAGES as fault:
        raise UnreadableSheet(_("The spreadsheet is damaged. Open it, save it anew, then send it.")) from fault


def _refuse_too_much(content: bytes) -> None:
    try:
        weigh(content)
    except TooMuch:
        raise UnreadableSheet(_("This spreadsheet holds far more than its lines need. It was not opened.")) from None


def _lines(sheet: Any, most: int, above: int) -> Iterator[Line]:
    """Lines with anything in them, whatever size the file claims for itself: some exporters always write 1 × 1."""
    sheet.reset_dimensions()
    count = 0
    for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1):
        row = [_cell(value) for value in values] if any(values) else []
        count += any(row)
        if count > most + above or line > _MOST_LINES:
            raise UnreadableSheet(_("More than %(count)s lines. Please divide the spreadsheet.") % {"count": most})
        if any(row):
            yield line, row


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _too_large(limit: int) -> str:
    return _("The spreadsheet is larger than %(size)s MB. Please divide it.") % {"size": limit // (1024 * 1024)}
