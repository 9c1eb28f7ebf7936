"""The register of places, and of what is linked with grids, as spreadsheets that can be brought in again."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.domains.grid.queries import Party
from xiuhuazhen.web.places.register import RegisterRow
from xiuhuazhen.web.sheets import iso, sheet


def place_headings() -> dict[str, str]:
    return {
        "code": _("Code of the place"),
        "name": pgettext("of a place", "Name"),
        "level": _("Level"),
        "kind": pgettext("of a place", "Kind"),
        "above": _("Code of the place above"),
        "households": _("Households"),
        "residents": _("Residents"),
        "buildings": _("Buildings"),
        "counted": _("Day of the count"),
        "basis": _("Where it is written"),
    }


def link_headings() -> dict[str, str]:
    return {
        "code": _("Code of the grid"),
        "grid": _("Grid"),
        "unit": _("Unit"),
        "kind": pgettext("of a unit", "Kind"),
        "duty": _("What it does here"),
        "contact": _("Whom to ask for there"),
        "members": _("How many belong to it"),
        "counted": _("Day of the count"),
        "basis": _("Where it is written"),
        "first": _("First day"),
    }


def places_sheet(rows: Iterable[RegisterRow]) -> bytes:
    widths = (18, 30, 18, 12, 18, 10, 10, 10, 14, 24)
    columns = list(zip(place_headings().values(), widths, strict=True))
    return sheet(_("Places"), columns, (_place(row) for row in rows))


def _place(row: RegisterRow) -> tuple[str, ...]:
    area, grid = row.area, row.grid
    counts = (grid.households, grid.residents, grid.buildings) if grid else (None, None, None)
    return (
        area.code,
        area.name,
        str(Level(area.level).label),
        str(AreaKind(area.kind).label),
        area.parent.code if area.parent else "",
        *("" if count is None else str(count) for count in counts),
        iso(grid.counted_on if grid else None),
        "",
    )


def links_sheet(rows: Iterable[Party]) -> bytes:
    widths = (18, 24, 30, 14, 30, 14, 10, 14, 24, 14)
    columns = list(zip(link_headings().values(), widths, strict=True))
    return sheet(_("Four parties"), columns, (_link(row) for row in rows))


def _link(row: Party) -> tuple[str, ...]:
    facts, area = row.facts, row.link.grid.area
    members = facts.members if facts else None
    return (
        area.code,
        area.name,
        row.unit.name,
        str(row.unit.get_kind_display()),
        row.link.duty,
        facts.contact if facts else "",
        "" if members is None else str(members),
        iso(facts.counted_on if facts else None),
        "",
        iso(row.link.valid_from),
    )
