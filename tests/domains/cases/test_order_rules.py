"""What a hotline writes into its columns, and how it says that an order ended."""

from datetime import UTC, datetime

import pytest

from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.domains.cases.rules import (
    Column,
    NotEnded,
    OrderDate,
    Unclear,
    order_date,
    read_moment,
    reason_to_redo,
    request_kind,
    round_in_status,
    says_urgent,
    source_outcome,
)

END_OF_25TH = datetime(2026, 11, 25, 16, tzinfo=UTC)
AT_17_30 = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-25 17:30",
        "2026-11-25 17:30:00",
        "2026/11/25 17:30",
        "2026.11.25 17:30",
        "2026年11月25日17时30分",
        "2026年11月25日 17：30",
        "２０２６-11-25 17:30",
        "2026-11-25T17:30:00+08:00",
        datetime(2026, 11, 25, 17, 30),  # noqa: DTZ001 - a cell of a spreadsheet has no offset
        "46351.7291666667",
    ],
)
def test_a_time_is_that_moment(cell):
    assert order_date(cell, in_days=False) == OrderDate(AT_17_30)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-25",
        "2026/11/25",
        "2026年11月25日",
        " 2026.11.25 ",
        "Nov 25, 2026",
        "25-Nov-2026",
        datetime(2026, 11, 25, tzinfo=CHINA),
    ],
)
@pytest.mark.parametrize("in_days", [False, True])
def test_a_day_means_its_end(cell, in_days):
    assert order_date(cell, in_days=in_days) == OrderDate(END_OF_25TH)


@pytest.mark.parametrize("cell", ["2026-11-25 24:00", "2026-11-25 24:00:00", "2026年11月25日24时", "2026/11/25 24：00"])
def test_many_programs_write_the_end_of_a_day_as_24_hours(cell):
    assert order_date(cell, in_days=False) == OrderDate(END_OF_25TH)


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-11-25 00:00", "2026-11-25 00:00:00", "2026/11/25 0:00", "2026年11月25日0时", "11/25/2026 12:00:00 AM"),
        *("20261125", "20261125000000", "20261125240000", "46351", "46351.0", "2026-11-25T00:00:00+08:00"),
        *("2026-11-25 00:00:00前", "2026-11-24T16:00:00Z"),
    ],
)
@pytest.mark.parametrize("in_days", [False, True])
def test_midnight_is_how_programs_write_a_day(cell, in_days):
    """A cell of a day, as one program shows it, another exports it, and a third keeps it, is one date."""
    assert order_date(cell, in_days=in_days) == OrderDate(END_OF_25TH)


@pytest.mark.parametrize("cell", ["2026-11-25 00:01", "20261125000100", "46351.0006944444", "2026-11-25 00:00:60"])
def test_a_minute_after_midnight_is_a_moment_or_nothing(cell):
    if cell.endswith("60"):
        with pytest.raises(ValueError, match="second"):
            order_date(cell, in_days=False)
    else:
        assert order_date(cell, in_days=False).at == datetime(2026, 11, 24, 16, 1, tzinfo=UTC)


def test_what_lies_after_all_time_is_no_date():
    with pytest.raises(ValueError, match="9999"):
        read_moment("9999-12-31T20:00:00Z")


@pytest.mark.parametrize(
    ("cell", "in_days", "days"),
    [("5", True, 5), ("5天", False, 5), ("5个工作日", False, 5), ("15日", False, 15), ("５ ", True, 5)],
)
def test_a_number_of_days_counts_work_days(cell, in_days, days):
    assert order_date(cell, in_days=in_days) == OrderDate(work_days=days)


@pytest.mark.parametrize(
    "cell",
    [
        "5",
        "463517",
        "尽快",
        "本周五",
        "0天",
        "2026-02-30",
        "2026-11-25 25:00",
        "2026-11-25 24:01",
        "10000-12-31",
        "5小时半",
        "按规定",
    ],
)
def test_what_else_stands_there_is_no_date(cell):
    """A bare number may be days, hours or a spreadsheet's own count of days; nobody guesses."""
    with pytest.raises(ValueError):  # noqa: PT011 - the sheet's reader makes the sentence
        order_date(cell, in_days=False)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("5个工作日内", OrderDate(work_days=5)),
        ("3个自然日", OrderDate(days=3)),
        ("24小时内", OrderDate(hours=24)),
        ("2026-12-01前", OrderDate(at=datetime(2026, 12, 2, tzinfo=CHINA))),
        ("2026年12月1日以前办结", OrderDate(at=datetime(2026, 12, 2, tzinfo=CHINA))),
        ("/", OrderDate()),
        ("—", OrderDate()),
        ("无", OrderDate()),
        ("0001-01-01 00:00:00", OrderDate()),
        ("9999-12-31 23:59:59", OrderDate()),
        (datetime(9999, 12, 31), OrderDate()),  # noqa: DTZ001 - as a spreadsheet holds it
    ],
)
def test_dates_as_offices_write_them(cell, meant):
    assert order_date(cell, in_days=False) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("三日内", OrderDate(work_days=3)),
        ("两天", OrderDate(work_days=2)),
        ("十五个工作日内办结", OrderDate(work_days=15)),
        ("十个自然日", OrderDate(days=10)),
        ("二十四小时内", OrderDate(hours=24)),
        ("三十日", OrderDate(work_days=30)),
        ("1个月", OrderDate(months=1)),
        ("三个月内", OrderDate(months=3)),
    ],
)
def test_numbers_in_chinese_and_months_are_counted(cell, meant):
    assert order_date(cell, in_days=False) == meant


@pytest.mark.parametrize(
    "cell", ["三", "零天", "四十日", "三十五日", "二三日", "十十日", "1月", "0个月", "半个月", "一周", "三日后", "三号"]
)
def test_other_numbers_are_not_guessed(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - the sheet's reader makes the sentence
        order_date(cell, in_days=False, received=AT_17_30)


@pytest.mark.parametrize(
    ("received", "cell", "until"),
    [
        ((2026, 11, 25), "12月1日", (2026, 12, 2)),
        ((2026, 11, 25), "12月1日前办结", (2026, 12, 2)),
        ((2026, 11, 25), "11月25日", (2026, 11, 26)),
        ((2026, 11, 25), "11月30号", (2026, 12, 1)),
        ((2026, 12, 28), "1月5日", (2027, 1, 6)),
        ((2026, 11, 25), "12月1日17时30分", (2026, 12, 1, 17, 30)),
        ((2027, 12, 20), "2月29日", (2028, 3, 1)),
        ((2026, 11, 25), "11月24日", None),
        ((2026, 3, 1), "12月1日", None),
        ((2026, 12, 20), "2月29日", None),
        ((2026, 11, 25), "13月1日", None),
        ((2026, 11, 25), "12月1日左右", None),
        (None, "12月1日", None),
    ],
)
def test_a_day_without_a_year_is_the_next_one_unless_that_is_far_off(received, cell, until):
    """From the day on which the source received the order; the day before may be a slip, or next year's."""
    given = datetime(*received, 9, tzinfo=CHINA) if received else None
    if until is None:
        with pytest.raises(ValueError):  # noqa: PT011 - the sheet's reader makes the sentence
            order_date(cell, in_days=False, received=given)
    else:
        assert order_date(cell, in_days=False, received=given) == OrderDate(datetime(*until, tzinfo=CHINA))


def test_a_month_ends_on_the_same_day_of_the_next_or_on_its_last():
    for received, end in (
        ((2026, 11, 25), (2026, 12, 26)),
        ((2026, 12, 31), (2027, 2, 1)),
        ((2027, 1, 31), (2027, 3, 1)),
    ):
        after = OrderDate(months=1).after(datetime(*received, 16, 30, tzinfo=CHINA))
        assert after == datetime(*end, tzinfo=CHINA)


def test_days_of_the_calendar_end_at_midnight_and_hours_run_round_the_clock():
    received = datetime(2026, 11, 20, 16, 30, tzinfo=CHINA)
    assert OrderDate(days=3).after(received) == datetime(2026, 11, 24, tzinfo=CHINA)
    assert OrderDate(hours=24).after(received) == datetime(2026, 11, 21, 16, 30, tzinfo=CHINA)


@pytest.mark.parametrize("figure", ["29999", "60001", "463517", "4635"])
def test_a_figure_that_no_program_keeps_for_a_time_is_none(figure):
    with pytest.raises(ValueError, match=figure):
        read_moment(figure)


@pytest.mark.parametrize(
    ("status", "round_"),
    [
        ("重办", 2),
        ("退回重办", 2),
        ("催办件", 1),
        ("重办中", 2),
        ("二次重办", 3),
        ("第2次催办", 1),
        ("", 1),
        ("待签收", 1),
        ("无需重办", 1),
        ("已办结（未重办）", 1),
        ("重新办理", 2),
        ("退回重办，请重新处理", 2),
        ("不满意重办", 2),
        ("重办（第二次）", 3),
        ("二次派单", 2),
        ("回访不满意退回", 2),
        ("Reopened", 2),
        ("申请重办", 1),
        ("重办申请中", 1),
        ("不需要重新办理", 1),
        ("第200次重办", None),
    ],
)
def test_a_state_may_say_that_an_order_came_again(status, round_):
    if round_ is None:
        with pytest.raises(ValueError, match=status):
            round_in_status(status)
    else:
        assert round_in_status(status) == round_


def test_a_moment_is_read_with_one_digit_too():
    assert read_moment("2026/1/5 8:05") == datetime(2026, 1, 5, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "hour", "minute"),
    [
        ("2026/11/30 下午 3:30", 15, 30),
        ("2026年11月30日 下午3时30分", 15, 30),
        ("2026年11月30日下午15:30", 15, 30),
        ("2026/11/30 3:30 PM", 15, 30),
        ("2026-11-30 12:05 AM", 0, 5),
        ("20261130153000", 15, 30),
        ("202611301530", 15, 30),
        ("20261130", 0, 0),
        ("2026/11/30 上午 12:00", 0, 0),
        ("2026/11/30 中午 12:30", 12, 30),
        ("2026/11/30 中午1点", 13, 0),
        ("2026/11/30 凌晨 1:00", 1, 0),
        ("2026/11/30 晚上 9:15", 21, 15),
        ("11/30/2026 12:15 pm", 12, 15),
        ("Nov 30, 2026 3:30 PM", 15, 30),
        ("November 30 2026, 15:30:00", 15, 30),
        ("30-Nov-2026 08:05", 8, 5),
        ("30 nov. 2026", 0, 0),
    ],
)
def test_a_moment_is_read_as_programs_and_people_write_it(cell, hour, minute):
    assert read_moment(cell) == datetime(2026, 11, 30, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    "cell",
    [
        "2026/11/30 上午 15:00",
        "2026/11/30 晚上 12:00",
        "2026/11/30 晚上 0:30",
        "11/30/26 15:30",
        "2026113015",
        "20261330",
        "Nor 30, 2026",
        "Novembers 30, 2026",
        "31-Nov-2026",
        "30-Nov-26",
    ],
)
def test_of_what_may_be_two_moments_none_is_guessed(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - the sheet's reader makes the sentence
        read_moment(cell)


@pytest.mark.parametrize(
    ("cell", "urgent"),
    [
        ("紧急", True),
        ("特急件", True),
        ("加急", True),
        ("一般", False),
        ("非紧急", False),
        ("", False),
        ("普通", False),
    ],
)
def test_urgency(cell, urgent):
    assert says_urgent(cell) is urgent


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("咨询", "consult"),
        ("求助类", "help"),
        ("投诉举报", "complaint"),
        ("举报", "tip"),
        ("意见建议", "suggestion"),
        ("其他", ""),
        ("", ""),
    ],
)
def test_what_somebody_wants(cell, kind):
    assert request_kind(cell) == kind


def outcome(status="", solved="", rework="", why=""):
    return source_outcome(status=status, solved=solved, rework=rework, why=why)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"status": "已办结", "solved": "已解决"}, "solved"),
        ({"status": "是", "solved": "是"}, "solved"),
        ({"solved": "已解决"}, "solved"),
        ({"status": "已办结", "solved": "未解决"}, "unsolved"),
        ({"status": "办理完毕", "solved": "已解决"}, "solved"),
        ({"status": "已办结（超期）", "solved": "已解决"}, "solved"),
        ({"status": "已办结", "solved": "否"}, "unsolved"),
        ({"status": "办结", "solved": "已解释说明"}, "explained"),
        ({"status": "办结", "solved": "未评价"}, "unrated"),
        ({"status": "办结", "solved": "无法联系"}, "unrated"),
        ({"status": "办结"}, "unrated"),
        ({"status": "重办"}, "returned"),
        ({"status": "退回承办单位"}, "returned"),
        ({"status": "已办结", "solved": "未解决", "rework": "是"}, "returned"),
        ({"why": "灯还是不亮"}, "returned"),
        ({"status": "已办结", "solved": "已解决", "rework": "否", "why": "无"}, "solved"),
        ({"status": "已办结", "solved": "已解决", "rework": "无需重办"}, "solved"),
        ({"status": "已办结", "solved": "已解决", "rework": "不需要"}, "solved"),
        ({"status": "已办结", "solved": "已解决", "rework": "不用再重办"}, "solved"),
        ({"status": "已办结", "solved": "已解决", "why": "暂无"}, "solved"),
        ({"status": "已办结", "solved": "已解决", "rework": "否", "why": "不涉及"}, "solved"),
        ({"status": "未退回，已办结", "solved": "已解决"}, "solved"),
        ({"status": "已办结（未退回）", "solved": "已解决"}, "solved"),
        ({"status": "已办结", "solved": "未解决", "rework": "需要"}, "returned"),
        ({"status": "已办结（未退回）", "solved": "未解决", "rework": "灯不亮，重办"}, "returned"),
        ({"status": "已办结", "solved": "未解决", "why": "灯还是不亮"}, "returned"),
        ({"status": "已办结", "solved": "未解决", "rework": "需要重办", "why": "无"}, "returned"),
    ],
)
def test_how_it_ended(given, found):
    assert outcome(**given) == found


@pytest.mark.parametrize("status", ["", "否", "未办结", "办理中", "待回访"])
def test_what_is_not_ended(status):
    with pytest.raises(NotEnded):
        outcome(status)


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"status": "挂起"}, Column.STATUS),
        ({"status": "办结", "solved": "部分解决"}, Column.SOLVED),
        ({"status": "已办结", "solved": "已解决", "rework": "酌情"}, Column.REWORK),
        ({"status": "已办结", "solved": "已解决", "why": "来电人态度好"}, Column.WHY),
        ({"status": "已办结", "solved": "未解决", "rework": "否", "why": "灯还是不亮"}, Column.WHY),
    ],
)
def test_words_that_nobody_foresaw_are_left_to_a_person(given, column):
    with pytest.raises(Unclear) as refused:
        outcome(**given)
    assert refused.value.column is column


@pytest.mark.parametrize(
    ("rework", "why", "opinion", "said"),
    [
        ("是", "灯还是不亮", "不满意", "灯还是不亮"),
        ("灯不亮，重办", "", "", "灯不亮，重办"),
        ("是", "无", "来电人称未修", "来电人称未修"),
        ("是", "", "", ""),
    ],
)
def test_what_is_still_wrong(rework, why, opinion, said):
    assert reason_to_redo(rework=rework, why=why, opinion=opinion) == said
