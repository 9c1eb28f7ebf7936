from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.canonical import digest
from xiuhuazhen.core.norms import names, notices, rules
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.models import CalendarDay, Norm
from xiuhuazhen.core.norms.notices import DayKind, Fault, NoticeRow

OFFICE_HOURS = "office.hours"
_COUNTED_IN_DAYS = frozenset({Unit.WORK_DAY, Unit.DAY})
"""What is counted in months, as the keeping of contents for years, ends where no calendar is published yet."""


@dataclass(frozen=True)
class Limit:
    """When something is due, by which norm (its id goes into the history), and whether the calendar was known."""

    at: datetime
    norm_id: UUID
    provisional: bool


@dataclass(frozen=True)
class Moment:
    """Where a deadline moved to, and whether the calendar was known up to there."""

    at: datetime
    provisional: bool


@dataclass(frozen=True)
class DayChange:
    """What an import would make of one day of the nation's calendar; ``before`` is missing for a day that is new."""

    day: date
    before: DayKind | None
    after: DayKind

    @property
    def is_adjusted(self) -> bool:
        """Whether the day differs from an ordinary week."""
        return self.after.is_workday is not rules.is_ordinary_workday(self.day)


@dataclass(frozen=True)
class NoticePreview:
    """The days that a notice names, what it would change, and the rows that are wrong."""

    named: dict[date, DayKind]
    changes: list[DayChange]
    faults: list[Fault]


def path_ids(area_path: str) -> list[UUID]:
    """The ids from the root down to the area that has this path."""
    return [UUID(part) for part in area_path.split("/") if part]


def norms_in_force(wanted: list[str], *, qualifiers: Sequence[str] = (), area_path: str, on: date) -> dict[str, Norm]:
    """The norm that holds for each wanted name.

    ``qualifiers`` go from the general to the specific. The nearest area that has a norm wins; one made for a more
    specific qualifier wins over a more general one of any area, and any of them over the one without.
    """
    for name in wanted:
        names.known(name)
    rows, found = reference.remembered("norms", _all_norms), dict[str, Norm]()
    for kind in ("", *qualifiers):
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


def norm_by_id(norm_id: UUID | None) -> Norm | None:
    """The norm that a deadline was counted by, whether it still holds or not."""
    return reference.remembered("norms.by_id", _norms_by_id).get(norm_id) if norm_id else None


def _norms_by_id() -> dict[UUID, Norm]:
    rows = reference.remembered("norms", _all_norms)
    return {norm.pk: norm for held in rows.values() for norm in held}


def norm_in_force(name: str, *, qualifiers: Sequence[str] = (), area_path: str, on: date) -> Norm | None:
    return norms_in_force([name], qualifiers=qualifiers, area_path=area_path, on=on).get(name)


def limit(name: str, *, qualifiers: Sequence[str] = (), area_path: str, start: datetime) -> Limit | None:
    """When the period that norm ``name`` sets ends, counted from ``start``; ``None`` where no norm is set."""
    norm = norm_in_force(name, qualifiers=qualifiers, area_path=area_path, on=clock.local_date(start))
    return counted(norm, area_path=area_path, start=start) if norm else None


def can_be_withdrawn(norm: Norm, today: date) -> bool:
    """Whether it is the last value and holds not longer than today; by what counts
    time limits some may have been counted today, so only before."""
    if norm.valid_to or not norm.valid_from:
        return False
    return norm.valid_from > today or (norm.valid_from == today and not names.known(norm.name).counts)


def counted(norm: Norm, *, area_path: str, start: datetime) -> Limit:
    """When the period that this norm sets ends, counted from ``start`` on the calendar as it is known now."""
    end = rules.due(clock.local(start), norm.value, norm.unit, _calendar(norm.unit, area_path))
    return Limit(end.at.astimezone(UTC), norm.pk, end.provisional)


def work_days_from(start: datetime, days: int, *, area_path: str) -> Moment:
    """The end of the last of so many work days, for a period that no norm sets: somebody else wrote it down."""
    return _moment(rules.due(clock.local(start), days, Unit.WORK_DAY, _calendar(Unit.WORK_DAY, area_path)))


def resume(*, due: datetime, paused_at: datetime, resumed_at: datetime, unit: str, area_path: str) -> Moment:
    """Where a deadline lies after its clock stood still; see :func:`~xiuhuazhen.core.norms.rules.resumed`."""
    end, stopped, went_on = (clock.local(moment) for moment in (due, paused_at, resumed_at))
    return _moment(rules.resumed(end, stopped, went_on, unit, _calendar(unit, area_path)))


def extend(*, due: datetime, amount: int, unit: str, area_path: str) -> Moment:
    """Where a deadline lies after it was lengthened; see :func:`~xiuhuazhen.core.norms.rules.extended`."""
    return _moment(rules.extended(clock.local(due), amount, unit, _calendar(unit, area_path)))


def _moment(end: rules.Due) -> Moment:
    return Moment(end.at.astimezone(UTC), end.provisional)


def _calendar(unit: str, area_path: str) -> rules.WorkCalendar:
    return rules.WorkCalendar({}) if unit == Unit.HOUR_24X7 else work_calendar(area_path)


def in_office_hours(at: datetime, *, area_path: str) -> bool:
    """Whether the offices of an area are open at this moment; all of a work day where no office hours are set."""
    return work_calendar(area_path).is_open(clock.local(at))


def work_calendar(area_path: str) -> rules.WorkCalendar:
    """The work days of an area, and its office hours day by day: the nearest area's that has any on that day."""
    rows = reference.remembered("norms", _all_norms)
    dated = [norm for area_id in path_ids(area_path) for norm in rows.get((OFFICE_HOURS, "", area_id), ())]
    begins = {day for norm in dated for day in (norm.valid_from, norm.valid_to) if day}
    seasons = [rules.Season(day, _hours_on(day, dated)) for day in sorted(begins)]
    return rules.WorkCalendar(published_days(area_path), _hours_on(date.min, dated), seasons)


def _hours_on(day: date, dated: Sequence[Norm]) -> rules.Spans:
    """``dated`` lies in the order from the widest area to the nearest."""
    held = [norm.value for norm in dated if norm.holds_on(day)]
    return [(opens, closes) for opens, closes in held[-1]] if held else ()


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


def national_year(year: int) -> dict[date, DayKind]:
    """The nation's days of a year as they are stored."""
    rows = CalendarDay.objects.filter(area__isnull=True, day__year=year)
    return {day: DayKind(is_workday, name) for day, is_workday, name in rows.values_list("day", "is_workday", "name")}


def national_seal(year: int) -> str:
    """Stands for the nation's days of a year as they are now: another seal means that somebody has changed them."""
    days = sorted(national_year(year).items())
    return digest(b"", [[day, kind.is_workday, kind.name] for day, kind in days]).hex()


def year_changes(year: int, wanted: Mapping[date, DayKind]) -> list[DayChange]:
    """The days of a year that are not stored as wanted, in their order."""
    present = national_year(year)
    differing = (day for day, kind in sorted(wanted.items()) if present.get(day) != kind)
    return [DayChange(day, present.get(day), wanted[day]) for day in differing]


def look_over(year: int, rows: Iterable[NoticeRow]) -> NoticePreview:
    """What the rows of a notice would change."""
    named, faults = notices.read(rows, year)
    return NoticePreview(named, year_changes(year, notices.whole_year(year, named)), faults)


def years_to_publish(on: date) -> list[int]:
    """The years that can be imported: those that are there, to correct them, and the one that follows; where none is
    there the present one."""
    days = CalendarDay.objects.filter(area__isnull=True)
    years = [day.year for day in days.dates("day", "year")]
    return [*years, years[-1] + 1] if years else [on.year]


def published_until() -> date | None:
    """The last day of the nation's calendar."""
    return max(reference.remembered("norms.days", _all_days).get(None, ()), default=None)


def runs_short(area_path: str, at: datetime) -> bool:
    """Whether something that begins now can have a limit past the published calendar: time to import the next year."""
    rows, wall = reference.remembered("norms", _all_norms), clock.local(at)
    places = set(path_ids(area_path))
    held = (norm for (_name, _qualifier, area_id), norms in rows.items() if area_id in places for norm in norms)
    lengths = {(norm.value, norm.unit) for norm in held if norm.unit in _COUNTED_IN_DAYS and norm.holds_on(wall.date())}
    calendar = work_calendar(area_path)
    return any(rules.due(wall, value, unit, calendar).provisional for value, unit in lengths)


def office_hours_of(area: Area) -> list[Norm]:
    """The office hours that were set for this very area, the latest first."""
    rows = Norm.objects.filter(name=OFFICE_HOURS, qualifier="", area=area)
    return sorted(rows, key=lambda norm: norm.valid_from or date.min, reverse=True)
