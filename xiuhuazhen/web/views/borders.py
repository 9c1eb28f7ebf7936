"""The map editor: borders between the parts of a place, new parts, names, leads; each with its day and basis."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas.actions import (
    agree_lead,
    create_area,
    import_boundaries,
    rename_area,
)
from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level
from xiuhuazhen.core.areas.drawings import boundary_faults, boundary_marks, standing_faults
from xiuhuazhen.core.areas.enclosed import Cut, Offered, cuts_offered
from xiuhuazhen.core.areas.errors import BoundaryMoved, boundary_sentence
from xiuhuazhen.core.areas.extents import extent
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import boundaries_geojson, children, subtree
from xiuhuazhen.core.areas.rules.boundaries import Fault
from xiuhuazhen.core.areas.rules.codes import next_grid_code
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.record import sentence
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.grid.actions import create_grid
from xiuhuazhen.web.places import access
from xiuhuazhen.web.places.forms import BordersForm, LeadForm, PartForm, RenameForm, WithDay

_CHANGES_SHOWN = 30
_FAULTS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def borders(request: HttpRequest, code: str) -> HttpResponse:
    """Check or draw boundaries of the parts of a place. Overlaps and gaps are named, and nothing is stored then. Of a
    part that lies wholly in another, cutting it out there is offered; whoever was shown that may confirm it."""
    by, at = staff(request), clock.now()
    place = access.area_to_draw(by, code)
    parts = list(children(place))
    today, faults, offered = clock.local_date(at), list[Fault](), list[Offered]()
    codes, marks = [part.code for part in parts], boundary_marks(parts)
    form = BordersForm(*_given(request), codes=codes, marks=marks, today=today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        crs = Crs(given["crs"])
        try:
            faults = boundary_faults(geojson=given["features"], crs=crs)
            if faults:
                offered = cuts_offered(geojson=given["features"], crs=crs)
                form.keep_file()
            cuts = [each.cut for each in offered]
            confirmed = bool(cuts) and request.POST.get("cut") == _agreed(cuts)
            if confirmed or ("draw" in request.POST and not faults):
                drawn = {"geojson": given["features"], "crs": crs, "basis": given["basis"], "on": given["on"]}
                count = import_boundaries(**drawn, seen=given["seen"], cuts=cuts, by=by, at=at)
                if count.drawn:
                    messages.success(request, _("The boundaries are drawn."))
                else:
                    messages.info(request, _("Nothing was drawn: the boundaries are as they were."))
                return redirect("web:borders", code=place.code)
        except BoundaryMoved as refusal:
            form.look_again()
            form.add_error(None, refusal.message)
            form.add_error(None, _("What you drew is kept. Drawing once more puts it in the place of theirs."))
        except Refusal as refusal:
            show_refusal(form, refusal)
    checked = request.method == "POST" and form.is_valid() and not faults
    standing = standing_faults(place) if request.method != "POST" else []
    context = {
        "area": _named(place),
        "parts": [_part(part) for part in parts],
        "form": form,
        "faults": _faults(faults),
        "checked": checked,
        "standing": _faults(standing),
        "cuts": _offer(offered, parts),
        "agreed": _agreed([each.cut for each in offered]),
        "changes": _changes(place),
        "above_url": _above(by, place),
        "may_add": place.level in (Level.STREET, Level.COMMUNITY, Level.GRID),
    }
    return render(request, "web/borders.html", context, status=422 if form.errors or faults else 200)


def _above(by: StaffActor, place: Area) -> str:
    above = place.parent
    mine = above is not None and by.may(access.DRAW, area_path=above.path)
    return reverse("web:borders", args=[above.code]) if above and mine else ""


def _given(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _named(area: Area) -> dict[str, str]:
    return {"code": area.code, "name": short_name(area.name), "url": reverse("web:area", args=[area.code])}


def _part(area: Area) -> dict[str, Any]:
    kind = str(AreaKind(area.kind).label) if area.kind != AreaKind.GENERAL else ""
    joint = area.kind == AreaKind.JOINT
    return {**_named(area), "kind": kind, "joint": joint, "borders_url": reverse("web:borders", args=[area.code])}


def _agreed(cuts: list[Cut]) -> str:
    """What a button says back of the cuts that stood beside it."""
    return " ".join(f"{cut.inner}<{cut.outer}" for cut in cuts)


def _offer(offered: list[Offered], parts: list[Area]) -> list[dict[str, Any]]:
    names = {part.code: short_name(part.name) for part in parts}
    return [
        {"inner": names[each.cut.inner], "outer": names[each.cut.outer], "size": extent(each.square_metres)}
        for each in offered
    ]


def _faults(found: list[Fault]) -> list[dict[str, str]]:
    """By the names of the places, and each with its spot as the map wants it: "lng, lat" or nothing."""
    shown = found[:_FAULTS_SHOWN]
    codes = {code for fault in shown for code in (fault.code, fault.details.get("other", "")) if code}
    named = Area.objects.present().filter(code__in=codes) if codes else ()
    names = {area.code: short_name(area.name) for area in named}
    return [{"sentence": boundary_sentence(each, names), "place": each.details.get("place", "")} for each in shown]


def _changes(place: Area) -> list[dict[str, Any]]:
    """What was changed about this place and its parts, those that have ended too, newest first."""
    parts = Area.objects.filter(parent=place).order_by(F("valid_to").asc(nulls_last=True))  # a code may be given again
    names = {each.code: short_name(each.name) for each in (*parts, place)}
    rows = AuditRow.objects.filter(area_code__in=names, action__startswith="areas.").order_by("-at")
    return [
        {
            "at": row.at,
            "who": row.actor_name,
            "what": sentence(row.action),
            "words": row.after.get("text") or row.before.get("text") or "",
            "where": names[row.area_code],
            "basis": row.reason,
        }
        for row in rows[:_CHANGES_SHOWN]
    ]


@require_safe
def outlines(request: HttpRequest, code: str) -> JsonResponse:
    """The place itself and its parts as GeoJSON in WGS-84; ``whole`` marks the place. Parts without a boundary are
    named in ``missing``. Joint areas come last: they are drawn over the others."""
    place = access.area_to_draw(staff(request), code)
    parts = list(children(place))
    joint = {part.code for part in parts if part.kind == AreaKind.JOINT}
    found = boundaries_geojson([place, *parts])
    found["features"].sort(key=lambda feature: feature["properties"]["code"] in joint)
    drawn = set()
    for feature in found["features"]:
        properties = feature["properties"]
        drawn.add(properties["code"])
        properties["name"] = short_name(properties["name"])
        properties["whole"] = properties["code"] == place.code
    missing = [{"code": part.code, "name": short_name(part.name)} for part in parts if part.code not in drawn]
    return JsonResponse({**found, "missing": missing})


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, code: str) -> HttpResponse:
    """A new grid: general, dedicated, or a joint area. Its boundary is drawn afterwards."""
    by, at = staff(request), clock.now()
    place = access.area_to_draw(by, code)
    level = _level_of_parts(place)
    taken = children(place).values_list("code", flat=True)
    proposed = next_grid_code(place.code, level, taken)
    form = PartForm(*_given(request), today=clock.local_date(at), initial={"code": proposed})

    def add() -> None:
        given = form.cleaned_data
        with transaction.atomic():
            kind = AreaKind(given["kind"])
            named = {"code": given["code"], "name": given["name"], "basis": given["basis"], "valid_from": given["on"]}
            area = create_area(parent=place, level=level, kind=kind, by=by, at=at, **named)
            if kind != AreaKind.JOINT:
                create_grid(area=area, by=by, at=at)

    return _changing(request, form, add, place=place, title=_("Add a place"), back=place)


def _level_of_parts(place: Area) -> Level:
    if place.level == Level.GRID:
        return Level.MICRO_GRID
    if place.level in (Level.STREET, Level.COMMUNITY):
        return Level.GRID
    raise NotFound(_("Places of this level come with the lists of division codes."))


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    place = access.area_to_draw(by, code)
    form = RenameForm(*_given(request), today=clock.local_date(at), initial={"name": place.name})

    def change() -> None:
        given = form.cleaned_data
        rename_area(area=place, name=given["name"], on=given["on"], basis=given["basis"], by=by, at=at)

    return _changing(request, form, change, place=place, title=_("Another name"), back=place)


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest, code: str) -> HttpResponse:
    """Who leads in a joint area, as agreed."""
    by, at = staff(request), clock.now()
    place = access.area_to_draw(by, code)
    if place.kind != AreaKind.JOINT or place.parent is None:
        raise NotFound(_("This is not a joint area."))
    beside = [each for each in subtree(place.parent) if each.kind != AreaKind.JOINT and each.pk != place.parent_id]
    form = LeadForm(*_given(request), areas=beside, today=clock.local_date(at))

    def change() -> None:
        given = form.cleaned_data
        agree_lead(joint=place, lead=form.lead_area(), on=given["on"], basis=given["basis"], by=by, at=at)

    return _changing(request, form, change, place=place, title=_("Agree on a lead"), back=place)


def _changing(
    request: HttpRequest, form: WithDay, change: Callable[[], None], *, place: Area, title: str, back: Area
) -> HttpResponse:
    """The page of one change: ask, do, and go back to the map."""
    if request.method == "POST" and form.is_valid():
        try:
            change()
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(reverse("web:borders", args=[back.code]))
    context = {
        "form": form,
        "title": title,
        "area": _named(place),
        "cancel_url": reverse("web:borders", args=[place.code]),
    }
    return render(request, "web/area_change.html", context, status=422 if form.errors else 200)
