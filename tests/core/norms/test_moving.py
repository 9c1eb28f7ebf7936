"""How a deadline moves when it is lengthened, and when its clock stood still."""

from datetime import datetime

import pytest

from tests.core.norms.facts import worked_days
from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.norms.rules import Due, NotATime, WorkCalendar, extended, resumed

HOURS = [(540, 720), (840, 1080)]
"""9:00–12:00 and 14:00–18:00."""

YEAR_2026 = worked_days(2026)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def spelt(found):
    return f"{found.at:%Y-%m-%d %H:%M}" + (" provisional" if found.provisional else "")


def later(due, amount, unit, *, hours=HOURS):
    return spelt(extended(at(due), amount, unit, WorkCalendar(YEAR_2026, hours)))


def after(due, paused, resumed_at, unit, *, hours=HOURS):
    return spelt(resumed(at(due), at(paused), at(resumed_at), unit, WorkCalendar(YEAR_2026, hours)))


@pytest.mark.parametrize(
    ("due", "amount", "unit", "end"),
    [
        ("2026-11-27 18:00", 3, "work_day", "2026-12-02 18:00"),
        ("2026-02-13 18:00", 1, "work_day", "2026-02-14 18:00"),
        ("2026-02-13 18:00", 2, "work_day", "2026-02-24 18:00"),
        ("2026-11-25 15:00", 1, "work_day", "2026-11-26 18:00"),
        ("2026-11-27 18:00", 1, "day", "2026-11-30 18:00"),
        ("2026-09-30 18:00", 2, "day", "2026-10-08 18:00"),
        ("2026-01-31 18:00", 1, "month", "2026-02-28 18:00"),
        ("2026-11-27 17:00", 2, "work_hour", "2026-11-30 10:00"),
        ("2026-11-27 18:00", 2, "work_hour", "2026-11-30 11:00"),
        ("2026-11-27 23:00", 2, "hour_24x7", "2026-11-28 01:00"),
        ("2026-12-30 18:00", 2, "work_day", "2027-01-01 18:00 provisional"),
    ],
)
def test_an_extension_is_counted_on_from_where_it_would_have_ended(due, amount, unit, end):
    assert later(due, amount, unit) == end


def test_a_day_that_ended_at_midnight_is_counted_on_from_that_day():
    """Where there are no office hours, Tuesday ends with Wednesday's 0:00; one day more is Wednesday."""
    assert later("2026-11-25 00:00", 1, "work_day", hours=()) == "2026-11-26 00:00"
    assert later("2026-11-25 00:00", 1, "day", hours=()) == "2026-11-26 00:00"


@pytest.mark.parametrize(
    ("due", "paused", "resumed_at", "unit", "end"),
    [
        ("2026-11-27 18:00", "2026-11-24 10:00", "2026-11-24 10:10", "work_day", "2026-11-27 18:00"),
        ("2026-11-27 18:00", "2026-11-24 19:00", "2026-11-25 08:00", "work_day", "2026-11-27 18:00"),
        ("2026-11-27 18:00", "2026-11-24 10:00", "2026-11-25 09:00", "work_day", "2026-11-30 18:00"),
        ("2026-11-27 18:00", "2026-11-20 10:00", "2026-11-23 09:00", "work_day", "2026-11-30 18:00"),
        ("2026-09-30 18:00", "2026-09-30 17:00", "2026-10-09 09:00", "work_day", "2026-10-09 18:00"),
        ("2026-02-13 18:00", "2026-02-13 12:00", "2026-02-25 09:00", "work_day", "2026-02-25 18:00"),
        ("2026-11-25 15:00", "2026-11-25 14:00", "2026-11-25 15:30", "work_day", "2026-11-26 18:00"),
        ("2026-11-28 12:00", "2026-11-28 11:00", "2026-11-28 13:00", "work_day", "2026-11-30 18:00"),
        ("2026-11-27 18:00", "2026-11-27 18:01", "2026-12-27 09:00", "work_day", "2026-11-27 18:00"),
        ("2026-11-27 18:00", "2026-11-20 10:00", "2026-11-23 09:00", "day", "2026-11-30 18:00"),
        ("2026-11-25 18:00", "2026-11-20 10:00", "2026-11-23 09:00", "day", "2026-11-30 18:00"),
        ("2026-11-24 18:00", "2026-11-20 10:00", "2026-11-23 09:00", "month", "2026-11-27 18:00"),
        ("2026-11-24 18:00", "2026-11-23 10:00", "2026-11-23 17:59", "day", "2026-11-24 18:00"),
        ("2026-11-24 11:00", "2026-11-23 17:00", "2026-11-24 10:00", "work_hour", "2026-11-24 15:00"),
        ("2026-11-24 11:00", "2026-11-23 12:00", "2026-11-23 14:00", "work_hour", "2026-11-24 11:00"),
        ("2026-11-24 18:00", "2026-11-23 18:00", "2026-11-24 08:00", "work_hour", "2026-11-24 18:00"),
        ("2026-11-23 12:00", "2026-11-23 09:30", "2026-11-24 20:00", "hour_24x7", "2026-11-24 22:30"),
        ("2026-11-23 12:00", "2026-11-23 12:01", "2026-11-24 20:00", "hour_24x7", "2026-11-23 12:00"),
    ],
    ids=[
        "ten minutes",
        "a night",
        "over one close",
        "over a weekend: one close, on Friday",
        "from the last hour over National Day: closes on 30 September and 8 October",
        "over Spring Festival: closes on 13, 14 (worked Saturday) and 24 February",
        "over a moment in the day that an order set",
        "over a moment on a day off that an order set",
        "begun too late",
        "days: Friday, Saturday, Sunday",
        "days: from Saturday on to Monday",
        "months gain days",
        "days: within one day",
        "office hours: one in the evening and one in the morning",
        "office hours: over lunch",
        "office hours: a night",
        "hours: all that went by",
        "hours: begun too late",
    ],
)
def test_a_clock_that_stood_still_gains(due, paused, resumed_at, unit, end):
    assert after(due, paused, resumed_at, unit) == end


@pytest.mark.parametrize("unit", ["work_day", "day", "work_hour"])
def test_a_deadline_past_the_calendar_stays_provisional_also_where_it_did_not_move(unit):
    assert after("2027-01-05 18:00", "2026-11-23 10:00", "2026-11-23 10:00", unit) == "2027-01-05 18:00 provisional"


def test_a_pause_up_to_the_last_published_day_is_not_provisional():
    assert after("2026-12-31 17:00", "2026-12-31 16:00", "2026-12-31 16:30", "work_hour") == "2026-12-31 17:30"


@pytest.mark.parametrize("unit", ["count", "metre", "hours_of_day", "week", ""])
def test_a_unit_that_is_no_time_raises(unit):
    with pytest.raises(NotATime):
        later("2026-11-23 09:00", 1, unit)
    with pytest.raises(NotATime):
        after("2026-11-23 09:00", "2026-11-23 08:00", "2026-11-23 08:30", unit)


def test_without_office_hours_a_day_stands_still_at_midnight():
    calendar = WorkCalendar(YEAR_2026)
    found = resumed(at("2026-11-26 00:00"), at("2026-11-24 23:50"), at("2026-11-25 00:10"), "work_day", calendar)
    assert found == Due(at("2026-11-27 00:00"))
