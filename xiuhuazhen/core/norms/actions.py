from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import chinese_calendar
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.norms import names, rules
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.models import CalendarDay, Norm

_CALENDAR_BASIS = "国务院办公厅节假日安排（chinesecalendar）"


@dataclass(frozen=True)
class NormText:
    """A norm as somebody writes it down; fields as in :class:`~xiuhuazhen.core.norms.models.Norm`."""

    name: str
    value: Any
    unit: str
    basis: str
    evidence: str
    qualifier: str = ""


@transaction.atomic
def set_norm(*, norm: NormText, area: Area, valid_from: date, by: Actor, at: datetime) -> Norm:
    """Let a norm hold in an area's subtree from a day on; the one that held there before ends on that day."""
    version = reference.lock()
    _check(norm)
    present = Norm.objects.filter(name=norm.name, qualifier=norm.qualifier, area=area, valid_to__isnull=True)
    before = [earlier.value for earlier in present]
    if present.filter(valid_from__gte=valid_from).exists():
        raise InvalidInput(
            str(_("From that day on, or later, another value is set already. Choose a later day.")),
            fields={"valid_from": valid_from.isoformat()},
        )
    present.update(valid_to=valid_from)
    row = Norm.objects.create(
        name=norm.name,
        qualifier=norm.qualifier,
        value=norm.value,
        unit=norm.unit,
        area=area,
        basis=norm.basis,
        evidence=norm.evidence,
        valid_from=valid_from,
    )
    reference.grow(version)
    record(
        "norms.norm.set",
        subject=row,
        by=by,
        at=at,
        area_code=area.code,
        before={"values": before},
        after={"value": norm.value, "unit": norm.unit, "basis": norm.basis, "evidence": norm.evidence},
    )
    return row


def _check(norm: NormText) -> None:
    if norm.unit not in names.known(norm.name).units:
        raise InvalidInput(f"{norm.name}: {norm.unit}", fields={"unit": norm.unit})
    if not rules.holds(norm.value, norm.unit):
        sentence = str(_("This is no value for %(unit)s.") % {"unit": Unit(norm.unit).label})
        raise InvalidInput(sentence, fields={"value": sentence})
    if norm.qualifier and norm.unit == Unit.HOURS_OF_DAY:
        sentence = str(_("Office hours hold for all categories. Leave the category empty."))
        raise InvalidInput(sentence, fields={"qualifier": sentence})


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
    is_holiday, name = chinese_calendar.get_holiday_detail(day)
    return CalendarDay(day=day, is_workday=not is_holiday, name=name or "", basis=_CALENDAR_BASIS)
