"""A year's notice as a table: typed, pasted, CSV or xlsx; every wrong row is named by its line."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from xiuhuazhen.core.files.spreadsheets import UnreadableSheet
from xiuhuazhen.core.norms.notices import DayKind, Fault, NoticeRow, read, rows_of_file, rows_of_text, whole_year

OFF, WORKED = DayKind(False, "国庆节"), DayKind(True, "国庆节")


def days(text, year=2027):
    found, faults = read(rows_of_text(text), year)
    assert faults == []
    return {f"{day:%m-%d}": kind for day, kind in found.items()}


def faults(text, year=2027):
    return {fault.line: fault.sentence for fault in read(rows_of_text(text), year)[1]}


@pytest.mark.parametrize(
    "row",
    [
        "2027-10-01\t休\t国庆节",
        "2027/10/1,放假,国庆节",
        "2027年10月1日，否，国庆节",
        "10月1日 休息 国庆节",
        "10月1日（周五） 假 国庆节",
        "2027.10.1, 0, 国庆节",
        '"2027-10-01","FALSE","国庆节"',
        "2027-10-01 00:00:00\t休\t国庆节",
    ],
)
def test_a_day_may_be_written_as_people_write_it(row):
    assert days(row) == {"10-01": OFF}


@pytest.mark.parametrize("word", ["班", "上班", "补班", "工作日", "是", "1", "True"])
def test_a_worked_day_may_be_said_in_many_words(word):
    assert days(f"10月9日\t{word}\t国庆节") == {"10-09": WORKED}


@pytest.mark.parametrize("first_to_last", ["10月1日至3日", "10月1日至10月3日", "2027-10-01~2027-10-03", "10-01到10-03"])
def test_a_row_may_name_days_from_the_first_to_the_last(first_to_last):
    """As the notice itself writes them."""
    assert days(f"{first_to_last}\t休\t国庆节") == {"10-01": OFF, "10-02": OFF, "10-03": OFF}


def test_headings_say_which_column_is_which():
    assert days("名称,日期,是否工作日\n国庆节,2027-10-01,否") == {"10-01": OFF}
    assert days("date,weekday,is_workday,holiday_name\n2027-10-01,5,0,国庆节") == {"10-01": OFF}


def test_a_name_may_be_left_out_and_empty_lines_stand_for_nothing():
    assert days("\n10-01 休\n\t\t\n10-09 班\n") == {"10-01": DayKind(False), "10-09": DayKind(True)}


def test_every_wrong_row_is_named_by_its_line():
    text = (
        "日期,休或班,名称\n2027-10-01,休,国庆节\n2027-13-01,休,\n2026-10-01,休,\n10-02,也许,\n10-01,班,\n10-03,休,"
        + "长" * 41
    )
    assert faults(text) == {
        3: "“2027-13-01”不是日期。请写成 2027-10-01，连着几天写成 10-01至10-07。",
        4: "2026-10-01 不在 2027 年。",
        5: "“也许”既不是“休”也不是“班”。",
        6: "2027-10-01 出现了两次，第一次在第 2 行。",
        7: "名称超过 40 个字。",
    }


@pytest.mark.parametrize(
    "day", ["", "元旦", "2027-02-29", "10月7日至1日", "1至2至3", "7日", "2027-12-30至2028-01-02", "20271001"]
)
def test_what_is_no_day_of_the_year(day):
    assert list(faults(f"{day}\t休\t节")) == [1]


def test_a_day_of_february_exists_in_leap_years():
    assert days("02-29 班", 2028) == {"02-29": DayKind(True)}


def book(*lines):
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_an_xlsx_file_is_read_with_its_dates_and_line_numbers():
    content = book(("日期", "休/班", "名称"), (), (datetime(2027, 10, 1), "休", "国庆节"), ("10月9日", 1, ""))  # noqa: DTZ001
    assert rows_of_file(content) == [NoticeRow(3, "2027-10-01", "休", "国庆节"), NoticeRow(4, "10月9日", "1", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_as_chinese_programs_write_it(encoding):
    assert rows_of_file("日期,安排,名称\r\n2027-10-01,休,国庆节\r\n".encode(encoding)) == [
        NoticeRow(2, "2027-10-01", "休", "国庆节")
    ]


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xff\xff", b"PK\x03\x04 cut short"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(UnreadableSheet):
        rows_of_file(content)


def test_a_file_that_is_too_large_is_refused(settings):
    settings.NOTICE_MAX_BYTES = 1000
    with pytest.raises(UnreadableSheet):
        rows_of_file(book(("日期", "安排"), *[(f"10-{day}", "休") for day in range(1, 32)]))


@pytest.mark.parametrize("read_rows", [rows_of_text, lambda text: rows_of_file(text.encode())])
def test_far_too_many_lines_are_refused(settings, read_rows):
    settings.NOTICE_MAX_ROWS = 3
    assert len(read_rows("1-1 休\n" * 3)) == 3
    with pytest.raises(UnreadableSheet):
        read_rows("1-1 休\n" * 4)


def test_the_ordinary_week_fills_the_year():
    """2027 begins on a Friday: of three days named the Saturday is worked and the others are off."""
    year = whole_year(2027, {date(2027, 1, 1): OFF, date(2027, 1, 9): WORKED})
    assert len(year) == 365
    assert [year[date(2027, 1, day)].is_workday for day in range(1, 11)] == [
        False, False, False, True, True, True, True, True, True, False,
    ]  # fmt: skip
    assert year[date(2027, 1, 4)] == DayKind(True, "")


def test_a_fault_says_where():
    assert read([NoticeRow(7, "x", "休")], 2027)[1][0].line == Fault(7, "").line
