"""Moments in plain words, as a grid worker says them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from xiuhuazhen.core.kit.clock import CHINA, NO_LIMIT
from xiuhuazhen.web import moments

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=CHINA)


def china(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (china(11, 23, 17), "今天 17:00"),
        (china(11, 24, 0), "今天 24:00"),
        (china(11, 24, 0, 5), "明天 00:05"),
        (china(12, 7, 0), "12月6日 24:00"),
        (china(11, 25, 9), "后天 09:00"),
        (china(11, 26, 18), "11月26日 18:00"),
        (china(1, 4, 9, year=2027), "2027年1月4日 09:00"),
        (china(11, 23, 15, 4), "今天 15:04"),
        (NOW - timedelta(seconds=59), "刚刚超期"),
        (NOW - timedelta(minutes=1), "已超期 1 分钟"),
        (NOW - timedelta(minutes=59, seconds=59), "已超期 59 分钟"),
        (NOW - timedelta(hours=1), "已超期 1 小时"),
        (NOW - timedelta(hours=23, minutes=59), "已超期 23 小时"),
        (NOW - timedelta(days=1), "已超期 1 天"),
        (NOW - timedelta(days=12, hours=20), "已超期 12 天"),
        (NO_LIMIT, ""),
        (None, ""),
    ],
)
def test_due_dates_are_said_as_people_say_them(due_at: datetime | None, words: str) -> None:
    """Near days have names, lateness is counted in the largest whole unit, no limit says nothing."""
    assert moments.due_words(due_at, NOW) == words


@pytest.mark.parametrize(
    ("due_at", "nearness"),
    [
        (NOW - timedelta(microseconds=1), "late"),
        (NOW, "today"),
        (china(11, 23, 23, 59), "today"),
        (china(11, 24, 0), "today"),
        (china(11, 24, 0, 1), "later"),
        (NO_LIMIT, "none"),
        (None, "none"),
    ],
)
def test_nearness_changes_at_the_moment_and_at_midnight_in_china(due_at: datetime | None, nearness: str) -> None:
    """Due now is not yet late; "today" ends with midnight in China and not at midnight UTC."""
    assert moments.nearness(due_at, NOW) == nearness


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW, "刚刚"),
        (NOW - timedelta(minutes=14), "14 分钟前"),
        (NOW - timedelta(hours=1), "今天 14:04"),
        (china(11, 22, 21, 14), "昨天 21:14"),
        (china(11, 21, 8), "前天 08:00"),
        (china(11, 20, 8), "11月20日 08:00"),
        (china(12, 31, 23, 59, year=2025), "2025年12月31日 23:59"),
        (NOW + timedelta(minutes=5), "今天 15:09"),
    ],
)
def test_past_moments_are_near_words(at: datetime, words: str) -> None:
    """Minutes within the hour, then the day; a moment ahead (clocks differ) is never "minus five minutes ago"."""
    assert moments.ago(at, NOW) == words


def test_exact_moments_are_full_and_in_china() -> None:
    """Stored in UTC, shown on China's wall clock with year and 24-hour time."""
    assert moments.exact(datetime(2026, 11, 22, 17, 5, tzinfo=UTC)) == "2026年11月23日 01:05"


def test_a_day_without_time_is_said_in_full() -> None:
    """A date (a notice's first day) has no time zone and is taken as it stands."""
    assert moments.full_day(date(2026, 11, 1)) == "2026年11月1日"
