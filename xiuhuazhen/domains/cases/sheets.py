"""Reading a hotline's spreadsheet: is it one, is it safe to open, and which line holds which order."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from xiuhuazhen.core.files.rules.packages import WORKBOOK, NoPackage, directory, unpacked_bytes
from xiuhuazhen.core.kit import clock

HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "编号"),
    "text": ("问题描述", "诉求内容", "内容"),
    "title": ("标题", "工单标题"),
    "received": ("接收时间", "受理时间", "来电时间"),
    "contact": ("联系人/电话",),
    "name": ("联系人", "来电人", "姓名"),
    "phone": ("联系电话", "电话", "来电号码"),
    "address": ("地址", "事发地址", "发生地址"),
    "confidential": ("是否保密",),
    "reply": ("是否回复",),
}
"""What each column may be called, in the words that Chinese hotlines print above it."""

_NEEDED = ("number", "text")
_HEADER_WITHIN = 10
_MOST_COLUMNS = 100
_MOST_LINES = 1_048_576
"""What a spreadsheet program can hold at all; a file may claim more."""

_DAMAGES = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, OSError, EOFError,
    ValueError, LookupError, TypeError, AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the libraries raise for files that are cut short, encrypted or made wrongly; they name no common kind."""

_YES = {"是", "需要", "要", "y", "yes", "1", "true", "√", "✓"}
_OPEN = {"", "否", "不", "不保密", "无", "公开", "n", "no", "0", "false"}
"""What leaves an order open; whatever else stands there means that it is confidential."""


class UnreadableSheet(Exception):  # noqa: N818 - carries the sentence for the person who sent it
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Order:
    """A line of the spreadsheet. ``line`` is the number that the spreadsheet program shows."""

    line: int
    number: str
    text: str
    title: str = ""
    received: datetime | None = None
    name: str = ""
    phone: str = ""
    address: str = ""
    confidential: bool = False
    reply: bool = False


def check_package(content: bytes) -> None:
    """Refuse what is no xlsx file and what would unpack to more than the server should open.

    Looks at the directory of the package only; nothing is unpacked.
    """
    if len(content) > settings.SHEET_MAX_BYTES:
        raise UnreadableSheet(_too_large(settings.SHEET_MAX_BYTES))
    try:
        entries = directory(content)
    except NoPackage as fault:
        raise UnreadableSheet(_("This is no xlsx spreadsheet. Open it and save it as .xlsx, then send it.")) from fault
    if WORKBOOK not in {entry.filename for entry in entries}:
        raise UnreadableSheet(_("This is no xlsx spreadsheet. Open it and save it as .xlsx, then send it."))
    if unpacked_bytes(entries) > settings.SHEET_MAX_UNPACKED_BYTES:
        raise UnreadableSheet(_("This spreadsheet unpacks to far more than it should. It was not opened."))


def read_orders(content: bytes) -> list[Order]:
    """All lines with anything in them; raises :class:`UnreadableSheet` when the columns needed are not there."""
    check_package(content)
    try:
        with closing(openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
            rows = list(_rows(book.worksheets[0]))
    except _DAMAGES as fault:
        raise UnreadableSheet(_("The spreadsheet is damaged. Open it, save it anew, then send it.")) from fault
    start, columns = _header(rows)
    return [_order(line, row, columns) for line, row in rows[start:]]


def _rows(sheet: Any) -> Iterator[tuple[int, list[str | datetime]]]:
    """Lines with anything in them, whatever size the file claims for itself: some exporters always write 1 × 1."""
    sheet.reset_dimensions()
    most, count = settings.SHEET_MAX_ROWS, 0
    for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1):
        row = [_cell(value) for value in values] if any(values) else []
        count += any(row)
        if count > most + _HEADER_WITHIN or line > _MOST_LINES:
            raise UnreadableSheet(_("More than %(count)s lines. Please divide the spreadsheet.") % {"count": most})
        if any(row):
            yield line, row


def _cell(value: Any) -> str | datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _header(rows: Sequence[tuple[int, list[str | datetime]]]) -> tuple[int, dict[str, int]]:
    """The index of the first line below the header, and the column of each thing found in it."""
    for index, (_line, row) in enumerate(rows[:_HEADER_WITHIN]):
        titles = [re.sub(r"\s", "", str(title)) for title in row]
        named = [(name, title) for name, wanted in HEADERS.items() for title in reversed(wanted)]
        columns = {name: titles.index(title) for name, title in named if title in titles}
        if all(name in columns for name in _NEEDED):
            return index + 1, columns
    raise UnreadableSheet(
        _("No line has both the columns %(names)s. Check the first lines of the spreadsheet.")
        % {"names": "、".join(HEADERS[name][0] for name in _NEEDED)}
    )


def _order(line: int, row: list[str | datetime], columns: dict[str, int]) -> Order:
    def text(name: str) -> str:
        return str(row[columns[name]]) if name in columns and columns[name] < len(row) else ""

    name, phone = text("name"), text("phone")
    if "contact" in columns:
        name, phone = divide_contact(text("contact"))
    return Order(
        line=line,
        number=text("number"),
        text=text("text"),
        title=text("title"),
        received=_time(row[columns["received"]]) if "received" in columns else None,
        name=name,
        phone=phone,
        address=text("address"),
        confidential=text("confidential").strip().lower() not in _OPEN,
        reply=text("reply").lower() in _YES,
    )


def divide_contact(text: str) -> tuple[str, str]:
    """Name and number out of one cell ("王女士 13900001111", "王女士/0971-8230000")."""
    found = re.search(r"\+?\d[\d\- ]{5,}\d", text)
    if not found:
        return text, ""
    name = (text[: found.start()] + text[found.end() :]).strip(" /／,，、:：-")
    return name, found[0]


def _time(value: str | datetime) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or clock.CHINA)
    try:
        return clock.parse(value.replace("/", "-"))
    except ValueError:
        return None


def _too_large(limit: int) -> str:
    return _("The spreadsheet is larger than %(size)s MB. Please divide it.") % {"size": limit // (1024 * 1024)}
