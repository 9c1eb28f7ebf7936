"""The clock through 2024, 2025 and 2026, case by case: expected ends were reasoned from the articles and the notices.

Offices are open 9:00–12:00 and 14:00–18:00. Days off and moved work days are those of the notices (``facts``): for
example 4 and 18 February 2024, both Sundays, are worked, and 10 to 17 February are off.
"""

from datetime import date, datetime

import pytest

from tests.core.norms.facts import worked_days
from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.norms.rules import Season, WorkCalendar, due, extended, resumed

HOURS = [(540, 720), (840, 1080)]
SUMMER = [(510, 720), (900, 1110)]
"""8:30–12:00 and 15:00–18:30, from May to September."""

DAYS = {day: worked for year in (2024, 2025, 2026) for day, worked in worked_days(year).items()}
SEASONS = [
    Season(date(year, month, 1), hours) for year in (2024, 2025, 2026) for month, hours in ((5, SUMMER), (10, HOURS))
]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def spelt(found):
    return f"{found.at:%Y-%m-%d %H:%M}" + (" provisional" if found.provisional else "")


def ends(start, amount, unit, *, seasons=()):
    return spelt(due(at(start), amount, unit, WorkCalendar(DAYS, HOURS, seasons)))


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2024-02-02 09:00", 1, "2024-02-04 18:00"),
        ("2024-02-08 09:00", 2, "2024-02-18 18:00"),
        ("2024-02-08 09:00", 3, "2024-02-19 18:00"),
        ("2024-04-03 09:00", 2, "2024-04-08 18:00"),
        ("2024-04-26 09:00", 2, "2024-04-29 18:00"),
        ("2024-04-30 09:00", 5, "2024-05-10 18:00"),
        ("2024-04-30 09:00", 6, "2024-05-11 18:00"),
        ("2024-09-13 09:00", 2, "2024-09-18 18:00"),
        ("2024-09-28 09:00", 1, "2024-09-29 18:00"),
        ("2024-09-30 09:00", 5, "2024-10-12 18:00"),
        ("2024-12-31 09:00", 1, "2025-01-02 18:00"),
        ("2025-01-24 09:00", 2, "2025-01-27 18:00"),
        ("2025-01-27 09:00", 4, "2025-02-08 18:00"),
        ("2025-04-25 09:00", 1, "2025-04-27 18:00"),
        ("2025-04-30 09:00", 1, "2025-05-06 18:00"),
        ("2025-09-26 09:00", 3, "2025-09-30 18:00"),
        ("2025-09-30 09:00", 3, "2025-10-11 18:00"),
        ("2025-12-31 09:00", 1, "2026-01-04 18:00"),
        ("2026-12-31 09:00", 1, "2027-01-01 18:00 provisional"),
    ],
    ids=[
        "to a worked Sunday",
        "Friday before Spring Festival and the worked Sunday after it",
        "and the Monday after",
        "across Tomb-sweeping Day, the worked Sunday counts",
        "the worked Sunday before Labour Day",
        "a week after Labour Day",
        "and the worked Saturday",
        "a worked Saturday, then Mid-autumn",
        "begun on a Saturday off, to a worked Sunday",
        "four days after National Day and the worked Saturday",
        "across New Year 2025",
        "the worked Sunday before Spring Festival 2025",
        "three days after Spring Festival and the worked Saturday",
        "a worked Sunday in April",
        "across Labour Day 2025",
        "the worked Sunday before National Day",
        "two days after National Day and the worked Saturday",
        "across New Year to a worked Sunday",
        "past the published calendar",
    ],
)
def test_work_days(start, amount, end):
    assert ends(start, amount, "work_day") == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2024-02-02 09:00", 9, "2024-02-18 18:00"),
        ("2024-01-27 09:00", 7, "2024-02-04 18:00"),
        ("2024-02-22 09:00", 7, "2024-02-29 18:00"),
        ("2024-02-23 09:00", 7, "2024-03-01 18:00"),
        ("2024-09-24 09:00", 7, "2024-10-08 18:00"),
        ("2025-01-21 09:00", 7, "2025-02-05 18:00"),
        ("2025-02-22 09:00", 7, "2025-03-03 18:00"),
        ("2025-09-24 09:00", 7, "2025-10-09 18:00"),
        ("2025-12-25 09:00", 7, "2026-01-04 18:00"),
    ],
    ids=[
        "into Spring Festival, on to the worked Sunday",
        "to a Saturday, on to the worked Sunday after it",
        "to the leap day",
        "across the leap day",
        "into National Day 2024",
        "into Spring Festival 2025",
        "across the end of an ordinary February to a Saturday",
        "into National Day 2025",
        "into New Year, on to the worked Sunday",
    ],
)
def test_days(start, amount, end):
    assert ends(start, amount, "day") == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2024-01-31 09:00", 1, "2024-02-29 18:00"),
        ("2024-01-29 09:00", 1, "2024-02-29 18:00"),
        ("2024-02-29 09:00", 12, "2025-02-28 18:00"),
        ("2024-03-31 09:00", 1, "2024-04-30 18:00"),
        ("2024-08-31 09:00", 1, "2024-09-30 18:00"),
        ("2024-09-05 09:00", 1, "2024-10-08 18:00"),
        ("2024-12-31 09:00", 2, "2025-02-28 18:00"),
        ("2025-01-31 09:00", 1, "2025-02-28 18:00"),
        ("2025-12-01 09:00", 1, "2026-01-04 18:00"),
        ("2026-11-30 09:00", 1, "2026-12-30 18:00"),
        ("2026-12-01 09:00", 1, "2027-01-01 18:00 provisional"),
    ],
)
def test_months(start, amount, end):
    """To the corresponding day, or the last of a shorter month; then past days off."""
    assert ends(start, amount, "month") == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2024-02-04 17:00", 2, "2024-02-05 10:00"),
        ("2024-02-09 17:30", 1, "2024-02-18 09:30"),
        ("2024-10-12 16:00", 3, "2024-10-14 10:00"),
        ("2025-01-26 11:00", 3, "2025-01-26 16:00"),
        ("2025-01-27 17:00", 8, "2025-02-05 18:00"),
        ("2025-12-31 17:00", 2, "2026-01-04 10:00"),
    ],
)
def test_office_hours(start, amount, end):
    """Moved work days have office hours like any other."""
    assert ends(start, amount, "work_hour") == end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2024-02-28 23:00", 2, "2024-02-29 01:00"),
        ("2024-02-28 12:00", 48, "2024-03-01 12:00"),
        ("2025-02-28 12:00", 24, "2025-03-01 12:00"),
        ("2025-12-31 23:30", 1, "2026-01-01 00:30"),
    ],
)
def test_hours_around_the_clock(start, amount, end):
    assert ends(start, amount, "hour_24x7") == end


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2024-04-29 09:00", 1, "work_day", "2024-04-30 18:00"),
        ("2024-04-30 09:00", 1, "work_day", "2024-05-06 18:30"),
        ("2024-04-30 17:00", 3, "work_hour", "2024-05-06 10:30"),
        ("2024-09-30 17:30", 2, "work_hour", "2024-10-08 10:00"),
        ("2025-04-25 09:00", 7, "day", "2025-05-06 18:30"),
        ("2025-08-30 09:00", 1, "month", "2025-09-30 18:30"),
        ("2025-08-31 09:00", 1, "month", "2025-09-30 18:30"),
        ("2025-09-05 09:00", 1, "month", "2025-10-09 18:00"),
        ("2026-04-30 17:00", 24, "hour_24x7", "2026-05-01 17:00"),
    ],
)
def test_summer_and_winter_hours(start, amount, unit, end):
    """Each day has its own hours; 17:00 on 30 April leaves one hour of winter, and 6 May opens at 8:30."""
    assert ends(start, amount, unit, seasons=SEASONS) == end


@pytest.mark.parametrize(
    ("ended", "paused", "went_on", "unit", "end"),
    [
        ("2024-02-08 18:00", "2024-02-02 17:00", "2024-02-05 09:00", "work_day", "2024-02-18 18:00"),
        ("2025-03-19 18:00", "2025-03-14 12:00", "2025-03-17 09:00", "work_day", "2025-03-20 18:00"),
        ("2025-03-19 18:00", "2025-03-14 12:00", "2025-03-14 17:59", "work_day", "2025-03-19 18:00"),
        ("2025-10-10 18:00", "2025-09-30 10:00", "2025-10-09 10:00", "work_day", "2025-10-11 18:00"),
        ("2026-01-06 18:00", "2025-12-31 12:00", "2026-01-05 09:00", "work_day", "2026-01-08 18:00"),
        ("2026-12-31 18:00", "2026-12-30 12:00", "2026-12-31 09:00", "work_day", "2027-01-01 18:00 provisional"),
        ("2025-10-10 18:00", "2025-09-30 10:00", "2025-10-09 10:00", "day", "2025-10-20 18:00"),
        ("2025-03-19 18:00", "2025-03-14 12:00", "2025-03-17 09:00", "day", "2025-03-24 18:00"),
        ("2024-02-28 18:00", "2024-02-27 12:00", "2024-02-28 10:00", "month", "2024-02-29 18:00"),
        ("2024-02-05 11:00", "2024-02-02 16:00", "2024-02-05 10:00", "work_hour", "2024-02-06 16:00"),
        ("2024-02-29 12:00", "2024-02-28 12:00", "2024-02-29 11:30", "hour_24x7", "2024-03-01 11:30"),
        ("2025-03-19 18:00", "2025-03-19 18:01", "2025-03-25 09:00", "work_day", "2025-03-19 18:00"),
        ("2025-03-19 18:00", "2025-03-19 18:01", "2025-03-25 09:00", "work_hour", "2025-03-19 18:00"),
    ],
    ids=[
        "over a worked Sunday: closes on Friday and Sunday, on over Spring Festival",
        "over a weekend: one close",
        "within a day",
        "over National Day: one close, on to the worked Saturday",
        "over New Year: closes on 31 December and the worked Sunday",
        "past the published calendar",
        "days over National Day: nine, to a Sunday",
        "days over a weekend: three, to a Saturday",
        "months gain days: to the leap day",
        "office hours over a worked Sunday: two, seven and one",
        "hours: all that went by",
        "begun after the deadline",
        "office hours: begun after the deadline",
    ],
)
def test_pauses(ended, paused, went_on, unit, end):
    assert spelt(resumed(at(ended), at(paused), at(went_on), unit, WorkCalendar(DAYS, HOURS))) == end


def test_a_pause_across_the_first_of_may_gains_the_hours_of_each_day():
    """One and a half on 30 April, one on 6 May; half an hour is left in April, two more of May end at 10:30."""
    calendar = WorkCalendar(DAYS, HOURS, SEASONS)
    moments = (at("2024-04-30 17:30"), at("2024-04-30 16:30"), at("2024-05-06 09:30"))
    assert spelt(resumed(*moments, "work_hour", calendar)) == "2024-05-06 10:30"


@pytest.mark.parametrize(
    ("ended", "amount", "unit", "end"),
    [
        ("2024-04-03 18:00", 1, "work_day", "2024-04-07 18:00"),
        ("2024-09-30 18:00", 3, "day", "2024-10-08 18:00"),
        ("2024-02-29 18:00", 12, "month", "2025-02-28 18:00"),
        ("2025-01-27 17:00", 2, "work_hour", "2025-02-05 10:00"),
        ("2025-12-31 18:00", 1, "work_day", "2026-01-04 18:00"),
        ("2026-12-25 18:00", 7, "day", "2027-01-01 18:00 provisional"),
    ],
)
def test_extensions(ended, amount, unit, end):
    assert spelt(extended(at(ended), amount, unit, WorkCalendar(DAYS, HOURS))) == end
