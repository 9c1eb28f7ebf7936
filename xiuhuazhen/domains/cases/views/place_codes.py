"""Codes to put up at places: choose them, print them, withdraw them."""

from typing import Any

import segno
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.messages.channels import link
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.place_codes import make_codes, withdraw_code
from xiuhuazhen.domains.cases.forms.place_codes import CodesFilter, CodesForm
from xiuhuazhen.domains.cases.models import PlaceCode
from xiuhuazhen.domains.cases.rules.sheets_of_codes import Printed, pdf

_CODES_A_PAGE = 60
"""Ten sheets: drawn while somebody waits."""


@require_http_methods(["GET", "HEAD", "POST"])
def place_codes(request: HttpRequest) -> HttpResponse:
    """Those in one's areas; make some more."""
    by = staff(request)
    places = access.areas_of_place_codes(by)
    form = CodesForm(request.POST if request.method == "POST" else None, within=places)
    if request.method == "POST" and form.is_valid():
        made = make_codes(spots=form.spots(), by=by, at=clock.now())
        text = _("%(count)s codes are ready to be printed.") % {"count": len(made)}
        messages.success(request, text)
        return redirect("cases:place-codes")
    chosen = CodesFilter(request.GET, codes=access.codes_of(by))
    page = _page(request, chosen)
    number = str(page.number)
    context = {
        "form": form,
        "filter": chosen,
        "filtered": chosen.has_changed(),
        "rows": [_row(code) for code in page],
        "sheet_query": chosen.address(page=number),
        "pdf_query": chosen.address(page=number, **{"as": "pdf"}),
        "page": page,
        "most": _CODES_A_PAGE,
        "before_url": chosen.address(page=str(page.number - 1)) if page.has_previous() else "",
        "after_url": chosen.address(page=str(page.number + 1)) if page.has_next() else "",
    }
    return render(request, "cases/place_codes.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, chosen: CodesFilter) -> Page[PlaceCode]:
    return Paginator(chosen.found(), _CODES_A_PAGE).get_page(request.GET.get("page"))


def _row(code: PlaceCode) -> dict[str, Any]:
    return {
        "token": code.token,
        "label": code.label,
        "area_name": short_name(code.area.name),
        "withdrawn": code.withdrawn_at is not None,
    }


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The codes of a page of the list, or those ticked there, as they are put up: to be printed from the browser, or as
    PDF."""
    mine, ticked = access.codes_of(staff(request)), "ticked" in request.GET
    picked = list(dict.fromkeys(request.GET.getlist("pick"))) if ticked else []
    codes, pdf_query = _ticked(mine, picked) if ticked else _of_page(request, mine)
    if request.GET.get("as") == "pdf" and (codes or not ticked):
        drawn = pdf([_printed(request, code) for code in codes])
        headers = {"Content-Disposition": 'attachment; filename="codes.pdf"'}
        return HttpResponse(drawn, content_type="application/pdf", headers=headers)
    shown = [{"label": code.label, "lines": _lines(code)[1:], "svg": _svg(request, code)} for code in codes]
    context = {
        "codes": shown,
        "pdf_query": pdf_query,
        "ticked": ticked,
        "left_out": len(picked) > _CODES_A_PAGE,
        "most": _CODES_A_PAGE,
        "site": _site(request),
        "site_is_set": bool(link("/")),
    }
    return render(request, "cases/place_codes_sheet.html", context)


def _site(request: HttpRequest) -> str:
    """Where the codes lead."""
    return (link("/") or request.build_absolute_uri("/")).rstrip("/")


def _of_page(request: HttpRequest, mine: QuerySet[PlaceCode]) -> tuple[list[PlaceCode], str]:
    chosen = CodesFilter(request.GET, codes=mine)
    page = _page(request, chosen)
    pdf_query = chosen.address(page=str(page.number), **{"as": "pdf"})
    return [code for code in page if code.withdrawn_at is None], pdf_query


def _ticked(mine: QuerySet[PlaceCode], picked: list[str]) -> tuple[list[PlaceCode], str]:
    tokens = [token.replace("\0", "") for token in picked[:_CODES_A_PAGE]]
    pdf_query = query_string([("ticked", "1"), *(("pick", token) for token in tokens), ("as", "pdf")])
    return list(mine.filter(token__in=tokens, withdrawn_at__isnull=True)), pdf_query


def _address(request: HttpRequest, code: PlaceCode) -> str:
    return f"{_site(request)}{reverse('cases:report')}?place={code.token}"


def _made(request: HttpRequest, code: PlaceCode) -> segno.QRCode:
    return segno.make_qr(_address(request, code), error="m")


def _svg(request: HttpRequest, code: PlaceCode) -> str:
    drawn = _made(request, code).svg_inline(border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from an address of our own


def _printed(request: HttpRequest, code: PlaceCode) -> Printed:
    squares = [[bool(square) for square in row] for row in _made(request, code).matrix_iter(border=2)]
    return Printed(squares, tuple(_lines(code)))


def _lines(code: PlaceCode) -> list[str]:
    number = _("Code %(token)s") % {"token": code.token}
    return [code.label, _("Scan to report something here"), short_name(code.area.name), number]


@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    by = staff(request)
    code = access.code_to_withdraw(by, token)
    withdraw_code(code=code, by=by, at=clock.now())
    messages.info(request, _("The code of %(label)s is withdrawn. Take it down there.") % {"label": code.label})
    return redirect("cases:place-codes")
