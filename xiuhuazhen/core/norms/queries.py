from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms import names, rules
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.models import CalendarDay, Norm

OFFICE_HOURS = "office.hours"

_DAYS_AROUND_A_LONG_HOLIDAY = 30


@dataclass(frozen=True)
class Limit:
    """When something is due, by which norm (its id goes into the history), and whether the calendar was known."""

    at: datetime
    norm_id: UUID
    provisional: bool


def path_ids(area_path: str) -> list[UUID]:
    """The ids from the root down to the area that has this path."""
    return [UUID(part) for part in area_path.split("/") if part]


def norms_in_force(wanted: list[str], *, qualifier: str, area_path: str, on: date) -> dict[str, Norm]:
    """The norm that holds for each wanted name, in one query.

    The nearest area that has one wins; one made for this very qualifier wins over the general one of any area.
    """
    for name in wanted:
        names.known(name)
    order = {area_id: depth for depth, area_id in enumerate(path_ids(area_path))}
    rows = Norm.objects.filter(name__in=wanted, qualifier__in={qualifier, ""}, area_id__in=order)
    # Each name has few rows, and the condition "in force" would cost more to spell out than to look at here.
    ranked = sorted(
        (norm for norm in rows if norm.holds_on(on)),
        key=lambda norm: (norm.qualifier == qualifier, order[norm.area_id]),
    )
    return {norm.name: norm for norm in ranked}


def norm_in_force(name: str, *, qualifier: str = "", area_path: str, on: date) -> Norm | None:
    return norms_in_force([name], qualifier=qualifier, area_path=area_path, on=on).get(name)


def limit(name: str, *, qualifier: str, area_path: str, start: datetime) -> Limit | None:
    """When the period that norm ``name`` sets ends, counted from ``start``; ``None`` where no norm is set."""
    wall = clock.local(start)
    found = norms_in_force([name, OFFICE_HOURS], qualifier=qualifier, area_path=area_path, on=wall.date())
    norm = found.get(name)
    if norm is None:
        return None
    calendar = _calendar(norm, found.get(OFFICE_HOURS), area_path, wall.date())
    end = rules.due(wall, norm.value, norm.unit, calendar)
    return Limit(end.at.astimezone(start.tzinfo), norm.pk, end.provisional)


def _calendar(norm: Norm, office_hours: Norm | None, area_path: str, start: date) -> rules.WorkCalendar:
    hours: list[Any] = office_hours.value if office_hours else []
    days = {} if norm.unit == Unit.HOUR_24X7 else published_days(start, _reach(norm), area_path)
    return rules.WorkCalendar(days, [(opens, closes) for opens, closes in hours])


def published_days(start: date, reach: int, area_path: str) -> dict[date, bool]:
    """Worked or not, for the published days among the next ``reach``; an area's own day wins over the nation's."""
    here = Q(area__isnull=True) | Q(area_id__in=path_ids(area_path))
    rows = CalendarDay.objects.filter(here, day__gte=start, day__lte=start + timedelta(days=reach))
    ordered = sorted(rows.values_list("day", "is_workday", "area_id"), key=lambda row: row[2] is not None)
    return {day: is_workday for day, is_workday, _area in ordered}


def _reach(norm: Norm) -> int:
    days_a_unit = {Unit.MONTH: 31, Unit.DAY: 1, Unit.WORK_DAY: 2, Unit.WORK_HOUR: 1}
    return int(norm.value) * days_a_unit[Unit(norm.unit)] + _DAYS_AROUND_A_LONG_HOLIDAY
