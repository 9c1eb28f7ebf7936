"""Bringing the dispatch table in from a spreadsheet: new lines are set, last days that are given end lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.setting_up import end_route, set_route
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.dispatch_table import category_words, present_table
from xiuhuazhen.domains.cases.forms.routes import TrialFields
from xiuhuazhen.domains.cases.models import Category, RoutingRule
from xiuhuazhen.domains.cases.queries import catalogue_in_force, units_to_route_to
from xiuhuazhen.domains.cases.trial import TableTrial, tried_table
from xiuhuazhen.web.bringing import Bringing, Brought, bring, chosen, day, read
from xiuhuazhen.web.routing.sheets import headings
from xiuhuazhen.web.staffing.forms import SheetForm

_Given = Mapping[str, str]
Named = TypeVar("Named")


@dataclass(frozen=True)
class _Known:
    """What lines may name."""

    categories: Sequence[Category]
    areas: Sequence[Area]


@dataclass(frozen=True)
class _Wanted:
    category: str
    area: Area
    hours: RouteHours
    unit: Unit
    first: date | None
    last: date | None


class RoutesSheetForm(SheetForm, TrialFields):
    field_order = ("sheet", "newest")


def bring_routes(*, content: bytes, file_name: str, by: StaffActor, at: datetime, command_id: UUID) -> Brought:
    rows = read(content, file_name, headings(), needed=("category", "area_code", "unit"))
    known = _Known(catalogue_in_force(local_date(at)), access.routing_areas(by))
    return bring(rows, partial(_route, known), Bringing(by, at, command_id))


def tried_routes(
    *, content: bytes, file_name: str, by: StaffActor, at: datetime, newest: int
) -> tuple[Brought, TableTrial]:
    """What would be set and ended, and proposed for past cases: brought in and taken back at once, so that what is
    said is what would be."""
    before = present_table()
    with transaction.atomic():
        brought = bring_routes(content=content, file_name=file_name, by=by, at=at, command_id=new_id())
        after = present_table()
        transaction.set_rollback(True)
    with reference.one_version():
        return brought, tried_table(by, before=before, after=after, newest=newest, at=at)


def _route(known: _Known, bringing: Bringing, line: int, given: _Given) -> str:
    wanted = _wanted(known, bringing.today, given)
    there = _there(wanted, bringing.today)
    if there is None:
        there = _set(wanted, bringing, line)
        _end(there, wanted.last, bringing, line)
        return "added"
    return _end(there, wanted.last, bringing, line)


def _wanted(known: _Known, today: date, given: _Given) -> _Wanted:
    area = _area(known.areas, given)
    said = given.get("hours", "") or RouteHours.ALWAYS.value
    return _Wanted(
        _category(known.categories, given),
        area,
        RouteHours(chosen(said, RouteHours, _("“%(given)s” is no time of the day here."))),
        _unit(area, given["unit"], today),
        day(given.get("first", "")),
        day(given.get("last", "")),
    )


def _category(categories: Sequence[Category], given: _Given) -> str:
    """Its code; empty for any. An empty cell does not mean any: a forgotten one would send everything there."""
    code, name = given.get("code", ""), given["category"]
    if not code and name == category_words(""):
        return ""
    found = _only([each for each in categories if _names(each.code, code) and _names(each.name, name)])
    if found is None or not (code or name):
        sentence = _("There is no category “%(given)s”, or several are called so. Write its code, or “%(any)s”.")
        raise InvalidInput(sentence % {"given": f"{code} {name}".strip(), "any": category_words("")})
    return found.code


def _area(areas: Sequence[Area], given: _Given) -> Area:
    code, name = given["area_code"], given.get("area", "")
    named = (each for each in areas if _names(each.name, name) or _names(short_name(each.name), name))
    found = _only([each for each in named if _names(each.code, code)])
    if found is None or not (code or name):
        sentence = _("There is no place “%(given)s” for which you set lines, or several are called so. Write its code.")
        raise InvalidInput(sentence % {"given": f"{code} {name}".strip()})
    return found


def _unit(area: Area, name: str, today: date) -> Unit:
    found = _only(units_to_route_to(area, on=today).filter(name=name)[:2])
    if found is None:
        sentence = _("No unit that can be given a case there is called “%(given)s”, or several are.")
        raise InvalidInput(sentence % {"given": name})
    return found


def _names(there: str, given: str) -> bool:
    """Whether this is what was written, if anything was."""
    return given in ("", there)


def _only(found: Iterable[Named]) -> Named | None:
    several = list(found)
    return several[0] if len(several) == 1 else None


def _there(wanted: _Wanted, today: date) -> RoutingRule | None:
    """The line that says so already: from the same day on, or in force where no day is given."""
    same = RoutingRule.objects.filter(
        category=wanted.category, area=wanted.area, hours=wanted.hours, unit=wanted.unit
    ).order_by("-valid_from", "-id")
    return same.filter(valid_from=wanted.first).first() if wanted.first else same.exclude(valid_to__lte=today).first()


def _set(wanted: _Wanted, bringing: Bringing, line: int) -> RoutingRule:
    first = wanted.first or bringing.today
    if first < bringing.today:
        raise InvalidInput(_("What was proposed until now stays as it was. Choose today or a later day."))
    return set_route(
        category=wanted.category,
        area=wanted.area,
        hours=wanted.hours,
        unit=wanted.unit,
        valid_from=first,
        by=bringing.by,
        at=bringing.at,
        command_id=bringing.id_of(line, "route"),
    )


def _end(there: RoutingRule, last: date | None, bringing: Bringing, line: int) -> str:
    """End the line where its last day is given and is not yet so."""
    present = there.valid_to - timedelta(days=1) if there.valid_to else None
    if last == present:
        return "there"
    if last is None:
        raise InvalidInput(_("This line has a last day here. Set a new one from the day after."))
    command_id = bringing.id_of(line, "route end")
    end_route(line=there, last_day=last, by=bringing.by, at=bringing.at, command_id=command_id)
    return "corrected"
