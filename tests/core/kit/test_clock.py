"""Times as they come in, and the day in China on which they fall."""

from datetime import UTC, date, datetime

import pytest

from xiuhuazhen.core.kit import clock


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-23T09:00", datetime(2026, 11, 23, 1, 0, tzinfo=UTC)),
        ("2026-11-23 09:00:30", datetime(2026, 11, 23, 1, 0, 30, tzinfo=UTC)),
        ("2026-11-23T09:00+08:00", datetime(2026, 11, 23, 1, 0, tzinfo=UTC)),
        ("2026-11-23T01:00Z", datetime(2026, 11, 23, 1, 0, tzinfo=UTC)),
        (" 2026-11-23T01:00+00:00 ", datetime(2026, 11, 23, 1, 0, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 22, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_time_without_offset_is_china_standard_time(text, at):
    assert clock.parse(text) == at
    assert clock.parse(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2026-11-23T25:00", "0001-01-01T00:00", "9999-12-31T23:59-08:00"]
)
def test_what_is_no_time_is_refused(text):
    """A time that lies before the year 1 once it is moved to UTC is none either."""
    with pytest.raises(ValueError, match=r"."):
        clock.parse(text)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_the_day_changes_at_midnight_in_china(at, day):
    assert clock.local_date(at) == day


def test_the_present_is_told_in_utc():
    assert clock.now().tzinfo is UTC


def test_the_end_of_the_last_day_of_all_can_be_asked_for():
    """Where somebody typed it before forms refused it."""
    assert clock.end_of_day(date.max) == clock.NO_LIMIT
    assert clock.end_of_day(clock.LAST_DAY) < clock.NO_LIMIT
    assert clock.day_of_end(clock.NO_LIMIT) == date.max
