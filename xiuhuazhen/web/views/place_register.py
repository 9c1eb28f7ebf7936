"""The register of a place: everything that lies in it, to look through, to print, and as spreadsheets."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.grid.access import LINK
from xiuhuazhen.domains.grid.queries import Total, total_under
from xiuhuazhen.web import sheets
from xiuhuazhen.web.places import access
from xiuhuazhen.web.places.register import RegisterRow, links_in, places_in
from xiuhuazhen.web.places.sheets import links_sheet, places_sheet


@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    by, on = staff(request), clock.local_date(clock.now())
    place = access.area_for(by, code)
    rows, more = places_in(place, on=on)
    context = {
        "area": {"code": place.code, "name": short_name(place.name), "url": reverse("web:area", args=[place.code])},
        "rows": [_row(row, place.level) for row in rows],
        "more": more,
        "together": _together(total_under(place, on=on)),
        "may_bring": access.may_bring_places(by, place),
        "may_link": by.may(LINK, area_path=place.path),
    }
    return render(request, "web/place_register.html", context)


def _row(row: RegisterRow, top: int) -> dict[str, Any]:
    area = row.area
    return {
        "name": short_name(area.name),
        "code": area.code,
        "url": reverse("web:area", args=[area.code]),
        "indent": "\u3000" * (area.level - top),
        "level": str(Level(area.level).label),
        "kind": str(AreaKind(area.kind).label) if area.kind != AreaKind.GENERAL else "",
        "counts": _counts(row),
    }


def _counts(row: RegisterRow) -> list[dict[str, Any]]:
    """With their headings, which a narrow screen shows beside each."""
    grid = row.grid
    counted = grid.counted_on if grid else None
    said = {
        _("Households"): grid and grid.households,
        _("Residents"): grid and grid.residents,
        _("Buildings"): grid and grid.buildings,
        _("Counted"): counted.isoformat() if counted else None,
        _("Linked units"): row.links or None,
    }
    return [{"label": label, "said": count} for label, count in said.items()]


def _together(total: Total) -> list[dict[str, Any]]:
    """Of what the grids count; empty where none has counted."""
    said = {_("Households"): total.households, _("Residents"): total.residents, _("Buildings"): total.buildings}
    return [{"label": label, "said": count} for label, count in said.items()] if total.grids else []


@require_safe
def places(request: HttpRequest, code: str) -> HttpResponse:
    place = access.area_for(staff(request), code)
    rows, _more = places_in(place, on=clock.local_date(clock.now()))
    return sheets.attached(places_sheet(rows), f"{short_name(place.name)} {_('Places')}")


@require_safe
def links(request: HttpRequest, code: str) -> HttpResponse:
    place = access.area_for(staff(request), code)
    rows = links_in(place, on=clock.local_date(clock.now()))
    return sheets.attached(links_sheet(rows), f"{short_name(place.name)} {_('Four parties')}")
