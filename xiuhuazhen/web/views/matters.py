"""Open matters on a map."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.listing import page_of
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.web.moments import due_words
from xiuhuazhen.web.rows import list_row, marked, matter_row

_ROWS_A_PAGE = 50
_POINTS = 2000
_E7 = 10_000_000


@require_safe
def matters_map(request: HttpRequest) -> HttpResponse:
    """Open matters on a map, and the same as a list beside it."""
    by, at = staff(request), clock.now()
    found = visible_matters(by).filter(is_open=True)
    page = page_of(marked(found.select_related("area", "holder")), "due", request.GET.get("cursor", ""), _ROWS_A_PAGE)
    context = {
        "boundaries_url": reverse("web:boundaries") + query_string([("level", "communities"), ("area", _drawn(by))]),
        "points_url": reverse("web:points"),
        "rows": [list_row(row, at=at) for row in page.rows],
        "unplaced": found.filter(lng_e7__isnull=True).count(),
        "next_url": query_string([("cursor", page.next)]) if page.next else "",
    }
    return render(request, "web/map.html", context)


def _drawn(by: StaffActor) -> str:
    """The code of the street in which the person works, or of the wider area that they work for."""
    worked = Area.objects.filter(pk__in=[grant.area_id for grant in by.grants[:1]]).first()
    if worked is None:
        return ""
    return next((area.code for area in ancestors(worked) if area.level == Level.STREET), worked.code)


@require_safe
def points(request: HttpRequest) -> JsonResponse:
    """Open matters that have a point, in degrees of WGS-84; ``more`` when not all are here."""
    by, at = staff(request), clock.now()
    found = visible_matters(by).filter(is_open=True, lng_e7__isnull=False).select_related("area", "holder")
    rows = list(found.order_by("due_at", "id")[: _POINTS + 1])
    return JsonResponse({"items": [_point(row, at) for row in rows[:_POINTS]], "more": len(rows) > _POINTS})


def _point(matter: Matter, at: datetime) -> dict[str, Any]:
    row = matter_row(matter, at=at)
    return {
        "lng": (matter.lng_e7 or 0) / _E7,
        "lat": (matter.lat_e7 or 0) / _E7,
        "due_words": due_words(row["due_at"], at),
        **{name: row[name] for name in ("number", "title", "state_label", "state_shape", "late", "url")},
    }
