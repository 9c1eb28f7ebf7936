"""Which days are worked, and between which minutes of a day the office is open."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

_SATURDAY = 5
MINUTES_OF_A_DAY = 24 * 60

Spans = Sequence[tuple[int, int]]
"""Half-open pairs of minutes after midnight, one after the other."""


@dataclass(frozen=True)
class Season:
    """Office hours from a day on, until the next season begins."""

    since: date
    hours: Spans


@dataclass
class WorkCalendar:
    """``days`` holds the published days. ``hours`` are the office hours until the first of the ``seasons``, which lie
    in order; they may be empty where none are set."""

    days: Mapping[date, bool]
    hours: Spans = ()
    seasons: Sequence[Season] = ()
    assumed: set[date] = field(default_factory=set)

    def is_workday(self, day: date) -> bool:
        if day in self.days:
            return self.days[day]
        self.assumed.add(day)
        return is_ordinary_workday(day)

    def hours_on(self, day: date) -> Spans:
        begun = bisect_right(self.seasons, day, key=lambda season: season.since)
        return self.seasons[begun - 1].hours if begun else self.hours

    def close_of(self, day: date, zone: tzinfo | None) -> datetime:
        """Close of business on a work day with office hours, otherwise 24:00."""
        hours = self.hours_on(day)
        minute = hours[-1][1] if hours and self.is_workday(day) else MINUTES_OF_A_DAY
        return _moment(day, minute, zone)

    def open_on(self, day: date, zone: tzinfo | None) -> list[tuple[datetime, datetime]]:
        """The open times of a day; all of a work day where no office hours are set."""
        if not self.is_workday(day):
            return []
        hours = self.hours_on(day) or ((0, MINUTES_OF_A_DAY),)
        return [(_moment(day, opens, zone), _moment(day, closes, zone)) for opens, closes in hours]

    def is_open(self, at: datetime) -> bool:
        return any(begins <= at < ends for begins, ends in self.open_on(at.date(), at.tzinfo))

    def open_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open times from ``start`` on, without end."""
        day = start.date()
        while True:
            for begins, ends in self.open_on(day, start.tzinfo):
                if start < ends:
                    yield max(begins, start), ends
            day += timedelta(days=1)

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """How long the office is open from ``start`` to ``end``."""
        total = timedelta()
        for day in days_between(start.date(), end.date()):
            for begins, ends in self.open_on(day, start.tzinfo):
                total += max(min(ends, end) - max(begins, start), timedelta())
        return total


def is_ordinary_workday(day: date) -> bool:
    """Whether an ordinary week works on this day."""
    return day.weekday() < _SATURDAY


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _moment(day: date, minute: int, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time.min, zone) + timedelta(minutes=minute)
