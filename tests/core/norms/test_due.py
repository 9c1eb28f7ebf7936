"""When a period ends: Civil Code articles 200–204 on China's adjusted working calendar, case by case."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.norms.facts import worked_days
from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.norms.rules import Due, NotATime, WorkCalendar, due

HOURS = [(540, 720), (840, 1080)]
"""9:00–12:00 and 14:00–18:00."""

YEAR_2026 = worked_days(2026)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def moments_of_half_a_year():
    return st.integers(0, 180 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes))


def ends(start, amount, unit, *, hours=HOURS, days=YEAR_2026):
    found = due(at(start), amount, unit, WorkCalendar(days, hours))
    return f"{found.at:%Y-%m-%d %H:%M}" + (" provisional" if found.provisional else "")


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-23 09:00", 2, "2026-11-23 11:00"),
        ("2026-11-27 23:30", 1, "2026-11-28 00:30"),
        ("2026-10-01 08:00", 72, "2026-10-04 08:00"),
        ("2026-12-31 23:00", 2, "2027-01-01 01:00"),
    ],
)
def test_hours_around_the_clock_run_through_nights_and_holidays(start, amount, end):
    """And are never provisional: no calendar is needed."""
    assert ends(start, amount, "hour_24x7", days={}) == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-23 09:00", 2, "2026-11-23 11:00"),
        ("2026-11-23 09:00", 3, "2026-11-23 12:00"),
        ("2026-11-23 11:00", 2, "2026-11-23 15:00"),
        ("2026-11-23 12:30", 1, "2026-11-23 15:00"),
        ("2026-11-23 17:00", 2, "2026-11-24 10:00"),
        ("2026-11-23 17:15", 1, "2026-11-24 09:15"),
        ("2026-11-23 20:00", 1, "2026-11-24 10:00"),
        ("2026-11-23 06:00", 1, "2026-11-23 10:00"),
        ("2026-11-27 16:00", 4, "2026-11-30 11:00"),
        ("2026-11-28 10:00", 1, "2026-11-30 10:00"),
        ("2026-11-23 09:00", 7, "2026-11-23 18:00"),
        ("2026-11-23 09:00", 8, "2026-11-24 10:00"),
        ("2026-11-23 09:00", 35, "2026-11-27 18:00"),
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),
        ("2026-02-13 17:00", 2, "2026-02-14 10:00"),
        ("2026-02-14 17:00", 2, "2026-02-24 10:00"),
    ],
    ids=[
        "within the morning",
        "ends with the morning",
        "across lunch",
        "begins at lunch",
        "across the night",
        "quarter past",
        "begins in the evening",
        "begins before opening",
        "across the weekend",
        "begins on Saturday",
        "a whole day",
        "a day and an hour",
        "a whole week",
        "across National Day",
        "a worked Saturday counts",
        "across Spring Festival",
    ],
)
def test_office_hours_run_only_while_the_office_is_open(start, amount, end):
    assert ends(start, amount, "work_hour") == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-23 09:00", 1, "2026-11-24 18:00"),
        ("2026-11-23 23:59", 1, "2026-11-24 18:00"),
        ("2026-11-27 09:00", 1, "2026-11-30 18:00"),
        ("2026-11-23 09:00", 5, "2026-11-30 18:00"),
        ("2026-11-28 09:00", 1, "2026-11-30 18:00"),
        ("2026-09-30 09:00", 3, "2026-10-10 18:00"),
        ("2026-02-13 09:00", 1, "2026-02-14 18:00"),
        ("2026-02-13 09:00", 2, "2026-02-24 18:00"),
        ("2026-02-13 09:00", 6, "2026-02-28 18:00"),
        ("2026-04-30 09:00", 5, "2026-05-11 18:00"),
        ("2026-11-23 09:00", 0, "2026-11-23 18:00"),
    ],
)
def test_work_days_leave_out_the_first_day_and_days_off(start, amount, end):
    """They end when the office closes. Worked Saturdays count (14 and 28 February, 9 May, 10 October)."""
    assert ends(start, amount, "work_day") == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-23 09:00", 7, "2026-11-30 18:00"),
        ("2026-11-21 09:00", 7, "2026-11-30 18:00"),
        ("2026-09-24 09:00", 7, "2026-10-08 18:00"),
        ("2026-02-09 09:00", 7, "2026-02-24 18:00"),
        ("2026-02-07 09:00", 7, "2026-02-14 18:00"),
        ("2026-11-23 09:00", 15, "2026-12-08 18:00"),
    ],
    ids=[
        "to a Monday",
        "to a Saturday",
        "into National Day",
        "into Spring Festival",
        "to a worked Saturday",
        "15 days",
    ],
)
def test_days_that_end_on_a_day_off_end_on_the_next_work_day(start, amount, end):
    """Civil Code article 203. Days off in between count."""
    assert ends(start, amount, "day") == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-01-15 09:00", 1, "2026-02-24 18:00"),
        ("2026-01-31 09:00", 1, "2026-02-28 18:00"),
        ("2026-03-31 09:00", 1, "2026-04-30 18:00"),
        ("2026-08-31 09:00", 3, "2026-11-30 18:00"),
        ("2026-07-01 09:00", 3, "2026-10-08 18:00"),
        ("2026-06-10 09:00", 6, "2026-12-10 18:00"),
    ],
    ids=["onto a holiday", "short month", "30 days", "three months", "onto National Day", "half a year"],
)
def test_months_end_on_the_same_day_or_the_last(start, amount, end):
    """Article 202; then article 203 as for days."""
    assert ends(start, amount, "month") == end


def test_months_know_leap_years():
    assert ends("2028-01-31 09:00", 1, "month", days={}) == "2028-02-29 18:00 provisional"
    assert ends("2027-01-31 09:00", 13, "month", days={}) == "2028-02-29 18:00 provisional"


@pytest.mark.parametrize("unit", ["work_day", "day"])
def test_without_office_hours_a_day_ends_at_midnight(unit):
    """24:00 is the next day's 0:00."""
    assert ends("2026-11-23 09:00", 1, unit, hours=()) == "2026-11-25 00:00"


def test_without_office_hours_a_work_day_has_24():
    assert ends("2026-11-27 23:00", 2, "work_hour", hours=()) == "2026-11-30 01:00"


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-12-31 09:00", 1, "work_day", "2027-01-01 18:00 provisional"),
        ("2026-12-30 09:00", 1, "work_day", "2026-12-31 18:00"),
        ("2026-12-31 17:00", 2, "work_hour", "2027-01-01 10:00 provisional"),
        ("2026-12-31 17:00", 1, "work_hour", "2026-12-31 18:00"),
        ("2026-12-25 09:00", 10, "day", "2027-01-04 18:00 provisional"),
        ("2026-12-15 09:00", 1, "month", "2027-01-15 18:00 provisional"),
    ],
)
def test_past_the_published_calendar_the_end_is_provisional(start, amount, unit, end):
    """The ordinary week is assumed and the result says so; New Year's Day 2027 is not guessed."""
    assert ends(start, amount, unit) == end


def test_a_second_question_does_not_remember_what_the_first_assumed():
    calendar = WorkCalendar(YEAR_2026, HOURS)
    assert due(at("2026-12-31 09:00"), 1, "work_day", calendar).provisional
    assert due(at("2026-11-23 09:00"), 1, "work_day", calendar) == Due(at("2026-11-24 18:00"))


@pytest.mark.parametrize("unit", ["count", "metre", "hours_of_day", "week", ""])
def test_a_unit_that_is_no_time_raises(unit):
    with pytest.raises(NotATime):
        due(at("2026-11-23 09:00"), 1, unit, WorkCalendar({}))


@given(
    start=moments_of_half_a_year(),
    amount=st.integers(0, 60),
    unit=st.sampled_from(["hour_24x7", "work_hour", "work_day", "day"]),
)
def test_a_longer_period_never_ends_earlier_and_none_ends_before_it_begins(start, amount, unit):
    calendar = WorkCalendar(YEAR_2026, HOURS)
    shorter, longer = (due(start, amount + more, unit, calendar).at for more in (0, 1))
    assert shorter <= longer
    assert longer > start


@given(start=moments_of_half_a_year(), amount=st.integers(1, 60))
def test_office_hours_always_end_while_the_office_is_open(start, amount):
    end = due(start, amount, "work_hour", WorkCalendar(YEAR_2026, HOURS)).at
    minute = end.hour * 60 + end.minute
    assert YEAR_2026[end.date()]
    assert any(opens <= minute <= closes for opens, closes in HOURS)
