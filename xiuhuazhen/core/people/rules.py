"""What a name and an office can be; and spans of a duty roster: what overlaps, what is left open, what is a night.
Moments carry their zone; days are those of a wall clock in China, which knows no summer time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.choices import RoleName, UnitKind

_TELEPHONE_IN_NAME = re.compile(r"\d(?:[\s-]?\d){4}")
_KIND_OF_UNIT = {
    RoleName.STREET_LEADER: UnitKind.STREET_OFFICE,
    RoleName.COMMUNITY_SECRETARY: UnitKind.COMMUNITY,
    RoleName.COMMUNITY_STAFF: UnitKind.COMMUNITY,
}
"""Offices that only a unit of one kind has; the others can be held for any."""
_SMALLEST = {RoleName.STREET_LEADER: Level.STREET}
"""The smallest area in which an office can be held."""


def is_number(name: str) -> bool:
    """Whether a name holds five digits in a row, as telephone numbers do."""
    return bool(_TELEPHONE_IN_NAME.search(name))


def kind_for(role: str) -> UnitKind | None:
    """The one kind of unit for which the office can be held."""
    return _KIND_OF_UNIT.get(RoleName(role))


def is_too_small(role: str, level: int) -> bool:
    """Whether the area lies below the smallest one in which the office can be held."""
    return level > _SMALLEST.get(RoleName(role), level)


Period = tuple[date | None, date | None]
"""From a day that counts to the first day that no longer does; ``None`` leaves that end open."""


@dataclass(frozen=True, order=True)
class Span:
    """Half-open: the moment at which it ends belongs to what comes next."""

    begins_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at

    def later(self, by: timedelta) -> "Span":
        return Span(self.begins_at + by, self.ends_at + by)


def midnight(day: date) -> datetime:
    """The moment at which the day begins in China."""
    return datetime.combine(day, time.min, clock.CHINA)


def week_of(day: date) -> Span:
    """From Monday, 0:00, to the next Monday, 0:00."""
    monday = day - timedelta(days=day.weekday())
    return Span(midnight(monday), midnight(monday + timedelta(days=7)))


def days_of(span: Span) -> list[date]:
    """Every day of which the span has a part. One that ends at midnight has no part of the day that begins then."""
    first, last = clock.local_date(span.begins_at), clock.local_date(span.ends_at - timedelta.resolution)
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def is_night(span: Span) -> bool:
    """Whether somebody is up at midnight for it: it begins then, or lasts over it."""
    begins = clock.local(span.begins_at)
    return begins.time() == time.min or len(days_of(span)) > 1


def gaps(whole: Span, taken: Iterable[Span]) -> list[Span]:
    """The parts of ``whole`` that none of the others covers, in order."""
    found, reached = [], whole.begins_at
    for span in sorted(taken):
        if span.begins_at >= whole.ends_at:
            break
        if span.begins_at > reached:
            found.append(Span(reached, span.begins_at))
        reached = max(reached, span.ends_at)
    if reached < whole.ends_at:
        found.append(Span(reached, whole.ends_at))
    return found


def held_throughout(span: Span, periods: Sequence[Period]) -> bool:
    """Whether on each day of the span at least one of the periods counts."""
    return all(_held_on(day, periods) for day in days_of(span))


def held_parts(span: Span, periods: Sequence[Period]) -> list[Span]:
    """The days of the span on which one of the periods counts, cut to the span."""
    days = [Span(midnight(day), midnight(day + timedelta(days=1))) for day in days_of(span) if _held_on(day, periods)]
    return [Span(max(day.begins_at, span.begins_at), min(day.ends_at, span.ends_at)) for day in days]


def _held_on(day: date, periods: Iterable[Period]) -> bool:
    return any((start is None or start <= day) and (end is None or day < end) for start, end in periods)
