"""A year at a glance: twelve months, and the days that differ from an ordinary week in words."""

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.norms.notices import DayKind
from xiuhuazhen.core.norms.rules import is_ordinary_workday

_WEEKS = Calendar()


@dataclass(frozen=True)
class Cell:
    """A day in a month's table. ``mark`` is the sign that stands for its kind, ``said`` the same in words."""

    number: int
    kind: str
    mark: str
    said: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    title: str
    weeks: list[list[Cell | None]]


@dataclass(frozen=True)
class Stretch:
    """Days one after the other of the same kind and name."""

    name: str
    days: str
    said: str
    is_workday: bool


def weekdays() -> list[str]:
    """Monday to Sunday, in one sign each."""
    return pgettext("weekdays, seven signs", "M T W T F S S").split()


def months(days: Mapping[date, DayKind], local: Mapping[date, DayKind], year: int, today: date) -> list[Month]:
    return [
        Month(
            pgettext("month", "%(number)d") % {"number": month},
            [
                [_cell(day, days, local, today) if day.month == month else None for day in week]
                for week in _WEEKS.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day: date, days: Mapping[date, DayKind], local: Mapping[date, DayKind], today: date) -> Cell:
    kind = local.get(day) or days.get(day) or DayKind(is_ordinary_workday(day))
    shown = "local" if day in local else _shown(day, kind)
    mark = "" if shown in ("work", "weekend") else sign(kind)
    said = " ".join(filter(None, (month_and_day(day), words(kind), kind.name)))
    return Cell(day.day, f"{shown}-{'work' if kind.is_workday else 'off'}", mark, said, day == today)


def _shown(day: date, kind: DayKind) -> str:
    if kind.is_workday is is_ordinary_workday(day) and not kind.name:
        return "work" if kind.is_workday else "weekend"
    return "moved"


def sign(kind: DayKind) -> str:
    return pgettext("calendar", "on") if kind.is_workday else pgettext("calendar", "off")


def words(kind: DayKind) -> str:
    return _("work day") if kind.is_workday else _("day off")


def month_and_day(day: date) -> str:
    return _("%(month)d/%(day)d") % {"month": day.month, "day": day.day}


def stretches(days: Iterable[tuple[date, DayKind]]) -> list[Stretch]:
    """Named days, and days that differ from an ordinary week, put together where they follow each other."""
    told = sorted(((day, kind) for day, kind in days if _shown(day, kind) == "moved"), key=lambda pair: pair[0])
    numbered = enumerate(told)
    found = groupby(numbered, key=lambda each: (each[1][0] - timedelta(days=each[0]), each[1][1]))
    return [_stretch([day for _number, (day, _kind) in run], kind) for (_start, kind), run in found]


def _stretch(days: Sequence[date], kind: DayKind) -> Stretch:
    first, last = month_and_day(days[0]), month_and_day(days[-1])
    said = first if len(days) == 1 else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return Stretch(kind.name, said, sign(kind), kind.is_workday)


def as_text(days: Mapping[date, DayKind]) -> str:
    """The days as lines that can be read again."""
    return "\n".join(f"{day}\t{int(kind.is_workday)}\t{kind.name}" for day, kind in days.items())
