"""The one place that asks what time it is. Doors call :func:`now`; everything below is handed the time.

Stored times are UTC. A time given without offset is China Standard Time (+08:00).
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

NO_LIMIT = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands in a ``due_at`` column where no limit is set, so that "by due date" stays one indexed order."""

LAST_DAY = date(9998, 12, 31)
"""Whoever names a later day has mistyped it; the end of the very last one cannot be told."""


def now() -> datetime:
    """The present moment in UTC, to the microsecond."""
    return datetime.now(UTC)  # noqa: TID251


def local(at: datetime) -> datetime:
    """The same moment on a wall clock in China."""
    return at.astimezone(CHINA)


def local_date(at: datetime) -> date:
    """The calendar day in China on which the moment falls."""
    return local(at).date()


def start_of_day(day: date) -> datetime:
    """Midnight with which this day begins in China; of the very first day that there is, the first moment in UTC."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time.min, CHINA)


def end_of_day(day: date) -> datetime:
    """Midnight after this day in China; of the very last day that there is, the moment that stands for no limit."""
    if day == date.max:
        return NO_LIMIT
    return datetime.combine(day + timedelta(days=1), time.min, CHINA)


def day_of_end(end: datetime) -> date:
    """The day in China at whose end something is due: midnight still belongs to the day before."""
    return local_date(end - timedelta(microseconds=1))


def parse(text: str) -> datetime:
    """Read ISO 8601; without offset the time is taken as +08:00. Raises ``ValueError`` when it is no time."""
    return aware(datetime.fromisoformat(text.strip()))


def aware(at: datetime) -> datetime:
    """The moment in UTC; without offset it is taken as +08:00. Raises ``ValueError`` outside the years 1 to 9999."""
    try:
        return (at if at.tzinfo else at.replace(tzinfo=CHINA)).astimezone(UTC)
    except OverflowError as fault:
        raise ValueError(str(at)) from fault
