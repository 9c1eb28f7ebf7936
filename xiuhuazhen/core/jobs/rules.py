"""When a job that failed is tried again."""

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


def pause_after(attempts: int) -> timedelta:
    """Waiting time after the n-th failed attempt: 10 s, 20 s, 40 s, … at most one hour."""
    doublings = min(attempts - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def gives_up(*, attempts: int, max_attempts: int) -> bool:
    return attempts >= max_attempts
