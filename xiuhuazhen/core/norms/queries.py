from collections import ChainMap, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms import names, rules
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.models import CalendarDay, Norm

OFFICE_HOURS = "office.hours"


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
    """The norm that holds for each wanted name.

    The nearest area that has one wins; one made for this very qualifier wins over the general one of any area.
    """
    for name in wanted:
        names.known(name)
    rows, found = reference.remembered("norms", _all_norms), dict[str, Norm]()
    for kind in ("", qualifier):
        for area_id in path_ids(area_path):
            for name in wanted:
                here = rows.get((name, kind, area_id), ())
                found.update((name, norm) for norm in here if norm.holds_on(on))
    return found


def _all_norms() -> dict[tuple[str, str, UUID], list[Norm]]:
    found: dict[tuple[str, str, UUID], list[Norm]] = defaultdict(list)
    for norm in Norm.objects.all():
        found[norm.name, norm.qualifier, norm.area_id].append(norm)
    return dict(found)


def norm_in_force(name: str, *, qualifier: str = "", area_path: str, on: date) -> Norm | None:
    return norms_in_force([name], qualifier=qualifier, area_path=area_path, on=on).get(name)


def limit(name: str, *, qualifier: str, area_path: str, start: datetime) -> Limit | None:
    """When the period that norm ``name`` sets ends, counted from ``start``; ``None`` where no norm is set."""
    wall = clock.local(start)
    found = norms_in_force([name, OFFICE_HOURS], qualifier=qualifier, area_path=area_path, on=wall.date())
    norm = found.get(name)
    if norm is None:
        return None
    calendar = _calendar(norm, found.get(OFFICE_HOURS), area_path)
    end = rules.due(wall, norm.value, norm.unit, calendar)
    return Limit(end.at.astimezone(start.tzinfo), norm.pk, end.provisional)


def _calendar(norm: Norm, office_hours: Norm | None, area_path: str) -> rules.WorkCalendar:
    hours: list[Any] = office_hours.value if office_hours else []
    days = {} if norm.unit == Unit.HOUR_24X7 else published_days(area_path)
    return rules.WorkCalendar(days, [(opens, closes) for opens, closes in hours])


def published_days(area_path: str) -> Mapping[date, bool]:
    """Worked or not, for every published day; an area's own day wins over the nation's, and the nearest area's over
    that of a wider one."""
    days = reference.remembered("norms.days", _all_days)
    return ChainMap(*(days[each] for each in (*reversed(path_ids(area_path)), None) if each in days))


def _all_days() -> dict[UUID | None, dict[date, bool]]:
    found: dict[UUID | None, dict[date, bool]] = defaultdict(dict)
    for area_id, day, is_workday in CalendarDay.objects.values_list("area_id", "day", "is_workday"):
        found[area_id][day] = is_workday
    return dict(found)
