"""Bringing units and people in from a spreadsheet. What is there already is left, or gets its telephone corrected."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import earlier
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import StaffActor, people_to_manage, units_to_manage
from xiuhuazhen.core.people.actions import (
    NewPerson,
    correct_person,
    correct_unit,
    create_account,
    create_unit,
    grant_role,
)
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.granting import MANAGE
from xiuhuazhen.core.people.models import Person, Role
from xiuhuazhen.web.bringing import Bringing, Brought, bring, chosen, day, read
from xiuhuazhen.web.staffing.choosing import managed_areas
from xiuhuazhen.web.staffing.forms import ACCOUNT, TELEPHONE


def bring_units(*, content: bytes, file_name: str, by: StaffActor, at: datetime, command_id: UUID) -> Brought:
    headings = {
        "name": pgettext("of a unit", "Name"),
        "kind": pgettext("of a unit", "Kind"),
        "code": _("Code of the place"),
        "area": _("Place"),
        "telephone": _("Work telephone"),
        "first": _("First day"),
        "last": _("Last day"),
    }
    rows = read(content, file_name, headings, needed=("name", "kind", "code"))
    return bring(rows, _unit, Bringing(by, at, command_id))


def bring_people(*, content: bytes, file_name: str, by: StaffActor, at: datetime, command_id: UUID) -> Brought:
    headings = {
        "name": pgettext("person", "Name"),
        "username": _("Account name"),
        "telephone": _("Work telephone"),
        "role": _("Role"),
        "unit": _("Unit"),
        "code": _("Code of the place"),
        "area": _("Place"),
        "first": _("First day"),
        "last": _("Last day"),
        "deputy": _("Stands in for"),
    }
    rows = read(content, file_name, headings, needed=("name", "username", "role", "unit", "code"))
    return bring(rows, _person, Bringing(by, at, command_id))


def _unit(bringing: Bringing, line: int, given: Mapping[str, str]) -> str:
    by, at = bringing.by, bringing.at
    if earlier(by=by, command_id=bringing.id_of(line, "unit")):
        return "there"
    name, telephone = _text(given, "name", 80), _telephone(given)
    kind = chosen(given["kind"], UnitKind, _("“%(given)s” is no kind of unit."))
    area = _area(by, given["code"])
    there = units_to_manage(by).filter(name=name, area=area).exclude(valid_to__lte=bringing.today).first()
    if there is None:
        first = day(given.get("first", "")) or bringing.today
        create_unit(
            name=name,
            kind=UnitKind(kind),
            area=area,
            valid_from=first,
            work_telephone=telephone,
            by=by,
            at=at,
            command_id=bringing.id_of(line, "unit"),
        )
        return "added"
    if not telephone or there.work_telephone == telephone:
        return "there"
    correct_unit(
        unit=there,
        name=name,
        work_telephone=telephone,
        version=there.version,
        by=by,
        at=at,
        command_id=bringing.id_of(line, "unit"),
    )
    return "corrected"


def _person(bringing: Bringing, line: int, given: Mapping[str, str]) -> str:
    by, at = bringing.by, bringing.at
    if earlier(by=by, command_id=bringing.id_of(line, "role")):
        return "there"
    username, telephone = _checked(given["username"], ACCOUNT), _telephone(given)
    role = _role(bringing, given)
    person = people_to_manage(by).filter(account__username=username).first()
    if person is None:
        entered = NewPerson(_text(given, "name", 40), username, work_telephone=telephone)
        person = create_account(person=entered, by=by, at=at).person
    elif person.name != given["name"]:
        raise InvalidInput(_("This account name belongs to somebody else."))
    done = "there"
    if telephone and person.work_telephone != telephone:
        correct_person(
            person=person,
            area=role["area"],
            name=person.name,
            work_telephone=telephone,
            version=person.version,
            by=by,
            at=at,
        )
        done = "corrected"
    if _holds(person, role, bringing.today):
        return done
    if given.get("deputy"):
        raise InvalidInput(_("Deputies are named on the page of the person. Take this line out."))
    grant_role(person=person, **role, by=by, at=at, command_id=bringing.id_of(line, "role"))
    return "added"


def _role(bringing: Bringing, given: Mapping[str, str]) -> dict[str, Any]:
    name = chosen(given["role"], RoleName, _("“%(given)s” is no role."))
    units = units_to_manage(bringing.by).in_force(bringing.today).filter(name=given["unit"])[:2]
    if len(units) != 1:
        raise InvalidInput(_("No unit here is called “%(given)s”, or several are.") % {"given": given["unit"]})
    first, last = day(given.get("first", "")) or bringing.today, day(given.get("last", ""))
    area = _area(bringing.by, given["code"])
    return {"name": name, "area": area, "unit": units[0], "valid_from": max(first, bringing.today), "last_day": last}


def _holds(person: Person, role: Mapping[str, Any], today: date) -> bool:
    held = Role.objects.filter(person=person, name=role["name"], area=role["area"], unit=role["unit"])
    last = role["last_day"]
    return held.exclude(valid_to__lte=today).exists() or bool(last and last + timedelta(days=1) <= today)


def _area(by: StaffActor, code: str) -> Area:
    area = Area.objects.present().filter(managed_areas(by, MANAGE), code=code).first()
    if area is None:
        raise InvalidInput(_("No place that you administer has the code “%(given)s”.") % {"given": code})
    return area


def _text(given: Mapping[str, str], name: str, longest: int) -> str:
    if not given[name] or len(given[name]) > longest:
        raise InvalidInput(_("The name is missing, or longer than %(count)s characters.") % {"count": longest})
    return given[name]


def _telephone(given: Mapping[str, str]) -> str:
    return _checked(given.get("telephone", ""), TELEPHONE)


def _checked(text: str, validator: Callable[[str], None]) -> str:
    try:
        validator(text)
    except ValidationError as fault:
        raise InvalidInput("“" + text[:20] + "”：" + " ".join(fault.messages)) from fault
    return text
