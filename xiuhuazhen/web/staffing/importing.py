"""Bringing units and people in from a spreadsheet: all lines or none, each fault with its line.

Lines go through the same actions as the pages, inside one transaction that is taken back when any line is at fault; so
what is said to be wrong is what would be wrong. What is there already is left, or gets its telephone corrected.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import earlier
from xiuhuazhen.core.files.spreadsheets import UnreadableSheet, check_sheet, read_lines
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput, Refusal
from xiuhuazhen.core.kit.ids import derived_id
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
from xiuhuazhen.web.staffing.choosing import managed_areas
from xiuhuazhen.web.staffing.forms import ACCOUNT, TELEPHONE

_HEADING_LINES = 1


@dataclass
class Brought:
    """How many lines added something, corrected something, or were there already; or what is wrong with which line.
    ``faults`` are empty or nothing was stored."""

    added: int = 0
    corrected: int = 0
    there: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


class _TakenBack(Exception):  # noqa: N818 - ends the transaction, is no fault
    pass


@dataclass(frozen=True)
class _Bringing:
    by: StaffActor
    at: datetime
    command_id: UUID

    @property
    def today(self) -> date:
        return clock.local_date(self.at)

    def id_of(self, line: int, what: str) -> UUID:
        return derived_id("register", str(self.command_id), str(line), what)


_Line = Callable[[_Bringing, int, Mapping[str, str]], str]
"""Does what one line says; gives the name of the count of :class:`Brought` that it belongs to."""


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
    rows = _read(content, file_name, headings, needed=("name", "kind", "code"))
    return _bring(rows, _unit, _Bringing(by, at, command_id))


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
    rows = _read(content, file_name, headings, needed=("name", "username", "role", "unit", "code"))
    return _bring(rows, _person, _Bringing(by, at, command_id))


def _read(
    content: bytes, file_name: str, headings: Mapping[str, str], *, needed: Sequence[str]
) -> list[tuple[int, dict[str, str]]]:
    """The lines below the headings, by the names of their columns. A column that is not known is refused and not passed
    over: nobody shall believe that it was kept."""
    limits = {"most_bytes": settings.SHEET_MAX_BYTES, "most_unpacked": settings.SHEET_MAX_UNPACKED_BYTES}
    most = settings.REGISTER_MAX_ROWS
    try:
        check_sheet(content, file_name, **limits)
        lines = read_lines(content, most=most, above=_HEADING_LINES)
    except UnreadableSheet as fault:
        raise InvalidInput(fault.sentence, fields={"sheet": fault.sentence}) from fault
    titles = [str(cell or "").strip() for cell in lines[0][1]] if lines else []
    names = {title: name for name, title in headings.items()}
    strange = [title for title in titles if title and title not in names]
    if strange:
        _refuse(_("These columns are not known here: %(names)s. Take them out.") % {"names": "、".join(strange[:5])})
    missing = [headings[name] for name in needed if headings[name] not in titles]
    if missing:
        _refuse(_("These columns are missing: %(names)s.") % {"names": "、".join(missing)})
    return [(line, _named(titles, names, cells)) for line, cells in lines[_HEADING_LINES:]]


def _named(titles: Sequence[str], names: Mapping[str, str], cells: Sequence[Any]) -> dict[str, str]:
    """A line's cells by the names of their columns; those behind the last full one are empty."""
    full = [*cells, *[""] * (len(titles) - len(cells))]
    return {names[title]: str(cell or "").strip() for title, cell in zip(titles, full, strict=False) if title}


def _refuse(sentence: str) -> None:
    raise InvalidInput(sentence, fields={"sheet": sentence})


def _bring(rows: Sequence[tuple[int, Mapping[str, str]]], do: _Line, bringing: _Bringing) -> Brought:
    brought = Brought()
    try:
        with transaction.atomic():
            for line, given in rows:
                try:
                    with transaction.atomic():
                        kind = do(bringing, line, given)
                except Refusal as refusal:
                    brought.faults.append((line, refusal.message))
                else:
                    setattr(brought, kind, getattr(brought, kind) + 1)
            if brought.faults:
                raise _TakenBack
    except _TakenBack:
        return Brought(faults=brought.faults)
    return brought


def _unit(bringing: _Bringing, line: int, given: Mapping[str, str]) -> str:
    by, at = bringing.by, bringing.at
    if earlier(by=by, command_id=bringing.id_of(line, "unit")):
        return "there"
    name, telephone = _text(given, "name", 80), _telephone(given)
    kind = _chosen(given["kind"], UnitKind, _("“%(given)s” is no kind of unit."))
    area = _area(by, given["code"])
    there = units_to_manage(by).filter(name=name, area=area).exclude(valid_to__lte=bringing.today).first()
    if there is None:
        first = _day(given.get("first", "")) or bringing.today
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


def _person(bringing: _Bringing, line: int, given: Mapping[str, str]) -> str:
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


def _role(bringing: _Bringing, given: Mapping[str, str]) -> dict[str, Any]:
    name = _chosen(given["role"], RoleName, _("“%(given)s” is no role."))
    units = units_to_manage(bringing.by).in_force(bringing.today).filter(name=given["unit"])[:2]
    if len(units) != 1:
        raise InvalidInput(_("No unit here is called “%(given)s”, or several are.") % {"given": given["unit"]})
    first, last = _day(given.get("first", "")) or bringing.today, _day(given.get("last", ""))
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


def _chosen(text: str, choices: Any, sentence: str) -> str:
    found = {str(each.label): each.value for each in choices} | {each.value: each.value for each in choices}
    if text not in found:
        raise InvalidInput(sentence % {"given": text})
    return str(found[text])


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


def _day(text: str) -> date | None:
    plain = text.strip()[:10].replace("/", "-")
    try:
        return date.fromisoformat(plain) if plain else None
    except ValueError as fault:
        raise InvalidInput(_("“%(given)s” is no day. Write it like 2026-12-31.") % {"given": text}) from fault
