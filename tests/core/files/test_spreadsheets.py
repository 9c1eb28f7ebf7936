"""Spreadsheets of any kind are opened alike; what is damaged is refused and never a fault."""

import csv
import io
from contextlib import suppress
from datetime import datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.old_excel import old_sheet
from xiuhuazhen.core.files.rules.delimited import NoTable, rows_of, text_of
from xiuhuazhen.core.files.spreadsheets import SheetKind, UnreadableSheet, beginnings, check_sheet, read_lines
from xiuhuazhen.core.files.workbooks import workbook

AT = datetime(2026, 11, 22, 10, 30)  # noqa: DTZ001 - a cell of a spreadsheet has no offset
LIMITS = {"most_bytes": 1_000_000, "most_unpacked": 10_000_000}
OLD = old_sheet([["编号", "时间", "内容"], ["QH1", AT, "路灯"], [], [20261122, 1.5, "井盖"]])


def test_an_old_excel_file_is_read_with_its_moments_and_numbers():
    assert check_sheet(OLD, "a.XLS", **LIMITS) == SheetKind.XLS
    assert read_lines(OLD, most=10, above=0) == [
        (1, ["编号", "时间", "内容"]), (2, ["QH1", AT, "路灯"]), (4, ["20261122", "1.5", "井盖"]),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_text_table_is_read_whatever_its_encoding_and_its_divider(encoding, sign):
    text = sign.join(["编号", "内容", "x"]) + "\r\n" + sign.join(["1", '"路灯；\n不亮, ""坏"""', "㐂𠮷"]) + "\r\n"
    content = text.encode(encoding)
    assert check_sheet(content, "a.csv", **LIMITS) == SheetKind.CSV
    assert read_lines(content, most=9, above=0) == [
        (1, ["编号", "内容", "x"]),
        (2, ["1", '路灯；\n不亮, "坏"', "㐂𠮷"]),
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\xd8", b"\x81", b"a\x00b,c", b"a,b\x01"])
def test_bytes_that_are_no_text_are_no_table(content):
    with pytest.raises(NoTable):
        text_of(content)


@pytest.mark.parametrize(
    ("cell", "read"),
    [('="CB002"', "CB002"), ("'0012", "0012"), ("'", "'"), ("它说'好'", "它说'好'"), ('="a"b"', '="a"b"')],
)
def test_what_protects_a_number_from_programs_is_no_part_of_it(cell, read):
    out = io.StringIO()
    csv.writer(out).writerows([["编号", "内容"], [cell, "路灯"]])
    assert read_lines(out.getvalue().encode(), most=9, above=9)[1] == (2, [read, "路灯"])


def test_a_workbook_of_2003_in_xml_is_no_web_page():
    page = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table><Row/></Table>'
    with pytest.raises(UnreadableSheet, match="xlsx"):
        check_sheet(page, "a.xls", most_bytes=10**6, most_unpacked=10**6)


def test_a_cell_longer_than_the_library_takes_is_no_table():
    with pytest.raises(NoTable):
        list(rows_of("a,b\n" + "x" * 200_000 + ",1\n"))


def test_hidden_sheets_are_not_offered_and_each_other_begins():
    book = openpyxl.Workbook()
    book.active.append(["一"])
    for name, shown in (("二", "hidden"), ("三", "visible")):
        page = book.create_sheet(name)
        page.sheet_state = shown
        page.append([name, "", ""])
    out = io.BytesIO()
    book.save(out)
    found = beginnings(out.getvalue(), lines=5)
    assert [(each.name, each.lines) for each in found] == [("Sheet", ((1, ["一"]),)), ("三", ((1, ["三"]),))]
    assert read_lines(out.getvalue(), most=5, above=0, sheet=1) == [(1, ["三"])]


def test_what_is_too_large_or_has_too_many_lines_is_refused():
    with pytest.raises(UnreadableSheet):
        check_sheet(OLD, "a.xls", most_bytes=100, most_unpacked=100)
    with pytest.raises(UnreadableSheet):
        read_lines(b"a,b\n" * 12, most=5, above=5)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_damaged_old_file_is_read_or_refused(data):
    content = bytearray(OLD)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(content)] * 3 + [len(content) // 2, 600]))
    with suppress(UnreadableSheet):
        assert len(read_lines(bytes(content[:cut]), most=10, above=0)) <= 10


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_what_is_written_is_never_a_formula(text):
    page = openpyxl.load_workbook(io.BytesIO(workbook("a", [[text, AT]]))).active
    assert (page["A1"].value, page["A1"].data_type, page["A1"].quotePrefix) == (text, "s", True)
    assert page["B1"].value == "2026-11-22 10:30"


@pytest.mark.parametrize(("blank", "found"), [(40_000, 2), (60_000, 1)])
def test_a_sheet_ends_where_nothing_comes_for_very_long(blank, found):
    """Some programs write a million empty lines behind the last one, and reading them takes minutes."""
    content = b"a,b\r\n1,2\r\n" + b",\r\n" * blank + b"3,4\r\n"
    assert len(read_lines(content, most=100, above=0)) == found + 1
