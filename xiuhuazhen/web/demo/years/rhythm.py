"""When matters are raised: more in the season of each trouble, on work days, at the hours at which people see it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.web.demo.years.troubles import TROUBLES, Trouble

MONTHS: Final = 24
_A_DAY: Final = 2.35
"""Matters of a usual day of the demonstration's street."""
_WEEK: Final = (1.2, 1.15, 1.05, 1.05, 1.05, 0.75, 0.75)
"""Monday to Sunday: what one saw at the weekend is told on Monday."""

_HOURS: Final = {
    "day": (0, 0, 0, 0, 0, 0, 1, 3, 7, 9, 9, 7, 4, 4, 7, 8, 7, 6, 5, 5, 4, 2, 1, 0),
    "morning": (0, 0, 0, 0, 0, 1, 4, 9, 11, 9, 7, 5, 3, 3, 4, 4, 4, 4, 4, 3, 2, 1, 1, 0),
    "evening": (1, 0, 0, 0, 0, 0, 1, 2, 4, 4, 4, 3, 3, 2, 3, 3, 4, 6, 9, 11, 10, 8, 5, 2),
    "night": (5, 3, 2, 1, 1, 3, 4, 5, 5, 4, 3, 3, 4, 4, 3, 2, 2, 2, 3, 4, 6, 9, 11, 9),
}
_OFFICE: Final = (0, 0, 0, 0, 0, 0, 0, 0, 2, 9, 9, 5, 0, 0, 6, 9, 8, 5, 0, 0, 0, 0, 0, 0)
"""When grid workers are on their round, by the hour from midnight."""


def month_before(base: date, months: int) -> tuple[date, date]:
    """The first day of the month that lies so many months before ``base``'s, and the first day after it."""
    whole = base.year * 12 + base.month - 1 - months
    year, month = divmod(whole, 12)
    next_year, next_month = divmod(whole + 1, 12)
    return date(year, month + 1, 1), date(next_year, next_month + 1, 1)


def lots_of(day: date, what: str) -> Random:
    """What is drawn for a day: the same whenever it is drawn."""
    return Random(f"xiuhuazhen {day.isoformat()} {what}")  # noqa: S311 - lots, not secrets


def days(first: date, end: date) -> Iterator[tuple[date, int]]:
    """Each day with how many matters it has."""
    for number in range((end - first).days):
        day = first + timedelta(days=number)
        yield day, _count(_A_DAY * _WEEK[day.weekday()], lots_of(day, "count"))


def _count(usual: float, lots: Random) -> int:
    """A number around the usual one, drawn as if so many people decided each for themselves."""
    return sum(lots.random() < usual / 12 for _each in range(12))


def trouble_of(day: date, lots: Random) -> Trouble:
    weights = [trouble.weight * trouble.months[day.month - 1] / (sum(trouble.months) / 12) for trouble in TROUBLES]
    return lots.choices(TROUBLES, weights)[0]


def moment(day: date, hours: str, lots: Random) -> datetime:
    """``hours`` is one of the trouble's, or ``round`` for what is seen on patrol."""
    hour = lots.choices(range(24), _OFFICE if hours == "round" else _HOURS[hours])[0]
    return datetime(day.year, day.month, day.day, hour, lots.randrange(60), lots.randrange(60), tzinfo=CHINA)
