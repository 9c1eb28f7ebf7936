"""Pages of a place: for staff, its counts, the names that people use, and the public notice of a grid."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.areas.actions import add_alias, end_alias
from xiuhuazhen.core.areas.choices import NameKind
from xiuhuazhen.core.areas.extents import extent
from xiuhuazhen.core.areas.models import Alias, Area, Boundary
from xiuhuazhen.core.areas.queries import ancestors, boundaries_geojson
from xiuhuazhen.core.areas.rules.coordinates import E7
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.doors import staff, staff_or_none
from xiuhuazhen.core.people.queries import serving_unit
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.grid.access import COUNT, grid_to_count
from xiuhuazhen.domains.grid.actions import correct_counts
from xiuhuazhen.domains.grid.choices import PostTitle
from xiuhuazhen.domains.grid.models import Post
from xiuhuazhen.domains.grid.queries import posts_of
from xiuhuazhen.web.places import access
from xiuhuazhen.web.places.board import board
from xiuhuazhen.web.places.finding import NAMES_TOLD
from xiuhuazhen.web.places.forms import AliasForm, CountsForm


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """To the page of the area in which one works."""
    by = staff(request)
    if not by.grants:
        raise NotFound(_("There is no such place here."))
    return redirect("web:area", code=_code_of(by.grants[0].area_path))


def _code_of(path: str) -> str:
    return str(Area.objects.values_list("code", flat=True).get(path=path))


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    place = access.area_for(by, code)
    context = board(place, by, at)
    grid = context["size"]["grid"]
    context["may_count"] = bool(grid) and by.may(COUNT, area_path=place.path)
    return render(request, "web/area.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def counts(request: HttpRequest, code: str) -> HttpResponse:
    """Correct the counts of a grid."""
    by, at = staff(request), clock.now()
    grid = grid_to_count(by, code)
    form = CountsForm(request.POST or None, grid=grid, today=clock.local_date(at))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            correct_counts(grid=grid, counts=form.counts(), on=given["on"], basis=given["basis"], by=by, at=at)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("web:area", code=grid.area.code)
    context = {"form": form, "area": {"name": short_name(grid.area.name), "url": reverse("web:area", args=[code])}}
    return render(request, "web/area_counts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, code: str) -> HttpResponse:
    """The names that people use there; note another."""
    by, at = staff(request), clock.now()
    place = access.area_to_name(by, code)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind = NameKind(given["kind"])
        try:
            named = {"text": given["text"], "kind": kind, "basis": given["basis"], "point": form.point()}
            add_alias(area=place, **named, by=by, at=at)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("“%(words)s” now means this place.") % {"words": given["text"]})
            return redirect("web:area-names", code=place.code)
    rows = _names_of(place)
    context = {
        "form": form,
        "area": {"name": short_name(place.name), "code": place.code, "url": reverse("web:area", args=[place.code])},
        "rows": [_alias(row) for row in rows],
    }
    return render(request, "web/area_names.html", context, status=422 if form.errors else 200)


@require_safe
def names_map(request: HttpRequest, code: str) -> JsonResponse:
    """The place and what stands in it under a name, as GeoJSON in WGS-84."""
    place = access.area_to_name(staff(request), code)
    found = boundaries_geojson([place])
    found["features"] += [_spot(row) for row in _names_of(place) if row.point]
    return JsonResponse(found)


def _names_of(place: Area) -> QuerySet[Alias]:
    return Alias.objects.filter(area=place, valid_to__isnull=True).order_by("text", "id")


def _spot(row: Alias) -> dict[str, Any]:
    degrees = [(part or 0) / E7 for part in (row.lng_e7, row.lat_e7)]
    geometry = {"type": "Point", "coordinates": degrees}
    return {"type": "Feature", "properties": {"name": row.text}, "geometry": geometry}


def _alias(row: Alias) -> dict[str, Any]:
    label = str(NameKind(row.kind).label)
    told = {"id": row.pk, "text": row.text, "kind": label, "since": row.valid_from, "basis": row.basis}
    return {**told, "on_map": row.point is not None}


@require_POST
def name_end(request: HttpRequest, code: str, alias_id: str) -> HttpResponse:
    """Take a name back."""
    by = staff(request)
    place = access.area_to_name(by, code)
    row = access.alias_in(place, alias_id)
    end_alias(alias=row, basis=row.basis, by=by, at=clock.now())
    messages.info(request, _("“%(words)s” does not mean this place any more.") % {"words": row.text})
    return redirect("web:area-names", code=place.code)


@login_not_required
@require_safe
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """The public notice of a grid: its name, what lies in it, who works it, where to call, who hears complaints."""
    on, by = clock.local_date(clock.now()), staff_or_none(request)
    place = access.public_grid(code)
    posts = posts_of([place.pk], on=on).get(place.pk, [])
    told = Alias.objects.filter(area=place, valid_to__isnull=True, kind__in=NAMES_TOLD).order_by("text")
    boundary = Boundary.objects.filter(area=place, valid_to__isnull=True).first()
    community = serving_unit(UnitKind.COMMUNITY, area_path=place.path, on=on)
    supervisor = serving_unit(UnitKind.SUPERVISOR, area_path=place.path, on=on)
    context = {
        "name": short_name(place.name),
        "above": "".join(short_name(each.name) for each in ancestors(place)[-2:]),
        "holds": [row.text for row in told],
        "size": extent(boundary.square_metres) if boundary else "",
        "workers": [_on_notice(post) for post in posts],
        "community": None if posts and all(post.person.work_telephone for post in posts) else community,
        "supervisor": supervisor,
        "on": on,
        "area_url": reverse("web:area", args=[place.code]) if by and access.works_in(by, place) else "",
    }
    response = render(request, "web/grid_notice.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _on_notice(post: Post) -> dict[str, str]:
    """Of the person the name alone and what belongs to the office."""
    title = str(PostTitle(post.title).label)
    return {"name": post.person.name, "title": title, "telephone": post.person.work_telephone}
