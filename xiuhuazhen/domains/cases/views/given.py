"""What a resident is given after reporting or complaining: a number, a query code, a QR code of the progress page."""

from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.domains.cases.taking_in import Reported


def given_page(request: HttpRequest, reported: Reported, *, area: Area | None, complaint: bool) -> HttpResponse:
    number = reported.matter.number
    url = reverse("cases:progress", args=[number])
    context = {
        "number": number,
        "query_code": reported.query_code,
        "qr_svg": _qr(request.build_absolute_uri(url)),
        "progress_url": url,
        "area_name": short_name(area.name) if area else "",
        "complaint": complaint,
    }
    return render(request, "cases/reported.html", context, status=200 if reported.replayed else 201)


def _qr(address: str) -> str:
    """The address as an SVG element; it holds no text of anybody's, so it is safe markup."""
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, svgns=True, scale=4, border=2)
    return mark_safe(out.getvalue().decode())  # noqa: S308
