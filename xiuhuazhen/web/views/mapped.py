"""Open matters on a map. What would be drawn over one another is counted here, so that a phone draws a few dozen signs
however many matters there are."""

from datetime import datetime
from typing import Any

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
from xiuhuazhen.core.areas.rules.sights import Sight
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.clusters import Cluster, clusters, within
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
    """Open matters in a box, by the filters of the list: those that stand alone, and clusters of those that would be
    drawn over one another at this zoom. With ``each`` the matters themselves, the first thirty by due date. Positions
    are degrees of WGS-84; ``more`` when not all are here."""
    by, at = staff(request), clock.now()
    form, sight = _filter(request, by), _sight(request)
    if not form.is_valid():
        return JsonResponse({"items": [], "clusters": [], "more": False})  # as the list: what is unknown fits nothing
    found = within(listed(form.wanted(), "due", by=by, at=at), sight.span)
    if "each" in request.GET:
        rows = list(found.select_related("area", "holder").order_by("due_at", "id")[: _EACH + 1])
        named = [_point(row, at) for row in rows[:_EACH]]
        return JsonResponse({"items": named, "clusters": [], "more": len(rows) > _EACH})
    wide, high = sight.cell
    groups, more = clusters(found, wide=wide, high=high, at=at)
    alone = found.filter(number__in=[group.number for group in groups if group.count == 1])
    items = [_point(row, at) for row in alone.select_related("area", "holder").order_by("due_at", "id")]
    together = [_cluster(group) for group in groups if group.count > 1]
    return JsonResponse({"items": items, "clusters": together, "more": more})


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
