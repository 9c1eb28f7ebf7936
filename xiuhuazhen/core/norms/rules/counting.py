"""Counting time as the Civil Code does (articles 200–204, 1259), on China's adjusted working calendar.

The day on which a period starts does not count. A period of days that would end on a day off ends on the next work
day (article 203), at the close of business where there are office hours, otherwise at 24:00. Hours run from the very
moment. Past the end of the published calendar the ordinary week is assumed and the result is marked provisional.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from xiuhuazhen.core.norms.rules.calendars import WorkCalendar


class NotATime(ValueError):  # noqa: N818 - says what the unit is not
    """The unit does not count time."""


@dataclass(frozen=True)
class Due:
    """``at`` in the zone of the start; ``provisional`` when days were counted that nobody has published yet."""

    at: datetime
    provisional: bool = False


def due(start: datetime, amount: int, unit: str, calendar: WorkCalendar) -> Due:
    """When a period of ``amount`` ``unit`` that begins at ``start`` (on a wall clock in China) ends."""
    counters = {
        "hour_24x7": _hours,
        "work_hour": _work_hours,
        "work_day": _work_days,
        "day": _days,
        "month": _months,
    }
    if unit not in counters:
        raise NotATime(unit)
    calendar.assumed.clear()
    at = counters[unit](start, amount, calendar)
    return Due(at, provisional=bool(calendar.assumed))


def open_time_on(start: datetime, length: timedelta, calendar: WorkCalendar) -> datetime:
    """The moment at which the office has been open for ``length`` since ``start``."""
    left = length
    for begin, end in calendar.open_spans(start):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError


def work_days_on(day: date, amount: int, zone: tzinfo | None, calendar: WorkCalendar) -> datetime:
    """The close of the ``amount``-th work day after ``day``."""
    left = amount
    while left:
        day += timedelta(days=1)
        left -= calendar.is_workday(day)
    return calendar.close_of(day, zone)


def past_days_off(day: date, zone: tzinfo | None, calendar: WorkCalendar) -> datetime:
    """The close of ``day``, or of the first work day after it (article 203)."""
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return calendar.close_of(day, zone)


def _hours(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:  # noqa: ARG001 - one shape for all
    return start + timedelta(hours=amount)


def _work_hours(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    return open_time_on(start, timedelta(hours=amount), calendar)


def _work_days(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    return work_days_on(start.date(), amount, start.tzinfo, calendar)


def _days(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    return past_days_off(start.date() + timedelta(days=amount), start.tzinfo, calendar)


def _months(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return past_days_off(date(year, month + 1, day), start.tzinfo, calendar)
