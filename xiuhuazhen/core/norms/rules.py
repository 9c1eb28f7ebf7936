"""Counting time as the Civil Code does (articles 200–204, 1259), on China's adjusted working calendar.

The day on which a period starts does not count. A period of days that would end on a day off ends on the next work
day (article 203), at the close of business where there are office hours, otherwise at 24:00. Hours run from the very
moment. Past the end of the published calendar the ordinary week is assumed and the result is marked provisional.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

_SATURDAY = 5
_MINUTES_OF_A_DAY = 24 * 60
_A_CENTURY = {"hour_24x7": 876_600, "work_hour": 200_000, "work_day": 25_000, "day": 36_525, "month": 1_200}
"""No period of law is longer; a mistyped one would count past the end of the calendar."""


class NotATime(ValueError):  # noqa: N818 - says what the unit is not
    """The unit does not count time."""


@dataclass(frozen=True)
class Due:
    """``at`` in the zone of the start; ``provisional`` when days were counted that nobody has published yet."""

    at: datetime
    provisional: bool = False


@dataclass
class WorkCalendar:
    """Which days are worked, and between which minutes of the day the office is open (half-open pairs).

    ``days`` holds the published days; ``hours`` may be empty where no office hours are set.
    """

    days: Mapping[date, bool]
    hours: Sequence[tuple[int, int]] = ()
    assumed: set[date] = field(default_factory=set)

    def is_workday(self, day: date) -> bool:
        if day in self.days:
            return self.days[day]
        self.assumed.add(day)
        return day.weekday() < _SATURDAY

    def close_of(self, day: date, zone: tzinfo | None) -> datetime:
        minute = self.hours[-1][1] if self.hours and self.is_workday(day) else _MINUTES_OF_A_DAY
        return _moment(day, minute, zone)

    def open_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open times from ``start`` on, without end."""
        day = start.date()
        while True:
            if self.is_workday(day):
                for opens, closes in self.hours or ((0, _MINUTES_OF_A_DAY),):
                    begin = max(_moment(day, opens, start.tzinfo), start)
                    end = _moment(day, closes, start.tzinfo)
                    if begin < end:
                        yield begin, end
            day += timedelta(days=1)


def holds(value: object, unit: str) -> bool:
    """Whether a norm of this unit can have the value: a whole number from 0 on, for times at most a century; for
    office hours pairs of minutes after midnight, one after the other, at least one."""
    if unit == "hours_of_day":
        return _are_hours(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return 0 <= value <= _A_CENTURY.get(unit, value)


def _are_hours(value: object) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(pair, list | tuple) for pair in value):
        return False
    minutes = [minute for pair in value for minute in pair]
    in_pairs = all(len(pair) == len(("opens", "closes")) for pair in value)
    whole = all(isinstance(minute, int) and 0 <= minute <= _MINUTES_OF_A_DAY for minute in minutes)
    return in_pairs and whole and all(earlier < later for earlier, later in pairwise(minutes))


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


def _hours(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:  # noqa: ARG001 - one shape for all
    return start + timedelta(hours=amount)


def _work_hours(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    left = timedelta(hours=amount)
    for begin, end in calendar.open_spans(start):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError


def _work_days(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    day, left = start.date(), amount
    while left:
        day += timedelta(days=1)
        left -= calendar.is_workday(day)
    return calendar.close_of(day, start.tzinfo)


def _days(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    return _past_days_off(start.date() + timedelta(days=amount), start.tzinfo, calendar)


def _months(start: datetime, amount: int, calendar: WorkCalendar) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return _past_days_off(date(year, month + 1, day), start.tzinfo, calendar)


def _past_days_off(day: date, zone: tzinfo | None, calendar: WorkCalendar) -> datetime:
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return calendar.close_of(day, zone)


def _moment(day: date, minute: int, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time.min, zone) + timedelta(minutes=minute)
