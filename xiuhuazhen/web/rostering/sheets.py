"""A roster as a spreadsheet."""

import io
from collections.abc import Iterable

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.web.moments import full_day
from xiuhuazhen.web.rostering.days import Day, Entry

_TEXT = "s"
_WIDTHS = (16, 10, 14, 12, 24, 16, 18, 30)


def roster_sheet(days: Iterable[Day]) -> bytes:
    """One line for each shift and for each gap."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_("Roster"))
    for column, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    titles = (
        _("Day"),
        _("Weekday"),
        _("Kind of day"),
        _("Post"),
        _("Time"),
        _("Name"),
        _("Work telephone"),
        _("Remark"),
    )
    sheet.append([_cell(sheet, title) for title in titles])
    for day in days:
        for line in _lines(day):
            sheet.append([_cell(sheet, text) for text in (full_day(day.day), day.weekday, day.kind, *line)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(day: Day) -> Iterable[tuple[str, ...]]:
    for entry in (*day.leaders, *day.officers):
        yield _shift(entry)
    if day.leaderless:
        yield (str(ShiftPost.LEADER.label), "", day.leaderless, "", "")
    for gap in day.gaps:
        yield (str(ShiftPost.OFFICER.label), gap.times, _("nobody on duty"), "", "")


def _shift(entry: Entry) -> tuple[str, ...]:
    duty = entry.duty
    return str(duty.post.label), entry.times, duty.name, duty.work_telephone, duty.note


def _cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Text and nothing else: a note that begins with "=" never becomes a formula."""
    cell: Cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = _TEXT
    return cell
