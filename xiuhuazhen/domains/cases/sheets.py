"""Reading a hotline's spreadsheets: which line holds which order, and which says how an order ended there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from xiuhuazhen.core.files import spreadsheets
from xiuhuazhen.core.files.spreadsheets import Cell, Line, UnreadableSheet
from xiuhuazhen.core.kit import clock
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import RequestKind
from xiuhuazhen.domains.cases.rules import OrderDate

__all__ = [
    "HEADERS",
    "RESULT_HEADERS",
    "Order",
    "Result",
    "UnreadableSheet",
    "check_package",
    "divide_contact",
    "read_orders",
    "read_results",
]

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
    "due": ("办结时限", "截止时间", "要求办结时间", "办理时限"),
    "urgency": ("紧急程度",),
    "request": ("工单类型", "受理类型"),
}
"""What each column may be called, in the words that Chinese hotlines print above it."""

RESULT_HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": HEADERS["number"],
    "status": ("办结状态", "是否办结"),
    "solved": ("回访结果", "是否解决"),
    "rating": ("满意度",),
    "called": ("回访时间",),
    "opinion": ("回访意见",),
    "rework": ("退回重办",),
    "why": ("重办原因",),
}
"""The same for the sheet that says how orders ended at their source."""

_ORDER_NEEDS = (("number",), ("text",))
_RESULT_NEEDS = (("number",), ("status", "solved", "rework", "why"))
"""Of each group one column at least has to be there."""

_IN_DAYS = re.compile(r"[(（](?:工作日|天)[)）]$")
_HEADER_WITHIN = 10
_YES = {"是", "需要", "要", "y", "yes", "1", "true", "√", "✓"}
_OPEN = {"", "否", "不", "不保密", "无", "公开", "n", "no", "0", "false"}
"""What leaves an order open; whatever else stands there means that it is confidential."""


@dataclass(frozen=True)
class Order:
    """A line of the spreadsheet. ``line`` is the number that the spreadsheet program shows; ``fault`` says which
    column cannot be read, and so why the line cannot be taken in."""

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
    due: OrderDate | None = None
    urgent: bool = False
    request: RequestKind | None = None
    fault: str = ""


@dataclass(frozen=True)
class Result:
    """How an order ended at its source, in the source's own words."""

    line: int
    number: str
    status: str = ""
    solved: str = ""
    rating: str = ""
    called: str = ""
    opinion: str = ""
    rework: str = ""
    why: str = ""


def check_package(content: bytes) -> None:
    """Refuse what is no xlsx file, or a larger one than the server should open."""
    most_bytes, most_unpacked = settings.SHEET_MAX_BYTES, settings.SHEET_MAX_UNPACKED_BYTES
    spreadsheets.check_package(content, most_bytes=most_bytes, most_unpacked=most_unpacked)


def read_orders(content: bytes) -> list[Order]:
    """All lines with anything in them; raises :class:`UnreadableSheet` when the columns needed are not there."""
    rows, header = _read(content, HEADERS, _ORDER_NEEDS)
    return [_order(line, row, header) for line, row in rows]


def read_results(content: bytes) -> list[Result]:
    """The same for a sheet of results."""
    rows, header = _read(content, RESULT_HEADERS, _RESULT_NEEDS)
    return [Result(line=line, **{name: header.text(row, name) for name in RESULT_HEADERS}) for line, row in rows]


@dataclass(frozen=True)
class _Header:
    """Where each thing stands, and what its column is called in this sheet."""

    columns: Mapping[str, int]
    titles: Sequence[str]

    def cell(self, row: Sequence[Cell], name: str) -> Cell:
        return row[self.columns[name]] if name in self.columns and self.columns[name] < len(row) else ""

    def text(self, row: Sequence[Cell], name: str) -> str:
        return str(self.cell(row, name))

    def title(self, name: str) -> str:
        return self.titles[self.columns[name]] if name in self.columns else HEADERS[name][0]


def _read(
    content: bytes, headers: Mapping[str, tuple[str, ...]], needs: Sequence[tuple[str, ...]]
) -> tuple[list[Line], _Header]:
    check_package(content)
    rows = spreadsheets.read_lines(content, most=settings.SHEET_MAX_ROWS, above=_HEADER_WITHIN)
    for index, (_line, row) in enumerate(rows[:_HEADER_WITHIN]):
        header = _header(row, headers)
        if all(any(name in header.columns for name in group) for group in needs):
            return rows[index + 1 :], header
    wanted = "、".join(" / ".join(headers[name][0] for name in group) for group in needs)
    raise UnreadableSheet(
        _("No line has both the columns %(names)s. Check the first lines of the spreadsheet.") % {"names": wanted}
    )


def _header(row: Sequence[Cell], headers: Mapping[str, tuple[str, ...]]) -> _Header:
    titles = [re.sub(r"\s", "", str(title)) for title in row]
    bare = [_IN_DAYS.sub("", title) for title in titles]
    named = [(name, title) for name, wanted in headers.items() for title in reversed(wanted)]
    return _Header({name: bare.index(title) for name, title in named if title in bare}, titles)


def _order(line: int, row: Sequence[Cell], header: _Header) -> Order:
    name, phone = header.text(row, "name"), header.text(row, "phone")
    if "contact" in header.columns:
        name, phone = divide_contact(header.text(row, "contact"))
    received = _time(header.cell(row, "received"))
    due, fault = _due(row, header, received)
    request = rules.request_kind(header.text(row, "request"))
    return Order(
        line=line,
        number=header.text(row, "number"),
        text=header.text(row, "text"),
        title=header.text(row, "title"),
        received=received,
        name=name,
        phone=phone,
        address=header.text(row, "address"),
        confidential=header.text(row, "confidential").strip().lower() not in _OPEN,
        reply=header.text(row, "reply").lower() in _YES,
        due=due,
        urgent=rules.says_urgent(header.text(row, "urgency")),
        request=RequestKind(request) if request else None,
        fault=fault,
    )


def _due(row: Sequence[Cell], header: _Header, received: datetime | None) -> tuple[OrderDate | None, str]:
    """The order's own date, and what is wrong with it."""
    cell = header.cell(row, "due")
    if not cell:
        return None, ""
    column = {"column": header.title("due"), "value": str(cell)[:40], "received": header.title("received")}
    try:
        due = rules.order_date(cell, in_days=_IN_DAYS.search(column["column"]) is not None)
    except ValueError:
        sentence = _("Column %(column)s: “%(value)s” is no date. Write a day, a time, or a number with “days”.")
        return None, sentence % column
    if due.work_days and received is None:
        sentence = _("Column %(column)s counts days from the time in %(received)s. Fill that in.")
        return None, sentence % column
    return due, ""


def divide_contact(text: str) -> tuple[str, str]:
    """Name and number out of one cell ("王女士 13900001111", "王女士/0971-8230000")."""
    found = re.search(r"\+?\d[\d\- ]{5,}\d", text)
    if not found:
        return text, ""
    name = (text[: found.start()] + text[found.end() :]).strip(" /／,，、:：-")
    return name, found[0]


def _time(value: Cell) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or clock.CHINA)
    try:
        return rules.read_moment(value)
    except ValueError:
        return None
