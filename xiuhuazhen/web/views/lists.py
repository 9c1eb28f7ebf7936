"""The list of matters: filtered, searched, kept under a name, as a spreadsheet, and one action on many of them."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.paging import counted
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures import access
from xiuhuazhen.core.procedures.actions.exporting import ask_export, fetch_export
from xiuhuazhen.core.procedures.actions.filters import remove_filter, rename_filter, save_filter
from xiuhuazhen.core.procedures.choices import WorkState
from xiuhuazhen.core.procedures.columns import Column, with_relations
from xiuhuazhen.core.procedures.listing import listed, only_closed, page_of
from xiuhuazhen.core.procedures.models import Export, Matter
from xiuhuazhen.core.procedures.searching import Wanted, words_of
from xiuhuazhen.web.listing.choosing import choices_of
from xiuhuazhen.web.listing.forms import MattersFilter
from xiuhuazhen.web.listing.hits import hits, with_numbers
from xiuhuazhen.web.listing.many import bulk_offers
from xiuhuazhen.web.rows import list_row, marked

_ROWS_A_PAGE = 50
_ROWS_PRINTED = 1000
_RUNS_SHOWN = 30
_SORTS = {"due": ("due", "ascending"), "opened": ("opened", "descending")}
_SHAPES = {WorkState.DONE: "closed", WorkState.FAILED: "waiting"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@reference.one_version()
def matters(request: HttpRequest) -> HttpResponse:
    """The list: filter, sort by opening or due date, page by page."""
    by, at = staff(request), clock.now()
    form = _filter(request.GET, by)
    if not form.is_valid():
        return render(request, "web/matters.html", _context(form, by) | _NOTHING)  # an unknown filter fits nothing
    order, columns, wanted = form.sorting(), form.columns(), form.wanted()
    found = listed(wanted, order, by=by, at=at)
    shown = marked(with_relations(found, columns))
    shown = with_numbers(shown) if wanted.q else shown
    page = page_of(shown, order, request.GET.get("cursor", ""), _ROWS_A_PAGE)
    marks = hits(page.rows, words_of(wanted.q)) if wanted.q else {}
    context = _context(form, by) | {
        "filtered": wanted != type(wanted)(),
        "columns": [_heading(form, column, order) for column in columns],
        "rows": [_row(row, columns, at) | marks.get(row.pk, {}) for row in page.rows],
        "total_label": counted(found),
        "by_due": order == "due",
        "next_url": form.address(cursor=page.next) if page.next else "",
        "query": form.address(),
        "print_url": reverse("web:matters-print") + form.address(),
        "map_url": _map_url(form, wanted),
    }
    return render(request, "web/matters.html", context)


@require_safe
@reference.one_version()
def printed(request: HttpRequest) -> HttpResponse:
    """What the list's address asks for as a plain table, from its beginning, with what was asked and when."""
    by, at = staff(request), clock.now()
    form = _filter(request.GET, by)
    if not form.is_valid():
        raise InvalidInput(_("This filter cannot be read. Choose it anew on the list of matters."))
    order, columns = form.sorting(), form.columns()
    found = listed(form.wanted(), order, by=by, at=at)
    page = page_of(with_relations(found, columns), order, "", _ROWS_PRINTED)
    context = {
        "asked": form.in_words(),
        "columns": [str(column.label) for column in columns],
        "rows": [[column.text(row) for column in columns] for row in page.rows],
        "total_label": counted(found),
        "more": bool(page.next),
        "by_due": order == "due",
        "list_url": reverse("web:matters") + form.address(),
        "at": at,
    }
    return render(request, "web/matters_print.html", context)


def _map_url(form: MattersFilter, wanted: Wanted) -> str:
    """The map with the same filters, which shows what is open; empty where only closed matters are asked for."""
    if only_closed(wanted.state):
        return ""
    return reverse("web:map") + form.filters_alone(state="" if wanted.state == "open" else wanted.state)


_NOTHING = {
    "filtered": True, "columns": [], "rows": [], "total_label": "0", "by_due": False, "next_url": "", "query": "",
    "print_url": "", "map_url": "",
}  # fmt: skip


def _filter(given: QueryDict, by: StaffActor) -> MattersFilter:
    return MattersFilter(given, **choices_of(by, given))


def _context(form: MattersFilter, by: StaffActor) -> dict[str, Any]:
    saved = access.saved_filters(by) if by.person_id else []
    return {
        "form": form,
        "saved": [{"id": row.pk, "name": row.name, "url": row.query or "?"} for row in saved],
        "bulk": bool(bulk_offers(by)),
        "bulk_most": settings.BULK_MAX_MATTERS,
        "new_id": new_id(),
    }


def _heading(form: MattersFilter, column: Column, order: str) -> dict[str, str]:
    name, direction = _SORTS.get(column.name, ("", ""))
    sorted_so = direction if name and name == order else ""
    url = form.address(order=name) if name else ""
    return {"name": column.name, "label": str(column.label), "sort_url": url, "sorted": sorted_so}


def _row(matter: Matter, columns: list[Column], at: datetime) -> dict[str, Any]:
    """As the template draws it: columns without a way of their own are plain text."""
    row = list_row(matter, at=at)
    texts = [(column.name, column.text(matter)) for column in columns]
    pick = f"{matter.pk}.{matter.version}"
    return row | {"cells": texts, "title_parts": [(row["title"], False)], "excerpt_parts": [], "pick": pick,
                  "number_parts": [(row["number"], False)]}  # fmt: skip


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters and columns that are shown under a name."""
    by, at = staff(request), clock.now()
    query, filter_id = request.POST.get("query", ""), parse_id(request.POST.get("id", ""))
    if filter_id is None or not query.startswith("?"):
        raise InvalidInput(_("Load the page again."))
    if not _filter(QueryDict(query.removeprefix("?")), by).is_valid():
        raise InvalidInput(_("This filter cannot be read, so it is not kept. Choose it anew on the list of matters."))
    try:
        save_filter(filter_id=filter_id, name=request.POST.get("name", ""), query=query, by=by, at=at)
    except InvalidInput as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The filter is kept; it stands above the list."))
    return redirect(reverse("web:matters") + query)


@require_POST
def change_saved(request: HttpRequest, filter_id: str) -> HttpResponse:
    """Rename a filter, or remove it."""
    by, at = staff(request), clock.now()
    saved = access.saved_filter(by, filter_id)
    try:
        if "remove" in request.POST:
            remove_filter(saved=saved, by=by, at=at)
        else:
            rename_filter(saved=saved, name=request.POST.get("name", ""), by=by, at=at)
    except InvalidInput as refusal:
        messages.warning(request, refusal.message)
    return redirect("web:matters")


@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The spreadsheets that the person asked for; the list alone when htmx asks for news of it."""
    by, at = staff(request), clock.now()
    rows = [_export(row, at) for row in access.exports_of(by)[:_RUNS_SHOWN]]
    moving = any(row["running"] for row in rows)
    alone = request.headers.get("HX-Target") == "exports"
    context = {"rows": rows, "moving": moving}
    return render(request, "web/exports_list.html" if alone else "web/exports.html", context)


def _export(row: Export, at: datetime) -> dict[str, Any]:
    gone = row.state == WorkState.DONE and (row.blob is None or row.blob.expires_at <= at)
    return {
        "id": row.pk,
        "at": row.created_at,
        "state_label": _("erased after 30 days") if gone else row.get_state_display(),
        "state_shape": _SHAPES.get(WorkState(row.state), "open"),
        "running": row.state in (WorkState.WAITING, WorkState.RUNNING),
        "ready": row.state == WorkState.DONE and not gone,
        "expires_at": row.blob.expires_at if row.blob else None,
        "problem": row.problem,
        "done": row.done,
        "total": row.total,
    }


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Ask for the list as it is shown, as a spreadsheet."""
    by, at = staff(request), clock.now()
    form, export_id = _filter_of_query(request, by), parse_id(request.POST.get("id", ""))
    if export_id is None or not form.is_valid():
        raise InvalidInput(_("Load the page again."))
    wanted = {name: value for name, value in vars(form.wanted()).items() if value}
    names = [column.name for column in form.columns()]
    ask_export(export_id=export_id, wanted=wanted, columns=names, order=form.sorting(), by=by, at=at)
    return redirect("web:exports")


@require_POST
def fetch(request: HttpRequest, export_id: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    found = fetch_export(export=access.export_of(by, export_id), by=by, at=at)
    response = HttpResponse(found.content, content_type=_XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.filename)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _filter_of_query(request: HttpRequest, by: StaffActor) -> MattersFilter:
    """The filter of the list from which a form was sent."""
    given = QueryDict(request.POST.get("query", "").removeprefix("?"))
    return MattersFilter(given, **choices_of(by, given))
