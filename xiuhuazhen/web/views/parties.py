"""The four parties of a grid: who works it, and which units, Party branches and teams work together with it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.grid import access
from xiuhuazhen.domains.grid.actions import Facts, end_link, link_unit, set_facts
from xiuhuazhen.domains.grid.models import Grid, UnitFacts
from xiuhuazhen.domains.grid.queries import Party, parties_of, units_to_link
from xiuhuazhen.web.places.board import workers_of
from xiuhuazhen.web.places.forms import FactsForm, LinkForm

_SIDES: dict[str, tuple[UnitKind, ...]] = {
    "units": (UnitKind.PARTNER, UnitKind.DEPARTMENT, UnitKind.STATION),
    "branches": (UnitKind.PARTY_BRANCH,),
    "teams": (UnitKind.VOLUNTEER_TEAM,),
}
_OFFERED = 200
"""Units that a list offers; a street has some dozens."""


@require_safe
def parties(request: HttpRequest, code: str) -> HttpResponse:
    """The four sides of one grid, on one page, to look at and to print."""
    by, at = staff(request), clock.now()
    grid = access.grid_to_see(by, code)
    may_link = by.may(access.LINK, area_path=grid.area.path)
    found = _present(grid, clock.local_date(at))
    context = {
        "area": _named(grid),
        "workers": workers_of(grid.area, at),
        "sides": {
            side: [_party(each, code, by) for each in found if each.unit.kind in kinds]
            for side, kinds in _SIDES.items()
        },
        "may_link": may_link,
    }
    return render(request, "web/parties.html", context)


def _present(grid: Grid, today: date) -> list[Party]:
    """Without those that were ended today, though the day on which they were made still counts."""
    return [each for each in parties_of(grid.pk, on=today) if each.link.valid_to is None]


def _named(grid: Grid) -> dict[str, str]:
    code = grid.area.code
    return {"code": code, "name": short_name(grid.area.name), "url": reverse("web:area", args=[code])}


def _party(each: Party, code: str, by: StaffActor) -> dict[str, Any]:
    facts = each.facts
    return {
        "id": each.link.pk,
        "name": each.unit.name,
        "kind": str(UnitKind(each.unit.kind).label),
        "duty": each.link.duty,
        "since": each.link.valid_from,
        "telephone": each.unit.work_telephone,
        "contact": facts.contact if facts else "",
        "members": facts.members if facts else None,
        "facts_url": reverse("web:party-facts", args=[code, each.link.pk])
        if access.may_describe(by, each.unit)
        else "",
        "end_url": reverse("web:party-end", args=[code, each.link.pk]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Link a unit, a branch or a team with the grid."""
    by, at = staff(request), clock.now()
    grid = access.grid_to_link(by, code)
    today = clock.local_date(at)
    linked = {each.unit.pk for each in _present(grid, today)}
    units = [unit for unit in units_to_link(grid.area, on=today)[:_OFFERED] if unit.pk not in linked]
    form = LinkForm(request.POST or None, units=units, today=today)
    command_id = parse_id(request.POST.get("command_id", "")) or new_id()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            chosen = {"unit": form.chosen(), "duty": given["duty"], "on": given["on"]}
            link_unit(grid=grid, **chosen, by=by, at=at, command_id=command_id)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("web:parties", code=grid.area.code)
    context = {"form": form, "area": _named(grid), "command_id": command_id, "title": _("Link a unit")}
    return render(request, "web/party_change.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, code: str, link_id: str) -> HttpResponse:
    """Whom to ask for at the unit, and how many belong to it."""
    by, at = staff(request), clock.now()
    grid = access.grid_to_link(by, code)
    unit = access.link_in(grid, link_id, on=clock.local_date(at)).unit
    if not access.may_describe(by, unit):
        raise NotFound(_("This unit serves more than your area. Ask its street to correct this."))
    row = UnitFacts.objects.filter(unit=unit).first()
    form = FactsForm(request.POST or None, facts=row, today=clock.local_date(at))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            said = Facts(given["contact"], given["members"])
            set_facts(unit=unit, facts=said, on=given["on"], basis=given["basis"], by=by, at=at)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("web:parties", code=grid.area.code)
    context = {"form": form, "area": _named(grid), "command_id": "", "title": unit.name}
    return render(request, "web/party_change.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, code: str, link_id: str) -> HttpResponse:
    """The unit works together with the grid no more, from today on."""
    by, at = staff(request), clock.now()
    grid = access.grid_to_link(by, code)
    row = access.link_in(grid, link_id, on=clock.local_date(at))
    end_link(link=row, last_day=_yesterday(clock.local_date(at)), by=by, at=at)
    messages.info(request, _("%(name)s is linked with this grid no more.") % {"name": row.unit.name})
    return redirect("web:parties", code=grid.area.code)


def _yesterday(today: date) -> date:
    return date.fromordinal(today.toordinal() - 1)
