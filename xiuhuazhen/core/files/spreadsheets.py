"""Opening spreadsheets that somebody sent (xlsx, old xls, csv, the table of a web page under the name of an xls): is it
one, is it safe to open, what stands in it.

What a file is, is told by its contents; a name that says something else is refused, since one of the two is wrong.
"""

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import PurePath
from typing import Any, Final

import openpyxl
import xlrd
import xlrd.compdoc
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from xiuhuazhen.core.files.rules.delimited import NoTable, rows_of, text_of
from xiuhuazhen.core.files.rules.packages import WORKBOOK, NoPackage, directory, unpacked_bytes
from xiuhuazhen.core.files.rules.pages import tables_of
from xiuhuazhen.core.files.rules.workbooks import TooMuch, weigh

Cell = str | datetime
_EXACT: Final = 10**15
"""A spreadsheet keeps 15 digits of a figure."""

Line = tuple[int, list[Cell]]
"""The number that the spreadsheet program shows, and what stands there."""

_PROTECTED = re.compile(r"=\"([^\"]*)\"|'([0-9A-Za-z][^']*)")
_MOST_COLUMNS = 100
_MOST_LINES = 1_048_576
"""What a spreadsheet program can hold at all; a file may claim more."""

_MOST_BLANK = 50_000
"""After so many empty lines nothing comes any more; it is more than twice what is taken in at once."""

_MOST_SHEETS = 10
_PACKAGE, _OLD = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEFORE_A_PAGE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_SPREADSHEET_ML = "urn:schemas-microsoft-com:office:spreadsheet"
"""A format of 2003 that has tables without cells of a page."""
_PAGE = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<style", b"mime-version:")
"""How web pages begin that some programs save under the name of a spreadsheet."""

_DAMAGES = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, OSError, EOFError, xlrd.XLRDError,
    xlrd.compdoc.CompDocError, struct.error, ValueError, LookupError, TypeError, AttributeError, NotImplementedError,
    RuntimeError, AssertionError, ArithmeticError, NoTable,
)  # fmt: skip
"""What the libraries raise for files that are cut short, encrypted or made wrongly; they name no common kind."""


class SheetKind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    PAGE = "html"


_NAMES = {
    SheetKind.XLSX: {".xlsx", ".xlsm"},
    SheetKind.XLS: {".xls", ".et"},
    SheetKind.CSV: {".csv", ".txt", ".tsv", ".xls"},
    SheetKind.PAGE: {".xls", ".et", ".htm", ".html"},
}


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: Callable[[], Iterator[Sequence[Any]]]


_Opens = Callable[[bytes], AbstractContextManager[list[_Sheet]]]


class UnreadableSheet(Exception):  # noqa: N818 - carries the sentence for the person who sent it
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Beginning:
    """The first lines of one sheet of a file, for people to say what stands where."""

    name: str
    lines: tuple[Line, ...]


def check_sheet(content: bytes, file_name: str, *, most_bytes: int, most_unpacked: int) -> SheetKind:
    """Refuse what is no spreadsheet, what its name says that it is not, and what is larger than the server should open.

    Nothing is unpacked.
    """
    kind = _kind(content)
    if len(content) > most_bytes:
        raise UnreadableSheet(_too_large(most_bytes))
    if PurePath(file_name).suffix.lower() not in _NAMES[kind]:
        said = {"name": PurePath(file_name).suffix or file_name[-20:], "kind": kind.value}
        sentence = _("The name ends in “%(name)s”, the contents are %(kind)s. Open it, save it as .xlsx, then send it.")
        raise UnreadableSheet(sentence % said)
    if kind == SheetKind.XLSX:
        check_package(content, most_bytes=most_bytes, most_unpacked=most_unpacked)
    return kind


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


def _kind(content: bytes) -> SheetKind:
    if content.startswith(_PACKAGE):
        return SheetKind.XLSX
    if content.startswith(_OLD):
        return SheetKind.XLS
    if content.lstrip(_BEFORE_A_PAGE)[:20].lower().startswith(_PAGE):
        return _kind_of_page(content)
    try:
        text = text_of(content)
    except NoTable as fault:
        raise UnreadableSheet(_no_sheet()) from fault
    if not any(sign in text for sign in ",;\t"):
        raise UnreadableSheet(_no_sheet())
    return SheetKind.CSV


def _kind_of_page(content: bytes) -> SheetKind:
    """Only what has a table: the same programs also write pages that lead to others, and forms of their own."""
    try:
        text = text_of(content)
        if "<table" in text.lower() and _SPREADSHEET_ML not in text:
            return SheetKind.PAGE
    except NoTable:
        pass
    raise UnreadableSheet(_("This is a web page under the name of a spreadsheet. Open it and save it as .xlsx."))


def beginnings(content: bytes, *, lines: int) -> list[Beginning]:
    """The first lines with anything in them of every sheet that is shown, at most ten sheets."""
    with _book(content) as sheets:
        return [Beginning(sheet.name, tuple(islice(_filled(sheet), lines))) for sheet in sheets[:_MOST_SHEETS]]


def read_lines(content: bytes, *, most: int, above: int, sheet: int = 0) -> list[Line]:
    """All lines of one sheet with anything in them: at most ``most``, and ``above`` for headings."""
    with _book(content) as sheets:
        found = list(islice(_filled(sheets[sheet]), most + above + 1))
    if len(found) > most + above:
        raise UnreadableSheet(_("More than %(count)s lines. Please divide the spreadsheet.") % {"count": most})
    return found


@contextmanager
def _book(content: bytes) -> Iterator[list[_Sheet]]:
    """The sheets that are shown. Whatever the libraries find wrong while they are read is a damage."""
    try:
        with warnings.catch_warnings(), _OPENS[_kind(content)](content) as sheets:
            warnings.simplefilter("ignore")  # openpyxl tells of cells that are no dates, and of what it leaves out
            yield sheets
    except _DAMAGES as fault:
        raise UnreadableSheet(_("The spreadsheet is damaged. Open it, save it anew, then send it.")) from fault


def _filled(sheet: _Sheet) -> Iterator[Line]:
    """Lines with anything in them, whatever size the file claims for itself: some exporters always write 1 × 1, others
    a million of empty lines behind the last one."""
    last = 0
    for line, values in enumerate(sheet.rows(), start=1):
        if line - last > _MOST_BLANK:
            return
        if line > _MOST_LINES:
            raise UnreadableSheet(_("The spreadsheet is damaged. Open it, save it anew, then send it."))
        row = [_cell(value) for value in values[:_MOST_COLUMNS]] if any(values) else []
        if any(row):
            last = line
            yield line, _without_end(row)


def _without_end(row: list[Cell]) -> list[Cell]:
    """Without the empty cells behind the last full one."""
    return row[: next(place for place in range(len(row), 0, -1) if row[place - 1])]


def _refuse_too_much(content: bytes) -> None:
    try:
        weigh(content)
    except TooMuch:
        raise UnreadableSheet(_("This spreadsheet holds far more than its lines need. It was not opened.")) from None


@contextmanager
def _xlsx(content: bytes) -> Iterator[list[_Sheet]]:
    _refuse_too_much(content)
    with closing(openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
        yield [_Sheet(page.title, _xlsx_rows(page)) for page in book.worksheets if page.sheet_state == "visible"]


def _xlsx_rows(page: Any) -> Callable[[], Iterator[Sequence[Any]]]:
    def rows() -> Iterator[Sequence[Any]]:
        page.reset_dimensions()
        yield from page.iter_rows(values_only=True, max_col=_MOST_COLUMNS)

    return rows


@contextmanager
def _xls(content: bytes) -> Iterator[list[_Sheet]]:
    with xlrd.open_workbook(file_contents=content, on_demand=True, ragged_rows=True, logfile=io.StringIO()) as book:
        yield [_Sheet(name, _xls_rows(book, name)) for name in book.sheet_names()]


def _xls_rows(book: Any, name: str) -> Callable[[], Iterator[Sequence[Any]]]:
    def rows() -> Iterator[Sequence[Any]]:
        page = book.sheet_by_name(name)
        for row in range(page.nrows):
            yield [_xls_value(cell, book.datemode) for cell in page.row(row)]

    return rows


def _xls_value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        at = xlrd.xldate_as_datetime(cell.value, datemode)
        return at if cell.value >= 1 else at.time()
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


@contextmanager
def _csv(content: bytes) -> Iterator[list[_Sheet]]:
    text = text_of(content)
    yield [_Sheet("", lambda: rows_of(text))]


@contextmanager
def _page(content: bytes) -> Iterator[list[_Sheet]]:
    yield [_Sheet("", partial(iter, table)) for table in tables_of(text_of(content))]


_OPENS: dict[SheetKind, _Opens] = {
    SheetKind.XLSX: _xlsx,
    SheetKind.XLS: _xls,
    SheetKind.CSV: _csv,
    SheetKind.PAGE: _page,
}


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:.5E}"  # as spreadsheet programs show it: further digits are not what was typed
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else _unprotected(str(value).strip())


def _unprotected(text: str) -> str:
    """Without what programs write around a number so that others take it for text: ="0012", '0012."""
    found = _PROTECTED.fullmatch(text)
    return (found[1] or found[2]) if found else text


def _no_sheet() -> str:
    return _("This is no spreadsheet. Open it, save it as .xlsx, then send it.")


def _too_large(limit: int) -> str:
    return _("The spreadsheet is larger than %(size)s MB. Please divide it.") % {"size": limit // (1024 * 1024)}
