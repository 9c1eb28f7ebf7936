"""The dispatch table: its lines, a new one, the end of one, what either would have changed, what no line is for."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Conflict, Refusal
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.setting_up import end_route, set_route
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.dispatch_table import Unrouted, category_words, line_words, unrouted
from xiuhuazhen.domains.cases.forms.routes import RouteEndForm, RouteFilter, RouteForm, TrialFields
from xiuhuazhen.domains.cases.models import RoutingRule
from xiuhuazhen.domains.cases.queries import catalogue_in_force, lines_of_catalogue, units_to_route_to
from xiuhuazhen.domains.cases.trial import Changed, TableTrial, Trial, tried

_LINES_A_PAGE = 200
_CHANGES_SHOWN = 50
_BEATEN_SHOWN = 5
_AREAS_OFFERED = 400


@require_safe
@reference.one_version()
def routes(request: HttpRequest) -> HttpResponse:
    """The lines of one's areas, from the widest area down, then by category."""
    by, today = staff(request), clock.local_date(clock.now())
    lines = access.routing_rules(by)
    form = RouteFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    if not wanted.get("ended"):
        lines = lines.exclude(valid_to__lte=today)
    found = _found(lines, wanted.get("q", "").replace("\0", ""))
    page = list(found[: _LINES_A_PAGE + 1])
    context = {
        "form": form,
        "filtered": any(wanted.values()),
        "rows": [_row(line, today) for line in page[:_LINES_A_PAGE]],
        "more": len(page) > _LINES_A_PAGE,
        "may_dispatch": by.may_somewhere(access.DISPATCH),
    }
    return render(request, "cases/routes.html", context)


def _found(lines: QuerySet[RoutingRule], q: str) -> QuerySet[RoutingRule]:
    """Those that name what was typed; categories are matched by their names, which lie in the catalogue."""
    if q:
        codes = [code for code, name in lines_of_catalogue() if q in name or code.startswith(q)]
        lines = lines.filter(Q(category__in=codes) | Q(area__name__icontains=q) | Q(unit__name__icontains=q))
    return lines.order_by("area__level", "area__code", "category", "hours", "valid_from")


def _row(line: RoutingRule, today: date) -> dict[str, Any]:
    return {
        "category": category_words(line.category),
        "code": line.category,
        "area_name": short_name(line.area.name),
        "hours": RouteHours(line.hours).label,
        "unit_name": line.unit.name,
        "unit_ended": not line.unit.holds_on(today),
        "since": line.valid_from,
        "last_day": date.fromordinal(line.valid_to.toordinal() - 1) if line.valid_to else None,
        "end_url": "" if line.valid_to else reverse("cases:route-end", args=[line.pk]),
        "begins_later": bool(line.valid_from and line.valid_from > today),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new line. It can be tried on past cases before it is set."""
    by, at = staff(request), clock.now()
    form = _route_form(request, by, at)
    command_id = parse_id(request.POST.get("command_id", "")) or new_id()
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        line = form.line()
        if request.POST.get("do") == "try":
            context = _tried(by, form, line.area, at, adds=line)
        else:
            try:
                _set(line, by, at, command_id)
            except Refusal as refusal:
                status = _shown_refusal(form, refusal)
            else:
                return redirect("cases:routes")
    elif request.method == "POST":
        status = 422
    context |= {"form": form, "command_id": command_id, "cancel_url": reverse("cases:routes")}
    return render(request, "cases/route_new.html", context, status=status)


def _route_form(request: HttpRequest, by: StaffActor, at: datetime) -> RouteForm:
    today = clock.local_date(at)
    areas = access.routing_areas(by)[:_AREAS_OFFERED]
    asked = {name: request.GET[name] for name in ("category", "area") if name in request.GET}
    return RouteForm(
        request.POST or None,
        categories=catalogue_in_force(today),
        areas=areas,
        units=_units(areas, today),
        today=today,
        initial=asked,
    )


def _units(areas: Sequence[Area], today: date) -> list[Unit]:
    return list(units_to_route_to(areas[0], on=today))


def _set(line: RoutingRule, by: StaffActor, at: datetime, command_id: UUID) -> None:
    set_route(
        category=line.category,
        area=line.area,
        hours=RouteHours(line.hours),
        unit=line.unit,
        valid_from=line.valid_from or clock.local_date(at),
        by=by,
        at=at,
        command_id=command_id,
    )


def _shown_refusal(form: Any, refusal: Refusal) -> int:
    show_refusal(form, refusal)
    return 409 if isinstance(refusal, Conflict) else 422


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, line_id: str) -> HttpResponse:
    """The last day of a line, and what its end would have changed."""
    by, at = staff(request), clock.now()
    line = access.routing_rule(by, line_id)
    form = RouteEndForm(request.POST or None, line=line, today=clock.local_date(at))
    command_id = parse_id(request.POST.get("command_id", "")) or new_id()
    status = 200
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "try":
        try:
            end_route(line=line, last_day=form.cleaned_data["last_day"], by=by, at=at, command_id=command_id)
        except Refusal as refusal:
            status = _shown_refusal(form, refusal)
        else:
            return redirect("cases:routes")
    elif form.errors:
        status = 422
    context: dict[str, Any] = {
        "form": form,
        "line": line_words(line),
        "unit": line.unit.name,
        "command_id": command_id,
        "cancel_url": reverse("cases:routes"),
    }
    if request.POST.get("do") == "try" and form.is_valid():
        context |= _tried(by, form, line.area, at, takes=line)
    return render(request, "cases/route_end.html", context, status=status)


@reference.one_version()
def _tried(by: StaffActor, form: TrialFields, area: Area, at: datetime, **change: RoutingRule) -> dict[str, Any]:
    found = tried(by, area=area, newest=form.tried_on(), at=at, **change)
    return tried_shown(found, blind=not access.sees_cases(by, area)) | {
        "beaten": [
            {"line": line_words(line), "unit": line.unit.name, "count": count}
            for line, count in found.beaten[:_BEATEN_SHOWN]
        ],
    }


def tried_shown(found: Trial | TableTrial, *, blind: bool) -> dict[str, Any]:
    """For ``cases/route_tried.html``."""
    return {
        "tried": True,
        "blind": blind,
        "looked": found.looked,
        "changed": len(found.changed),
        "changes": [_change(each) for each in found.changed[:_CHANGES_SHOWN]],
        "beaten": [],
    }


def _change(each: Changed) -> dict[str, Any]:
    return {
        "number": each.matter.number,
        "title": each.matter.title,
        "url": reverse("web:matter", args=[each.matter.number]),
        "before": each.before.name if each.before else "",
        "after": each.after.name if each.after else "",
        "had": each.matter.holder.name if each.matter.holder else "",
    }


@require_safe
@reference.one_version()
def waiting(request: HttpRequest) -> HttpResponse:
    """Cases that wait to be dispatched and for which the table proposes no unit."""
    by, at = staff(request), clock.now()
    access.require_dispatcher(by)
    cursor = request.GET.get("cursor", "")
    page = unrouted(by, at=at, cursor=cursor)
    may_set = by.may_somewhere(access.ROUTE)
    context = {
        "rows": [_waiting_row(each, may_set=may_set) for each in page.found],
        "looked": page.looked,
        "all": not cursor and not page.next,
        "first": not cursor,
        "next": query_string([("cursor", page.next)]) if page.next else "",
    }
    return render(request, "cases/unrouted.html", context)


def _waiting_row(each: Unrouted, *, may_set: bool) -> dict[str, Any]:
    matter, category = each.matter, each.category
    asked = query_string([("category", category.code), ("area", matter.area.code)]) if category else ""
    return {
        "number": matter.number,
        "title": matter.title,
        "url": reverse("web:matter", args=[matter.number]),
        "area_name": short_name(matter.area.name),
        "category": category.name if category else "",
        "due_at": matter.due,
        "line_url": reverse("cases:route-new") + asked if category and may_set else "",
    }
