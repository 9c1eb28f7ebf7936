"""Reading the yearly notice of days off and moved work days, as a table that somebody typed, pasted or sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from xiuhuazhen.core.files import spreadsheets
from xiuhuazhen.core.files.spreadsheets import Line, UnreadableSheet
from xiuhuazhen.core.norms.rules.calendars import days_between, is_ordinary_workday

NAME_MAX = 40

_HEADERS = {
    "day": ("日期", "date"),
    "kind": ("是否工作日", "休或班", "休/班", "班休", "类型", "安排", "is_workday"),
    "name": ("名称", "节日", "说明", "name", "holiday_name"),
}
_WORKED = frozenset({"班", "上班", "补班", "工作", "工作日", "是", "1", "true", "yes", "y"})
_OFF = frozenset({"休", "休息", "放假", "假", "休息日", "节假日", "否", "0", "false", "no", "n"})

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(?:(\d{1,2})[-/.月])?(\d{1,2})日?")
_ASIDE = re.compile(r"（[^）]*）|\([^)]*\)|[ T]00:00(:00)?$")
"""What stands beside a day: the weekday in brackets, midnight out of a spreadsheet."""

_TO = re.compile(r"[至到~～—–]+")
_ZIP = b"PK"


@dataclass(frozen=True)
class NoticeRow:
    """A line as it came; ``line`` is the number that people see."""

    line: int
    day: str
    kind: str
    name: str = ""


@dataclass(frozen=True)
class DayKind:
    """Whether a day is worked, and what it is called (nothing for an ordinary one)."""

    is_workday: bool
    name: str = ""


@dataclass(frozen=True)
class Fault:
    line: int
    sentence: str


class _WrongRow(Exception):  # noqa: N818 - says what is wrong
    """Carries the sentence for whoever wrote the row."""


def rows_of_file(content: bytes) -> list[NoticeRow]:
    """The rows of an xlsx or CSV file; raises :class:`UnreadableSheet`."""
    if content.startswith(_ZIP):
        most_bytes, most_unpacked = settings.NOTICE_MAX_BYTES, settings.NOTICE_MAX_UNPACKED_BYTES
        spreadsheets.check_package(content, most_bytes=most_bytes, most_unpacked=most_unpacked)
        return _rows(spreadsheets.read_lines(content, most=settings.NOTICE_MAX_ROWS, above=1))
    return rows_of_text(_decoded(content[: settings.NOTICE_MAX_BYTES]))


def _decoded(content: bytes) -> str:
    """UTF-8, or GB 18030 as Chinese spreadsheet programs write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet(_("This is neither an xlsx nor a CSV file. Save it as one of them, then send it."))


def rows_of_text(text: str) -> list[NoticeRow]:
    """The rows of a table that was typed or pasted: cells apart by tabs, commas or spaces."""
    lines: list[Line] = [
        (number, [*_cells(line)]) for number, line in enumerate(text.splitlines(), start=1) if line.strip(" \t,，")
    ]
    if len(lines) > settings.NOTICE_MAX_ROWS:
        raise UnreadableSheet(
            _("More than %(count)s lines. A notice names far fewer days.") % {"count": settings.NOTICE_MAX_ROWS}
        )
    return _rows(lines)


def _cells(line: str) -> list[str]:
    for mark in ("\t", ",", "，"):
        if mark in line:
            return [cell.strip(' "') for cell in line.split(mark)]
    return line.split(maxsplit=2)


def _rows(lines: Sequence[Line]) -> list[NoticeRow]:
    """Columns by their headings; without a heading line day, work or rest, name."""
    columns = {"day": 0, "kind": 1, "name": 2}
    if lines and (named := _columns(lines[0][1])):
        columns, lines = named, lines[1:]
    return [
        NoticeRow(number, **{name: _text(cells, column) for name, column in columns.items()}) for number, cells in lines
    ]


def _columns(cells: Sequence[str | datetime]) -> dict[str, int] | None:
    titles = [re.sub(r"\s", "", str(cell)).lower() for cell in cells]
    found = {name: titles.index(title) for name, known in _HEADERS.items() for title in known if title in titles}
    return found if {"day", "kind"} <= set(found) else None


def _text(cells: Sequence[str | datetime], column: int) -> str:
    cell = cells[column] if column < len(cells) else ""
    return cell.date().isoformat() if isinstance(cell, datetime) else cell.strip()


def read(rows: Iterable[NoticeRow], year: int) -> tuple[dict[date, DayKind], list[Fault]]:
    """The days that the rows name, and every row that is wrong."""
    found: dict[date, DayKind] = {}
    first: dict[date, int] = {}
    faults = []
    for row in rows:
        try:
            days, kind = _days(row.day, year), _kind(row)
            _refuse_repeated(days, first)
        except _WrongRow as wrong:
            faults.append(Fault(row.line, str(wrong)))
            continue
        found |= dict.fromkeys(days, kind)
        first |= dict.fromkeys(days, row.line)
    return found, faults


def _days(text: str, year: int) -> list[date]:
    """One day, or all from the first to the last ("10月1日至7日"). A day may leave out the year or month before it."""
    ends = [part.strip() for part in _TO.split(_ASIDE.sub("", text.strip()))]
    first = _day(ends[0], year, None)
    last = _day(ends[-1], year, first.month)
    if len(ends) > len(("first", "last")) or last < first:
        raise _not_a_day(text)
    for day in (first, last):
        if day.year != year:
            raise _WrongRow(_("%(day)s does not lie in %(year)s.") % {"day": day.isoformat(), "year": year})
    return list(days_between(first, last))


def _day(text: str, year: int, month: int | None) -> date:
    found = _DAY.fullmatch(re.sub(r"\s", "", text))
    if not found or not (found[2] or month):
        raise _not_a_day(text)
    try:
        return date(int(found[1] or year), int(found[2] or month or 0), int(found[3]))
    except ValueError as fault:
        raise _not_a_day(text) from fault


def _not_a_day(text: str) -> _WrongRow:
    return _WrongRow(
        _("“%(given)s” is no day. Write it like 2027-10-01; several in a row as the first and the last.")
        % {"given": text}
    )


def _kind(row: NoticeRow) -> DayKind:
    word = row.kind.lower()
    if word not in _WORKED | _OFF:
        raise _WrongRow(_("“%(given)s” is neither a day off nor a work day.") % {"given": row.kind})
    if len(row.name) > NAME_MAX:
        raise _WrongRow(_("The name is longer than %(count)s characters.") % {"count": NAME_MAX})
    return DayKind(word in _WORKED, row.name)


def _refuse_repeated(days: Iterable[date], first: Mapping[date, int]) -> None:
    for day in days:
        if day in first:
            said = {"day": day.isoformat(), "line": first[day]}
            raise _WrongRow(_("%(day)s stands here twice; the first time in line %(line)s.") % said)


def whole_year(year: int, named: Mapping[date, DayKind]) -> dict[date, DayKind]:
    """Every day of the year: as named, otherwise as in an ordinary week."""
    days = days_between(date(year, 1, 1), date(year, 12, 31))
    return {day: named.get(day) or DayKind(is_ordinary_workday(day)) for day in days}
