"""All matters that one may see, as a list and on a map."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.paging import Page, counted, page_by_time, query_string
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.core.procedures.searching import Wanted, filtered
from xiuhuazhen.web.forms import MattersFilter
from xiuhuazhen.web.moments import due_words
from xiuhuazhen.web.rows import matter_row

_ROWS_A_PAGE = 50
_POINTS = 2000
_E7 = 10_000_000
_ORDERS = {"opened": ("opened_at", True), "due": ("due_at", False)}


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The list: filter, sort by opening or due date, page by page."""
    by, at = staff(request), clock.now()
    form = MattersFilter(request.GET, areas=_areas(by))
    wanted = form.cleaned_data if form.is_valid() else {}
    seen = visible_matters(by) if form.is_valid() else Matter.objects.none()  # an unknown filter fits nothing
    found = filtered(seen, _wanted(wanted), at=at)
    order = wanted.get("order") if wanted.get("order") in _ORDERS else "opened"
    page = _page(found, str(order), request.GET.get("cursor", ""), _ROWS_A_PAGE)
    kept = [(name, str(wanted.get(name, ""))) for name in ("q", "state", "area", "due")]
    context = {
        "form": form,
        "filtered": not form.is_valid() or any(value for _name, value in kept),
        "columns": _columns(kept, str(order)),
        "rows": _rows(page, at),
        "total_label": counted(found),
        "next_url": query_string([*kept, ("order", str(order)), ("cursor", page.next)]) if page.next else "",
        "export_url": "",
    }
    return render(request, "web/matters.html", context)


def _wanted(cleaned: dict[str, Any]) -> Wanted:
    q, state, area, due = (str(cleaned.get(name) or "") for name in ("q", "state", "area", "due"))
    return Wanted(q=q, state=state, area=area, due=due)


def _page(found: QuerySet[Matter], order: str, cursor: str, size: int) -> Page[Matter]:
    field, descending = _ORDERS[order]
    returned = Exists(WorklistRow.objects.filter(matter=OuterRef("pk"), returned=True))
    rows = found.select_related("area", "holder").annotate(is_returned=returned)
    return page_by_time(
        rows, field=field, descending=descending, cursor=cursor, size=size, value=lambda row: getattr(row, field)
    )


def _rows(page: Page[Matter], at: datetime) -> list[dict[str, Any]]:
    """Rows with the mark of those that came back (an annotation of the page's query)."""
    return [matter_row(row, at=at, returned=bool(vars(row)["is_returned"])) for row in page.rows]


def _columns(kept: Sequence[tuple[str, str]], order: str) -> list[dict[str, str]]:
    labels = (_("Number"), _("Matter"), _("State"), _("Due"), _("Place"), _("Holder"), _("Opened"))
    sorts = {3: ("due", "ascending"), 6: ("opened", "descending")}
    columns = []
    for position, label in enumerate(labels):
        name, direction = sorts.get(position, ("", ""))
        url = query_string([*kept, ("order", name)]) if name else ""
        columns.append({"label": label, "sort_url": url, "sorted": direction if name and name == order else ""})
    return columns


def _areas(by: StaffActor) -> list[Area]:
    """Communities and grids in the person's areas, for the filter."""
    reach = Q(pk__in=[])
    for path in {grant.area_path for grant in by.grants}:
        reach |= Q(path__startswith=path)
    present = Area.objects.present().filter(reach, level__gte=Level.STREET, level__lte=Level.GRID)
    return list(present.order_by("code")[:300])


@require_safe
def matters_map(request: HttpRequest) -> HttpResponse:
    """Open matters on a map, and the same as a list beside it."""
    by, at = staff(request), clock.now()
    found = visible_matters(by).filter(is_open=True)
    page = _page(found, "due", request.GET.get("cursor", ""), _ROWS_A_PAGE)
    context = {
        "boundaries_url": reverse("web:boundaries") + query_string([("level", "communities"), ("area", _drawn(by))]),
        "points_url": reverse("web:points"),
        "rows": _rows(page, at),
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
