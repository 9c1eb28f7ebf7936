"""Spreadsheets of three hotlines that look nothing like each other; all contents are invented."""

import csv
import io
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from tests.support.old_excel import old_sheet
from tests.support.orders import sheet

_TROUBLES = ("路灯不亮", "井盖破损下沉", "垃圾没人清运", "水管漏水", "楼道堆放杂物")
_ENGLISH = (
    ("Street light out", "The lamp in front of the gate has been dark for days, please repair it"),
    ("Pothole", "A deep hole in the road, cars swerve around it"),
    ("Illegal dumping", 'Old furniture lies beside the bins; "nobody" takes it\nSecond line of the report'),
)
_FIRST = datetime(2026, 11, 2, 8, 0)  # noqa: DTZ001 - a cell of a spreadsheet has no offset


def city_sheet(count: int) -> bytes:
    """(a) xlsx: two lines of headings, titles merged over two lines, day and time of the day in two columns, rounds."""
    above = [
        ["西宁市12345政务服务便民热线工单明细表"],
        ["导出时间：2026-11-23 08:00", "", "共计"],
        ["序号", "工单编号", "轮次", "来电信息", "", "", "", "诉求内容", "办结时限", "", "是否保密", "工单类型"],
    ]
    titles = ["", "", "", "受理日期", "受理时刻", "联系人", "联系电话", "", "截止日期", "截止时刻", "", ""]
    return sheet([_city_row(number) for number in range(1, count + 1)], above=above, header=titles)


def _city_row(number: int) -> list[Any]:
    at = _FIRST + timedelta(minutes=5 * number)
    due = at + timedelta(days=25)
    text = f"银杏小区{number}号楼{_TROUBLES[number % 5]}，请尽快处理"
    contact = [f"{'王李张'[number % 3]}女士", f"1390000{number % 10_000:04d}"]
    return [
        *(number, f"XN{number:08d}", "首次", f"{at:%Y-%m-%d}", f"{at:%H:%M}", *contact, text),
        *(f"{due:%Y-%m-%d}", "17:30", "是" if number % 40 == 0 else "否", "求助"),
    ]


def county_csv(count: int) -> bytes:
    """(b) GB18030 csv: name and telephone in one column, limits in work days, a count of how often it came again."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(["工单号", "来电时间", "联系人/电话", "内容", "事发地址", "办理时限", "紧急程度", "重办次数"])
    for number in range(1, count + 1):
        at = _FIRST + timedelta(minutes=4 * number)
        contact = f"李先生/1380000{number % 10_000:04d}" if number % 3 else "0971-8230000 匿名"
        text = f"银杏小区{number}号楼旁{_TROUBLES[number % 5]}，\n已有{number % 9 + 2}天"
        write(
            [
                f"CD-{number:06d}",
                f"{at:%Y/%m/%d %H:%M}",
                contact,
                text,
                "",
                "5个工作日",
                "一般",
                (number % 2 and "") or "0",
            ]
        )
    return out.getvalue().encode("gb18030")


def english_rows(count: int) -> list[list[Any]]:
    """(c) As cities of other countries publish their service requests: ISO dates, coordinates, a status."""
    titles = [
        "service_request_id",
        "requested_datetime",
        "service_name",
        "description",
        "address",
        "lat",
        "long",
        "status",
    ]
    return [titles, *(_english_row(number) for number in range(1, count + 1))]


def _english_row(number: int) -> list[Any]:
    at = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(minutes=3 * number)
    name, text = _ENGLISH[number % 3]
    lat, lng = 36.601 + number % 7 / 10_000, 101.811 + number % 8 / 1000
    return [
        str(10_000_000 + number),
        at.isoformat(),
        name,
        text,
        f"{number} Main St",
        lat,
        lng,
        "open" if number % 10 else "closed",
    ]


def english_csv(count: int) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(english_rows(count))
    return out.getvalue().encode("utf-8-sig")


def county_page(count: int) -> bytes:
    """The lines of (b) as a web page with a table, as old programs write them under the name of an xls."""
    rows = csv.reader(io.StringIO(county_csv(count).decode("gb18030"), newline=""))
    lines = ("<tr>" + "".join(f"<td>{escape(cell).replace(chr(10), '<br>')}</td>" for cell in row) for row in rows)
    return f"<html><meta charset=gb2312><table border=1>{''.join(lines)}</table></html>".encode("gb18030")


def english_xls(count: int) -> bytes:
    return old_sheet(english_rows(count))
