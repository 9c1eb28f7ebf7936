"""Pages that everybody may see."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import boundaries_geojson, subtree
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.audit.triggers import missing_triggers
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.outages import outage_of
from xiuhuazhen.domains.cases.queries import home_area, present_notice
from xiuhuazhen.web.operating.health.storage import outage_of_database, outage_of_disk

_LEVELS = {"communities": Level.COMMUNITY, "grids": Level.GRID}


@login_not_required
@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    return render(request, "web/portal.html")


@dataclass(frozen=True)
class Paragraph:
    title: str
    text: str


@dataclass(frozen=True)
class Notice:
    version: str
    valid_from: date
    paragraphs: list[Paragraph]


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice in force. Its text is divided by blank lines; a paragraph's first line is its title."""
    found = present_notice(clock.local_date(clock.now()))
    if found is None:
        raise Http404
    blocks = [block.partition("\n") for block in found.text.split("\n\n")]
    paragraphs = [Paragraph(title, text) if text else Paragraph(_("In short"), title) for title, _line, text in blocks]
    return render(request, "web/privacy.html", {"notice": Notice(found.version, found.valid_from, paragraphs)})


@login_not_required
@require_safe
@cache_control(max_age=60, public=True)
def boundaries(request: HttpRequest) -> JsonResponse:
    """Present boundaries as GeoJSON in WGS-84: ``?level=communities`` or ``grids``, of the area served or of the one
    with the code ``?area=``."""
    code, level = request.GET.get("area", ""), _LEVELS.get(request.GET.get("level", "communities"))
    home = Area.objects.present().filter(code=code).first() if code else home_area()
    if home is None or level is None:
        raise Http404
    found = boundaries_geojson(subtree(home).filter(level=level))
    for feature in found["features"]:
        feature["properties"]["name"] = short_name(feature["properties"]["name"])
    return JsonResponse(found)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the process answers, that is all
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether what is sent can be saved and history is protected; otherwise why not, in one word for operators."""
    reason = _not_ready()
    return HttpResponse(reason or "ok", status=503 if reason else 200, content_type="text/plain")


def _not_ready() -> str:
    if outage := outage_of_database() or outage_of_disk():
        return outage
    try:
        return "triggers" if missing_triggers(connection) else ""
    except Error as fault:
        return outage_of(fault) or "database"
