"""Reading a hotline's spreadsheet: which line holds which order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from xiuhuazhen.core.files import spreadsheets
from xiuhuazhen.core.files.spreadsheets import UnreadableSheet
from xiuhuazhen.core.kit import clock

__all__ = ["HEADERS", "Order", "UnreadableSheet", "check_package", "divide_contact", "read_orders"]

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
_YES = {"是", "需要", "要", "y", "yes", "1", "true", "√", "✓"}
_OPEN = {"", "否", "不", "不保密", "无", "公开", "n", "no", "0", "false"}
"""What leaves an order open; whatever else stands there means that it is confidential."""


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
    """Refuse what is no xlsx file, or a larger one than the server should open."""
    most_bytes, most_unpacked = settings.SHEET_MAX_BYTES, settings.SHEET_MAX_UNPACKED_BYTES
    spreadsheets.check_package(content, most_bytes=most_bytes, most_unpacked=most_unpacked)


def read_orders(content: bytes) -> list[Order]:
    """All lines with anything in them; raises :class:`UnreadableSheet` when the columns needed are not there."""
    check_package(content)
    rows = spreadsheets.read_lines(content, most=settings.SHEET_MAX_ROWS, above=_HEADER_WITHIN)
    start, columns = _header(rows)
    return [_order(line, row, columns) for line, row in rows[start:]]


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
