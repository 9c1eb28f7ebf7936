"""When a message may go out, and when it is tried again.

Spans of a day are pairs of minutes after midnight on a wall clock, half-open and in order; one that passes midnight
is written as two.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

Spans = Sequence[Sequence[int]]

MOST_ATTEMPTS = 5
_PAUSES = (1, 5, 25, 125)
_MINUTES_OF_A_DAY = 24 * 60
_DAY = timedelta(days=1)
LONGEST_PAUSE = timedelta(minutes=_PAUSES[-1])
LONGEST_HELD = timedelta(days=2)
"""Longer than any message is held until its hour."""


def pause_after(attempts: int) -> timedelta:
    """Waiting time after the n-th failed attempt: 1, 5, 25 and from then on 125 minutes."""
    return timedelta(minutes=_PAUSES[min(attempts, len(_PAUSES)) - 1])


def gives_up(attempts: int) -> bool:
    return attempts >= MOST_ATTEMPTS


def quiet_until(wall: datetime, spans: Spans) -> datetime | None:
    """The end of the quiet hours in which the moment lies, past midnight where they go on; ``None`` outside them.

    Where the next day is quiet as a whole, its end: then one asks again.
    """
    end = _span_end(wall, spans)
    if end is not None and end > _moment(wall, _MINUTES_OF_A_DAY - 1):
        return _span_end(end, spans) or end
    return end


def next_opening(wall: datetime, spans: Spans) -> datetime:
    """The first moment after this one at which a span begins."""
    begins = [_moment(day, opens) for day in (wall, wall + _DAY) for opens, _closes in spans]
    return min(begin for begin in begins if begin > wall)


def _span_end(wall: datetime, spans: Spans) -> datetime | None:
    return next((_moment(wall, ends) for begins, ends in spans if _holds(wall, begins, ends)), None)


def _holds(wall: datetime, begins: int, ends: int) -> bool:
    return _moment(wall, begins) <= wall < _moment(wall, ends)


def _moment(day: datetime, minute: int) -> datetime:
    return datetime.combine(day.date(), time.min, day.tzinfo) + timedelta(minutes=minute)
