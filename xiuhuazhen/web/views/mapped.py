"""Open matters on a map. What would be drawn over one another is counted here, so that a phone draws a few dozen signs
however many matters there are."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from shapely.geometry import mapping

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.index import sights
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors
from xiuhuazhen.core.areas.rules.coordinates import E7
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.areas.rules.sights import Sight, smallest_around, spot_of
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.clusters import Cluster, WithoutPoint, clusters, within, without_point
from xiuhuazhen.core.procedures.listing import listed, page_of
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.web.listing.choosing import choices_of
from xiuhuazhen.web.listing.forms import MapFilter
from xiuhuazhen.web.listing.sight import InSight, in_sight
from xiuhuazhen.web.moments import due_words
from xiuhuazhen.web.rows import list_row, marked, matter_row

_ROWS_A_PAGE = 50
_EACH = 30
"""Matters that are named where several stand at one point."""


@require_safe
@reference.one_version()
def matters_map(request: HttpRequest) -> HttpResponse:
    """Open matters on a map, and beside it the same as a list, both by the filters of the list of matters."""
    by, at = staff(request), clock.now()
    form = _filter(request, by)
    context = {"form": form, "extent": _extent(by), "rows": [], "unplaced": 0, "next_url": ""}
    if form.is_valid():
        found = listed(form.wanted(), "due", by=by, at=at)
        shown = marked(found.select_related("area", "holder"))
        page = page_of(shown, "due", request.GET.get("cursor", ""), _ROWS_A_PAGE)
        context |= {
            "rows": [list_row(row, at=at) for row in page.rows],
            "unplaced": found.filter(lng_e7__isnull=True).count(),
            "next_url": form.filters_alone(cursor=page.next) if page.next else "",
            "list_url": reverse("web:matters") + form.filters_alone(state=form.wanted().state or "open"),
        }
    return render(request, "web/map.html", context)


def _filter(request: HttpRequest, by: StaffActor) -> MapFilter:
    return MapFilter(request.GET, **choices_of(by, request.GET))


def _extent(by: StaffActor) -> str:
    """The box around the street in which the person works, or the wider area that they work for; empty where nothing
    of it is drawn."""
    worked = Area.objects.filter(pk__in=[grant.area_id for grant in by.grants[:1]]).first()
    if worked is None:
        return ""
    street = next((area for area in ancestors(worked) if area.level == Level.STREET), worked)
    return ",".join(f"{edge:.6f}" for edge in sights().extent(street.path) or ())


@require_safe
@reference.one_version()
def points(request: HttpRequest) -> JsonResponse:
    """Open matters in a box, by the filters of the list: those that stand alone, clusters of those that would be drawn
    over one another at this zoom, and those without a point by the smallest area drawn around them. Positions are
    degrees of WGS-84; ``more`` when not all are here."""
    by, at = staff(request), clock.now()
    form, sight = _filter(request, by), _sight(request)
    if not form.is_valid():  # as the list: what is unknown fits nothing
        return JsonResponse({"items": [], "clusters": [], "areas": [], "more": False})
    found = listed(form.wanted(), "due", by=by, at=at)
    placed = within(found, sight.span)
    wide, high = sight.cell
    groups, more = clusters(placed, wide=wide, high=high, at=at)
    alone = placed.filter(number__in=[group.number for group in groups if group.count == 1])
    items = [_point(row, at) for row in alone.select_related("area", "holder").order_by("due_at", "id")]
    together = [_cluster(group) for group in groups if group.count > 1]
    areas = [_area(around, held) for around, held in _by_area(found, sight, at)]
    return JsonResponse({"items": items, "clusters": together, "areas": areas, "more": more})


@require_safe
@reference.one_version()
def named(request: HttpRequest) -> JsonResponse:
    """The matters behind one sign, the first thirty by due date: those in the box, or with ``around`` those without a
    point that are counted in this area. ``more`` when not all are here."""
    by, at = staff(request), clock.now()
    form, sight = _filter(request, by), _sight(request)
    if not form.is_valid():
        return JsonResponse({"items": [], "more": False})
    found = listed(form.wanted(), "due", by=by, at=at)
    if "around" in request.GET:
        counted = {around.place.code: held for around, held in _by_area(found, sight, at)}
        ids = [each.area_id for each in counted.get(request.GET["around"], [])]
        behind = found.filter(lng_e7__isnull=True, area_id__in=ids)
    else:
        behind = within(found, sight.span)
    rows = list(behind.select_related("area", "holder").order_by("due_at", "id")[: _EACH + 1])
    return JsonResponse({"items": [_point(row, at) for row in rows[:_EACH]], "more": len(rows) > _EACH})


def _by_area(found: QuerySet[Matter], sight: InSight, at: datetime) -> list[tuple[Sight, list[WithoutPoint]]]:
    """What has no point, by the smallest area that is drawn around it. Where none is drawn, only the list has it."""
    drawn = {each.place.path: each for each in sights().seen(sight.box, finest=sight.pixel)}
    counted: dict[str, list[WithoutPoint]] = {}
    for each in without_point(found, at=at):
        around = smallest_around(each.path, drawn)
        if around:
            counted.setdefault(around.place.path, []).append(each)
    return [(drawn[path], held) for path, held in sorted(counted.items())]


def _sight(request: HttpRequest) -> InSight:
    return in_sight(request.GET.get("bbox", ""), request.GET.get("zoom", ""))


def _point(matter: Matter, at: datetime) -> dict[str, Any]:
    row = matter_row(matter, at=at)
    return {
        "lng": (matter.lng_e7 or 0) / E7,
        "lat": (matter.lat_e7 or 0) / E7,
        "due_words": due_words(row["due_at"], at),
        **{name: row[name] for name in ("number", "title", "state_label", "state_shape", "late", "url")},
    }


def _area(around: Sight, held: list[WithoutPoint]) -> dict[str, Any]:
    lng, lat = spot_of(around.shape)
    count, late = sum(each.count for each in held), sum(each.late for each in held)
    name = short_name(around.place.name)
    return {"lng": lng, "lat": lat, "count": count, "late": late, "code": around.place.code, "name": name}


def _cluster(group: Cluster) -> dict[str, Any]:
    span = group.span
    box = [edge / E7 for edge in (span.west, span.south, span.east, span.north)]
    return {"lng": group.lng_e7 / E7, "lat": group.lat_e7 / E7, "count": group.count, "late": group.late, "box": box}


@require_safe
@reference.one_version()
def boundaries(request: HttpRequest) -> JsonResponse:
    """Present boundaries in a box as GeoJSON in WGS-84, as deep and as fine as can be seen at this zoom. ``whole``
    marks areas of which parts are here as well."""
    staff(request)
    sight = _sight(request)
    seen = sights().seen(sight.box, finest=sight.pixel)
    return JsonResponse({"type": "FeatureCollection", "features": [_feature(each) for each in seen]})


def _feature(sight: Sight) -> dict[str, Any]:
    place = sight.place
    properties = {"code": place.code, "name": short_name(place.name), "level": place.level, "whole": sight.whole}
    return {"type": "Feature", "properties": properties, "geometry": mapping(sight.shape)}
