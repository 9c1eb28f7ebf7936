"""Bringing places with their counts, and what is linked with grids, in from a spreadsheet.

Names, levels and boundaries are not changed by a line: that is done on the page of the place, with its day and basis.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.actions import create_area
from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import StaffActor, require
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.grid.access import COUNT, LINK, may_describe
from xiuhuazhen.domains.grid.actions import Counts, Facts, correct_counts, create_grid, link_unit, set_facts
from xiuhuazhen.domains.grid.models import Grid, Link, UnitFacts
from xiuhuazhen.domains.grid.queries import units_to_link
from xiuhuazhen.web.bringing import Bringing, Brought, bring, chosen, day, read
from xiuhuazhen.web.places.access import DRAW
from xiuhuazhen.web.places.forms import MOST_COUNTED
from xiuhuazhen.web.places.sheets import link_headings, place_headings

_COUNTS = ("households", "residents", "buildings")
_LONGEST = {"name": 80, "duty": 100, "contact": 40, "basis": 200}
_Given = Mapping[str, str]


def bring_places(
    *, content: bytes, file_name: str, within: Area, by: StaffActor, at: datetime, command_id: UUID
) -> Brought:
    rows = read(content, file_name, place_headings(), needed=("code", "name"))
    return bring(rows, partial(_place, within), Bringing(by, at, command_id))


def _place(within: Area, bringing: Bringing, _line: int, given: _Given) -> str:
    area = _present(within, given["code"])
    done = "there" if area else "added"
    if area is None:
        area = _added(within, bringing, given)
    elif area.name != given["name"]:
        sentence = _("%(code)s is called %(name)s. Give it another name on its own page, or take this line out.")
        raise InvalidInput(sentence % {"code": area.code, "name": area.name})
    if any(given.get(name) for name in _COUNTS) and _recounted(area, bringing, given) and done == "there":
        return "corrected"
    return done


def _present(within: Area, code: str) -> Area | None:
    return Area.objects.under(within).present().filter(code=code).first()


def _added(within: Area, bringing: Bringing, given: _Given) -> Area:
    above = _present(within, given.get("above", ""))
    if above is None:
        raise InvalidInput(_("No place here has the code “%(given)s”.") % {"given": given.get("above", "")})
    require(bringing.by, DRAW, area_path=above.path)
    level = Level(int(chosen(given.get("level", ""), Level, _("“%(given)s” is no level of a place."))))
    if level not in (Level.GRID, Level.MICRO_GRID):
        raise InvalidInput(_("Only grids come in here. Places above them come with the lists of division codes."))
    kind = AreaKind(chosen(given.get("kind") or AreaKind.GENERAL, AreaKind, _("“%(given)s” is no kind of place.")))
    area = create_area(
        parent=above,
        code=given["code"],
        name=_text(given, "name"),
        level=level,
        kind=kind,
        valid_from=bringing.today,
        basis=_basis(given),
        by=bringing.by,
        at=bringing.at,
    )
    if kind != AreaKind.JOINT:
        create_grid(area=area, by=bringing.by, at=bringing.at)
    return area


def _recounted(area: Area, bringing: Bringing, given: _Given) -> bool:
    """Whether the counts are others than they were."""
    require(bringing.by, COUNT, area_path=area.path)
    grid = Grid.objects.filter(area=area).first()
    if grid is None:
        raise InvalidInput(_("Only the counts of grids are kept; others are added up from them."))
    counts = Counts(**{name: _number(given.get(name, "")) for name in _COUNTS})
    on = day(given.get("counted", "")) or bringing.today
    if counts == Counts(grid.households, grid.residents, grid.buildings) and on == (grid.counted_on or on):
        return False
    correct_counts(grid=grid, counts=counts, on=on, basis=_basis(given), by=bringing.by, at=bringing.at)
    return True


def bring_links(
    *, content: bytes, file_name: str, within: Area, by: StaffActor, at: datetime, command_id: UUID
) -> Brought:
    rows = read(content, file_name, link_headings(), needed=("code", "unit"))
    return bring(rows, partial(_link, within), Bringing(by, at, command_id))


def _link(within: Area, bringing: Bringing, line: int, given: _Given) -> str:
    area = _present(within, given["code"])
    grid = Grid.objects.select_related("area").filter(area=area).first() if area else None
    if grid is None:
        raise InvalidInput(_("No grid here has the code “%(given)s”.") % {"given": given["code"]})
    require(bringing.by, LINK, area_path=grid.area.path)
    unit, duty = _unit(grid, given["unit"], bringing.today), _text(given, "duty")
    done = "there"
    there = Link.objects.filter(grid=grid, unit=unit, valid_to__isnull=True).first()
    if there is None:
        on, command_id = day(given.get("first", "")) or bringing.today, bringing.id_of(line, "link")
        link_unit(grid=grid, unit=unit, duty=duty, on=on, by=bringing.by, at=bringing.at, command_id=command_id)
        done = "added"
    elif duty and there.duty != duty:
        sentence = _(
            "%(name)s is linked with this grid for something else. End that link first, on the page of the grid."
        )
        raise InvalidInput(sentence % {"name": unit.name})
    return "corrected" if _described(unit, bringing, given) and done == "there" else done


def _unit(grid: Grid, name: str, today: date) -> Unit:
    found = units_to_link(grid.area, on=today).select_related("area").filter(name=name)[:2]
    if len(found) != 1:
        sentence = _("No unit, Party branch or team here is called “%(given)s”, or several are.")
        raise InvalidInput(sentence % {"given": name})
    return found[0]


def _described(unit: Unit, bringing: Bringing, given: _Given) -> bool:
    """Whether something else is known of the unit than was."""
    said = Facts(_text(given, "contact"), _number(given.get("members", "")))
    known = UnitFacts.objects.filter(unit=unit).first()
    if said in (Facts("", None), Facts(known.contact, known.members) if known else None):
        return False
    if not may_describe(bringing.by, unit):
        raise InvalidInput(_("This unit serves more than your area. Ask its street to correct this."))
    on = day(given.get("counted", "")) or bringing.today
    set_facts(unit=unit, facts=said, on=on, basis=_basis(given), by=bringing.by, at=bringing.at)
    return True


def _text(given: _Given, name: str) -> str:
    text = given.get(name, "")
    if len(text) > _LONGEST[name]:
        raise InvalidInput(
            _("“%(given)s…” is longer than %(count)s characters.") % {"given": text[:10], "count": _LONGEST[name]}
        )
    return text


def _basis(given: _Given) -> str:
    """Where it is written; what is changed without it is not known to be true."""
    basis = _text(given, "basis")
    if not basis:
        raise InvalidInput(_("Say where it is written: a document and its date, a meeting, a count."))
    return basis


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) > MOST_COUNTED:
        raise InvalidInput(_("“%(given)s” is no number from 0 to a million.") % {"given": text[:20]})
    return int(text)
