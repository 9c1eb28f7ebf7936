"""When a job that failed is tried again, and when a schedule's turn comes."""

from datetime import UTC, datetime, time, timedelta

from xiuhuazhen.core.kit.clock import CHINA

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)
OUTAGE_PAUSE = timedelta(seconds=20)


def pause_after(attempts: int) -> timedelta:
    """Waiting time after the n-th failed attempt: 10 s, 20 s, 40 s, … at most ten minutes."""
    doublings = min(attempts - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


LONGEST_WAIT = timedelta(hours=2)
"""Longer than any job waits for its turn: what waits for longer was queued before the clock was set back."""


def gives_up(*, attempts: int, max_attempts: int) -> bool:
    return attempts >= max_attempts


def is_ahead(counted: datetime, at: datetime, *, every: timedelta | None) -> bool:
    """Whether the last turn of a schedule lies so far in the future that the clock must have been set back since. The
    turn of a day may lie a day ahead: were it counted from the present, it would come twice on that day."""
    return counted > (at if every else at + timedelta(days=1))


def next_turn(at_time: time, after: datetime) -> datetime:
    """The first moment later than ``after`` at which it is this time of day in China, in UTC."""
    here = after.astimezone(CHINA)
    turn = datetime.combine(here.date(), at_time, tzinfo=CHINA)
    return (turn if turn > here else turn + timedelta(days=1)).astimezone(UTC)
