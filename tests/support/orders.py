"""Spreadsheets of hotline orders, as hotlines send them."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.domains.cases import sheets
from xiuhuazhen.domains.cases.choices import BatchKind
from xiuhuazhen.domains.cases.sheets import Columns, Order

HEADER = ("工单编号", "标题", "问题描述", "接收时间", "联系人/电话", "地址", "是否保密", "是否回复")


RESULT_HEADER = ("工单编号", "办结状态", "回访结果", "满意度", "回访时间", "回访意见", "退回重办", "重办原因")


def result(number: int, **given: Any) -> list[Any]:
    """The line that says how an order ended at its source; any column by its title."""
    usual = {"工单编号": f"QH{number:06d}", "办结状态": "已办结", "回访结果": "已解决"}
    filled = {**usual, **given}
    return [filled.get(title, "") for title in RESULT_HEADER]


def order(number: int, **given: Any) -> list[Any]:
    """The line of one order; any column by its title."""
    usual = {
        "工单编号": f"QH{number:06d}",
        "问题描述": f"银杏小区{number}号楼门口路灯不亮",
        "接收时间": "2026-11-22 10:30:00",
        "联系人/电话": f"王女士 1390000{number:04d}",
        "是否回复": "是",
    }
    filled = {**usual, **given}
    return [filled.get(title, "") for title in HEADER]


def sheet(
    rows: Iterable[Sequence[Any]], *, above: Iterable[Sequence[Any]] = (), header: Sequence[Any] = HEADER
) -> bytes:
    """An xlsx file with lines ``above`` the header, the header, and the rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (*above, header, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def orders(count: int) -> bytes:
    return sheet([order(number) for number in range(1, count + 1)])


def columns_in(content: bytes, kind: BatchKind = BatchKind.ORDERS, name: str = "a.xlsx") -> Columns:
    """What the columns of the first sheet seem to mean, without anything remembered but that positions are WGS-84."""
    sheets.check_file(content, name)
    lines = sheets.beginnings(content)[0].lines
    layout = sheets.proposed(lines, kind, remembered={})
    columns = Columns(0, lines[layout.header][0], layout.titles, layout.means, crs=Crs.WGS84)
    if fault := sheets.lacking(columns.means, kind):
        raise sheets.UnreadableSheet(fault)
    return columns


def read_orders(content: bytes, name: str = "a.xlsx") -> list[Order]:
    """The orders of a file, by what its columns seem to mean."""
    columns = columns_in(content, name=name)
    return [sheets.order_of(*line, columns) for line in sheets.read_below(content, columns)]
