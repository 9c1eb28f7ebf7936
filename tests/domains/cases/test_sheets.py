"""A hotline's spreadsheet: which line holds which order, and what is never opened."""

import io
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.orders import HEADER, columns_in, order, orders, read_orders, sheet
from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.domains.cases import rules, sheets
from xiuhuazhen.domains.cases.sheets import Columns, Order, UnreadableSheet, check_file


def test_each_line_is_an_order_with_the_number_that_the_spreadsheet_shows():
    content = sheet(
        [
            ["QH1", "路灯", "路灯不亮", datetime(2026, 11, 22, 10, 30), "王女士 13900001111", "3号楼", "否", "是"],  # noqa: DTZ001
            [],
            ["QH2", None, " 井盖坏了 ", "2026/11/22 8:30", "", "", "是", ""],
        ]
    )
    first, second = read_orders(content)
    assert first == Order(
        line=2,
        number="QH1",
        text="路灯不亮",
        title="路灯",
        received=datetime(2026, 11, 22, 10, 30, tzinfo=CHINA),
        name="王女士",
        phone="13900001111",
        address="3号楼",
        confidential=False,
        reply=True,
    )
    assert (second.line, second.number, second.text, second.confidential, second.reply) == (
        4,
        "QH2",
        "井盖坏了",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("cell", "confidential"),
    [
        (None, False),
        ("", False),
        ("否", False),
        (" 不 ", False),
        ("不保密", False),
        ("无", False),
        ("公开", False),
        ("No", False),
        (0, False),
        (False, False),
        ("是", True),
        ("保密", True),
        ("√", True),
        ("匿名举报", True),
        ("?", True),
        (1, True),
        (True, True),
    ],
)
def test_an_order_is_confidential_unless_the_sheet_says_that_it_is_not(cell, confidential):
    """What nobody thought of is not shown to everybody."""
    assert read_orders(sheet([order(1, 是否保密=cell)]))[0].confidential is confidential


@pytest.mark.parametrize(
    ("header", "row", "confidential"),
    [
        (("工单编号", "内容", "是否匿名"), ("A1", "路灯不亮", "是"), True),
        (("工单编号", "内容", "是否匿名"), ("A1", "路灯不亮", "匿名"), True),
        (("工单编号", "内容", "是否匿名"), ("A1", "路灯不亮", "否"), False),
        (("工单编号", "内容", "是否匿名"), ("A1", "路灯不亮", "实名"), False),
        (("工单编号", "内容", "是否匿名", "是否保密"), ("A1", "路灯不亮", "是", "否"), False),
        (("工单编号", "内容", "是否匿名", "是否保密"), ("A1", "路灯不亮", "否", "是"), True),
    ],
)
def test_who_stays_unnamed_is_kept_from_units_where_no_column_is_about_confidentiality(header, row, confidential):
    """Whoever works on it would read the name and the number else."""
    assert read_orders(sheet([row], header=header))[0].confidential is confidential


@pytest.mark.parametrize("above", [0, 1, 5, 9])
def test_the_header_is_found_among_the_first_ten_lines(above):
    content = sheet([order(1)], above=[[f"火车站街道12345工单 第{n}行"] for n in range(above)])
    (found,) = read_orders(content)
    assert (found.line, found.number) == (above + 2, "QH000001")


def test_further_down_it_is_not_looked_for():
    with pytest.raises(UnreadableSheet, match="工单编号"):
        read_orders(sheet([order(1)], above=[["x"]] * 10))


@pytest.mark.parametrize(
    "header",
    [
        ("工单号", "内容"),
        ("编号", "诉求内容"),
        (" 工单 编号\n", "问题描述 "),
        ("序号", "处理单位", "工单编号", "办结时限", "问题描述"),
    ],
)
def test_columns_go_by_any_of_their_names_in_any_order(header):
    row = ["QH1" if "号" in title and "序" not in title else "路灯不亮" for title in header]
    (found,) = read_orders(sheet([row], header=header))
    assert (found.number, found.text) == ("QH1", "路灯不亮")


@pytest.mark.parametrize("header", [("工单编号",), ("问题描述",), ("标题", "联系人"), (), ("工单编号：", "问题描述")])
def test_without_the_two_columns_that_are_needed_it_is_no_list_of_orders(header):
    with pytest.raises(UnreadableSheet, match=r"工单编号|问题描述"):
        read_orders(sheet([["a"] * max(len(header), 1)], header=header or ("",)))


def test_numbers_that_the_spreadsheet_program_turned_into_numbers_are_read_back():
    content = sheet([order(1, 工单编号=20261122000123, 问题描述=12345)])
    (found,) = read_orders(content)
    assert (found.number, found.text) == ("20261122000123", "12345")


@pytest.mark.parametrize("cell", ["2.02611E+17", "2.02611e17", 202611220001234567, 2.02611220001234567e17])
def test_a_number_whose_last_digits_the_spreadsheet_program_lost_is_a_fault(cell):
    (found,) = read_orders(sheet([order(1, 工单编号=cell)]))
    assert "2.02611" in found.fault
    assert read_orders(sheet([order(1, 工单编号="202611220001234567")]))[0].fault == ""


HEADER_WITH_POINT = (*HEADER, "经度", "纬度")


@pytest.mark.parametrize(
    ("crs", "lng", "lat"),
    [("wgs84", "101.815", "36.602"), ("gcj02", "101.816854", "36.601856"), ("bd09", "101.823464", "36.607555")],
)
def test_positions_are_read_in_the_coordinate_system_that_was_said(crs, lng, lat):
    """The same place in each of them, to about ten metres; taken for WGS-84 it would lie elsewhere."""
    content = sheet([[*order(1), lng, lat]], header=HEADER_WITH_POINT)
    columns = replace(columns_in(content), crs=Crs(crs))
    (found,) = (sheets.order_of(*line, columns) for line in sheets.read_below(content, columns))
    assert max(abs(found.point[0] - 1_018_150_000), abs(found.point[1] - 366_020_000)) < 1_000
    assert Columns.of(columns.kept()) == columns


@pytest.mark.parametrize(("lng", "lat"), [("36.602", "101.815"), ("东经101度", "36.6"), ("101.8", ""), ("0", "0")])
def test_a_position_that_cannot_be_read_is_left_out_and_said(lng, lat):
    (found,) = read_orders(sheet([[*order(1), lng, lat]], header=HEADER_WITH_POINT))
    assert (found.point, found.fault, found.left_out) == (None, "", ("坐标看不懂，没有采用。",))


def test_a_time_that_cannot_be_read_is_left_out_and_said():
    (found,) = read_orders(sheet([order(1, 接收时间="昨天下午")]))
    assert (found.received, found.left_out) == (None, ("“接收时间”一列：“昨天下午”看不出是什么时间，没有采用。",))


@pytest.mark.parametrize(
    ("cell", "name", "phone"),
    [
        ("王女士 13900001111", "王女士", "13900001111"),
        ("王女士/13900001111", "王女士", "13900001111"),
        ("13900001111（王女士）", "（王女士）", "13900001111"),
        ("王女士：0971-8230000", "王女士", "0971-8230000"),
        ("王女士，139 0000 1111", "王女士", "139 0000 1111"),
        ("13900001111", "", "13900001111"),
        ("王女士", "王女士", ""),
        ("匿名", "匿名", ""),
        ("", "", ""),
        ("3号楼王女士", "3号楼王女士", ""),
        ("王女士 13900001111 13800002222", "王女士 13800002222", "13900001111"),
        ("王先生（632801199001011234）13900001111", "王先生（632801199001011234）", "13900001111"),
        ("0971-8230000转802 李", "转802 李", "0971-8230000"),
    ],
)
def test_name_and_number_are_told_apart(cell, name, phone):
    assert rules.divide_contact(cell) == (name, phone)


@pytest.mark.parametrize(
    ("cell", "received"),
    [
        ("2026-11-22 10:30:00", datetime(2026, 11, 22, 10, 30, tzinfo=CHINA)),
        ("2026/11/22 10:30", datetime(2026, 11, 22, 10, 30, tzinfo=CHINA)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=CHINA)),
        ("昨天", None),
        ("", None),
        ("0001-01-01", None),
    ],
)
def test_times_are_on_the_wall_clock_in_china_and_others_are_left_out(cell, received):
    assert read_orders(sheet([order(1, 接收时间=cell)]))[0].received == received


def test_formulas_are_not_run_and_not_taken_for_text():
    """Only the value that was computed and saved counts; a file made by a program has none."""
    content = sheet([order(1, 问题描述='=HYPERLINK("http://x","路灯")')])
    assert read_orders(content)[0].text == ""


def rewritten(content, name, change):
    """The same package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part) if entry == name else part)
    return out.getvalue()


PAGE = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("claimed", [b"A1", b"A1:A1", b"A1:XFD1048576"])
def test_the_size_that_a_file_claims_for_itself_does_not_matter(claimed):
    """Some hotlines' exporters always write that it has one cell."""
    content = rewritten(
        orders(3), PAGE, lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + claimed + b'"', part)
    )
    assert [found.number for found in read_orders(content)] == ["QH000001", "QH000002", "QH000003"]


def test_empty_lines_that_a_format_left_behind_do_not_count(settings):
    """Colouring a whole column makes a file a million lines long."""
    settings.SHEET_MAX_ROWS = 5
    more = b"".join(b'<row r="%d" ht="20"/>' % number for number in range(5, 3000))
    content = rewritten(orders(3), PAGE, lambda part: part.replace(b"</sheetData>", more + b"</sheetData>"))
    assert len(read_orders(content)) == 3


def test_too_many_orders_are_refused(settings):
    settings.SHEET_MAX_ROWS = 5
    assert len(read_orders(orders(5))) == 5
    with pytest.raises(UnreadableSheet, match="5"):
        read_orders(orders(20))


def test_a_line_number_beyond_every_spreadsheet_is_not_read():
    """Reading the gap before it would take for ever."""
    far = b'<row r="99999999999"><c r="A99999999999" t="inlineStr"><is><t>x</t></is></c></row>'
    content = rewritten(orders(1), PAGE, lambda part: part.replace(b"</sheetData>", far + b"</sheetData>"))
    assert read_orders(content) == read_orders(orders(1))


class TestFalseFiles:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"x",
            b"PK\x03\x04",
            "工单编号,问题描述\n1,路灯".encode(),
            b"\xd0\xcf\x11\xe0" + b"\0" * 600,
            b"<html></html>",
        ],
        ids=["empty", "a letter", "a beginning", "CSV", "old xls", "HTML"],
    )
    def test_what_is_no_xlsx_is_refused_before_anything_is_opened(self, content):
        with pytest.raises(UnreadableSheet, match="xlsx"):
            check_file(content, "a.xlsx")

    def test_another_zip_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("word/document.xml", "<x/>")
        with pytest.raises(UnreadableSheet, match="xlsx"):
            check_file(out.getvalue(), "a.xlsx")

    def test_a_bomb_is_refused_without_unpacking_it(self, settings):
        """30 MB of zeros in a file of 30 kB."""
        settings.SHEET_MAX_UNPACKED_BYTES = 20 * 1024 * 1024
        content = rewritten(orders(1), PAGE, lambda part: part + b" " * 30 * 1024 * 1024)
        assert len(content) < 100_000
        with pytest.raises(UnreadableSheet):
            check_file(content, "a.xlsx")

    def test_a_bomb_that_lies_about_its_size_is_refused_when_it_is_read(self, settings):
        """The directory says less than there is."""
        settings.SHEET_MAX_UNPACKED_BYTES = 20 * 1024 * 1024
        content = rewritten(orders(1), PAGE, lambda part: part + b" " * 30 * 1024 * 1024)
        size = (len(zipfile.ZipFile(io.BytesIO(content)).read(PAGE))).to_bytes(4, "little")
        lying = content.replace(size, (1000).to_bytes(4, "little"))
        assert lying != content
        check_file(lying, "a.xlsx")
        with pytest.raises(UnreadableSheet):
            read_orders(lying)

    def test_too_large_a_file_is_refused(self, settings):
        settings.SHEET_MAX_BYTES = 1024
        with pytest.raises(UnreadableSheet, match="MB"):
            check_file(orders(1), "a.xlsx")

    def test_entities_are_not_expanded(self):
        laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        content = rewritten(
            orders(1), PAGE, lambda part: laughs + re.sub(rb"<\?xml[^>]*>", b"", part).replace(b"QH000001", b"&b;")
        )
        with pytest.raises(UnreadableSheet):
            read_orders(content)

    def test_a_book_without_a_sheet_is_refused(self):
        book = openpyxl.Workbook()
        book.remove(book.active)
        book.create_chartsheet("图")
        out = io.BytesIO()
        book.save(out)
        with pytest.raises(UnreadableSheet):
            read_orders(out.getvalue())

    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_whatever_is_damaged_is_read_or_refused_and_never_a_fault(self, data):
        content = bytearray(ORDERS)
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        cut = data.draw(st.sampled_from([len(content)] * 4 + [len(content) // 2, len(content) - 30]))
        with suppress(UnreadableSheet):
            assert len(read_orders(bytes(content[:cut]))) <= 3


ORDERS = orders(3)


def test_the_sample_is_read():
    assert [found.line for found in read_orders(ORDERS)] == [2, 3, 4]
    assert HEADER[0] == "工单编号"


@pytest.mark.parametrize("said", [("", "phone"), ("phone", "")], ids=["the second", "the first"])
def test_of_two_columns_with_one_title_each_is_remembered_for_itself(said):
    titles = ["工单编号", "问题描述", "联系电话", "联系电话"]
    lines = [titles, ["A1", "路灯不亮", "0971-8230000", "13900001111"]]
    remembered = dict(zip(rules.remembered_as(titles), ("number", "text", *said), strict=True))
    assert rules.propose(lines, rules.HEADERS, remembered=remembered).means == ("number", "text", *said)


def test_a_second_column_of_a_title_is_not_the_first_that_was_remembered():
    titles = ["工单编号", "问题描述", "备用", "备用"]
    found = rules.propose([titles, ["A1", "路灯不亮", "中庄", ""]], rules.HEADERS, remembered={"备用": "address"})
    assert found.means == ("number", "text", "address", "")
