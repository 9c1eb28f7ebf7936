"""Which days are worked: the nation's by the yearly notice, an area's own beside them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import chinese_calendar
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput, NotFound, StaleVersion
from xiuhuazhen.core.norms import changes, notices
from xiuhuazhen.core.norms.models import CalendarDay
from xiuhuazhen.core.norms.notices import DayKind, NoticeRow
from xiuhuazhen.core.norms.queries import DayChange, look_over, national_seal, years_to_publish

_CALENDAR_BASIS = "国务院办公厅节假日安排（chinesecalendar）"
_BASIS_MAX = 200


@transaction.atomic
def seed_calendar(*, first_year: int, last_year: int, by: Actor, at: datetime) -> int:
    """Store the published work days of whole years; years that nobody has published are left out.

    Returns how many days were added. Days that are there stay as they are.
    """
    version = reference.lock()
    days = [day for year in range(first_year, last_year + 1) for day in _published(year)]
    there = set(CalendarDay.objects.filter(area__isnull=True).values_list("day", flat=True))
    rows = [_calendar_day(day) for day in days if day not in there]
    CalendarDay.objects.bulk_create(rows, batch_size=500)
    if rows:
        reference.grow(version)
        record("norms.calendar.seeded", subject=rows[0], by=by, at=at, after={"days": len(rows)})
        changes.tell(None, by=by, at=at)
    return len(rows)


def _published(year: int) -> list[date]:
    try:
        return list(chinese_calendar.get_dates(date(year, 1, 1), date(year, 12, 31))) if _is_known(year) else []
    except NotImplementedError:
        return []


def _is_known(year: int) -> bool:
    chinese_calendar.is_workday(date(year, 12, 31))
    return True


def _calendar_day(day: date) -> CalendarDay:
    is_holiday, holiday = chinese_calendar.get_holiday_detail(day)
    name = chinese_calendar.Holiday(holiday).chinese if holiday else ""
    return CalendarDay(day=day, is_workday=not is_holiday, name=name, basis=_CALENDAR_BASIS)


@transaction.atomic
def import_calendar(
    *,
    year: int,
    rows: Sequence[NoticeRow],
    basis: str,
    by: Actor,
    at: datetime,
    command_id: UUID | None = None,
    seal: str = "",
) -> list[DayChange]:
    """Store a year's notice: the days that it names, and the ordinary week for all others, so that the year counts as
    published. A later import corrects; history keeps what stood there before. Returns what changed.

    Nothing is stored when any row is wrong (``InvalidInput``, whose ``fields`` are the numbers of the lines). With
    ``seal`` (:func:`~xiuhuazhen.core.norms.queries.national_seal`) the year must still be as it was looked at, or
    ``StaleVersion`` is raised.
    """
    version = reference.lock()
    request = [year, [[row.day, row.kind, row.name] for row in rows], basis]
    if repeated(by, command_id, action="norms.calendar.imported", request=request):
        return []
    if seal and seal != national_seal(year):
        raise StaleVersion(_("Somebody else has changed this year meanwhile. Look at the differences again."))
    changed = _checked(year, rows, basis, at)
    if not changed:
        return []
    _store(changed, basis)
    reference.grow(version)
    record(
        "norms.calendar.imported",
        subject=CalendarDay.objects.get(area__isnull=True, day=date(year, 1, 1)),
        by=by,
        at=at,
        before={"days": {change.day.isoformat(): _spelt(change.before) for change in changed if change.before}},
        after={"year": year, "basis": basis, "days": _worth_telling(changed)} | marked(command_id, request),
        command_id=command_id,
    )
    changes.tell(None, by=by, at=at)
    return changed


def _checked(year: int, rows: Sequence[NoticeRow], basis: str, at: datetime) -> list[DayChange]:
    """What the rows change, if all of them are right."""
    _check_basis(basis)
    if year not in years_to_publish(clock.local_date(at)):
        sentence = str(_("Import the years one after the other, without a gap."))
        raise InvalidInput(sentence, fields={"year": sentence})
    found = look_over(year, rows)
    if found.faults:
        raise InvalidInput(
            str(_("Nothing was stored. Correct these lines and try again.")),
            fields={str(fault.line): fault.sentence for fault in found.faults},
        )
    if not found.named:
        raise InvalidInput(str(_("No line names a day. Put in the days off and the moved work days.")))
    return found.changes


def _check_basis(basis: str) -> None:
    if not basis.strip() or len(basis) > _BASIS_MAX:
        sentence = str(_("Say where this is written: title, number and date of the notice."))
        raise InvalidInput(sentence, fields={"basis": sentence})


def _store(changed: Sequence[DayChange], basis: str) -> None:
    there = {row.day: row for row in CalendarDay.objects.filter(area__isnull=True, day__in=[c.day for c in changed])}
    rows = [there.get(change.day) or CalendarDay(day=change.day) for change in changed]
    for row, change in zip(rows, changed, strict=True):
        row.is_workday, row.name, row.basis = change.after.is_workday, change.after.name, basis
    CalendarDay.objects.bulk_create([row for row in rows if row.day not in there], batch_size=500)
    altered = [row for row in rows if row.day in there]
    CalendarDay.objects.bulk_update(altered, ["is_workday", "name", "basis"], batch_size=200)


def _spelt(kind: DayKind) -> list[Any]:
    return [kind.is_workday, kind.name]


def _worth_telling(changed: Iterable[DayChange]) -> dict[str, list[Any]]:
    """All but the days with which an ordinary week fills a new year."""
    told = [change for change in changed if change.before or change.after.name or change.is_adjusted]
    return {change.day.isoformat(): _spelt(change.after) for change in told}


@transaction.atomic
def set_local_day(
    *,
    area: Area,
    day: date,
    is_workday: bool,
    name: str,
    basis: str,
    by: Actor,
    at: datetime,
    command_id: UUID | None = None,
) -> CalendarDay:
    """Let an area's subtree rest or work on a day, whatever the nation does. Raises ``Conflict`` where another rule of
    this area stands for the day: it has to be removed first, by somebody who has seen it."""
    version = reference.lock()
    request = [area.pk, day, is_workday, name, basis]
    if earlier := repeated(by, command_id, action="norms.local_day.set", request=request):
        return _row_of(earlier.subject_id)
    _check_basis(basis)
    if not name.strip() or len(name) > notices.NAME_MAX:
        sentence = str(_("Give the day a name of at most %(count)s characters.") % {"count": notices.NAME_MAX})
        raise InvalidInput(sentence, fields={"name": sentence})
    if CalendarDay.objects.filter(area=area, day=day).exists():
        raise Conflict(_("This place has a rule for that day already. Remove it first, then set the new one."))
    row = CalendarDay.objects.create(area=area, day=day, is_workday=is_workday, name=name, basis=basis)
    reference.grow(version)
    record(
        "norms.local_day.set",
        subject=row,
        by=by,
        at=at,
        area_code=area.code,
        after={**_as_history(row), **marked(command_id, request)},
        command_id=command_id,
    )
    changes.tell(area, by=by, at=at)
    return row


def _row_of(row_id: str) -> CalendarDay:
    row = CalendarDay.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("This day was removed meanwhile."))
    return row


@transaction.atomic
def remove_local_day(*, local_day: CalendarDay, by: Actor, at: datetime, command_id: UUID | None = None) -> None:
    """Let an area follow the nation again on that day; history keeps what was set. Raises ``NotFound`` when it is
    gone already."""
    version = reference.lock()
    if repeated(by, command_id, action="norms.local_day.removed", request=[local_day.pk]):
        return
    row = CalendarDay.objects.select_related("area").filter(pk=local_day.pk, area__isnull=False).first()
    if row is None or row.area is None:
        raise NotFound(_("This day was removed meanwhile."))
    record(
        "norms.local_day.removed",
        subject=row,
        by=by,
        at=at,
        area_code=row.area.code,
        before=_as_history(row),
        after=marked(command_id, [local_day.pk]),
        command_id=command_id,
    )
    area = row.area
    row.delete()
    reference.grow(version)
    changes.tell(area, by=by, at=at)


def _as_history(row: CalendarDay) -> dict[str, Any]:
    return {"day": row.day.isoformat(), "is_workday": row.is_workday, "name": row.name, "basis": row.basis}
