"""Bringing in a hotline's spreadsheets of orders and of results, looking them over, and seeing how far they are."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal
from xiuhuazhen.core.kit.paging import page_by_time, query_string
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.cases import access, sheets
from xiuhuazhen.domains.cases.actions import importing
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.beginnings import beginning_of, columns_of, likeliest
from xiuhuazhen.domains.cases.choices import BatchKind, BatchState, RowResult
from xiuhuazhen.domains.cases.forms.imports import BeginningForm, ColumnsForm, ImportForm
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow
from xiuhuazhen.domains.cases.rules import RESULT_HEADERS
from xiuhuazhen.domains.cases.sheets import Columns
from xiuhuazhen.domains.cases.views.ended import left_out
from xiuhuazhen.domains.cases.views.looking_over import columns_shown, lines_shown

_BATCHES_A_PAGE = 50
_ERRORS_A_PAGE = 100
_SHAPES = {
    BatchState.DONE: "closed",
    BatchState.FAILED: "waiting",
    BatchState.COLUMNS: "waiting",
    BatchState.READY: "waiting",
    BatchState.STOPPED: "waiting",
    BatchState.DISCARDED: "paused",
}
_TOLD = (RowResult.FAILED, RowResult.DIFFERS, RowResult.REOPENED, RowResult.UPDATED)
"""What somebody has to look at in each line; a line that came in only where it has a message."""
_ACTS: dict[str, Callable[..., None]] = {
    "bring-in": importing.bring_in,
    "stop": importing.stop_import,
    "resume": importing.resume_import,
    "discard": importing.discard_import,
}


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The spreadsheets brought in so far, and the form for another."""
    by = staff(request)
    areas, last = access.reporting_areas(by, access.IMPORT), {"source_name": access.last_source(by)}
    given = (request.POST or None, request.FILES or None)
    form = ImportForm(*given, areas=areas, sources=access.sources(by), initial=last)
    if form.is_bound and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            batch = start_import(
                content=sheet.read(settings.SHEET_MAX_BYTES + 1),
                file_name=sheet.name,
                source_name=form.cleaned_data["source_name"],
                area=form.area(),
                by=by,
                at=clock.now(),
                kind=form.batch_kind(),
                at_once=form.cleaned_data["at_once"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("cases:import", batch_id=batch.pk)
    batches = page_by_time(
        _counted(access.import_batches(by)),
        field="created_at",
        descending=True,
        cursor=request.GET.get("cursor", ""),
        size=_BATCHES_A_PAGE,
        value=lambda batch: batch.created_at,
    )
    context = {
        "form": form,
        "max_rows": settings.SHEET_MAX_ROWS,
        "result_columns": "、".join(titles[0] for titles in RESULT_HEADERS.values()),
        "batches": [shown(batch) for batch in batches.rows],
        "next_url": query_string([("cursor", batches.next)]) if batches.next else "",
    }
    return render(request, "cases/imports.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request: HttpRequest, batch_id: str) -> HttpResponse:
    """How one spreadsheet stands: how far it is, what would come in, the lines that could not be taken in."""
    by = staff(request)
    found = access.import_batch(by, batch_id)
    batch = shown(_counted(ImportBatch.objects.filter(pk=found.pk))[0])
    if request.headers.get("HX-Target") == "import-progress":
        response = render(request, "cases/import_progress.html", {"batch": batch})
        if not batch["running"]:
            response["HX-Refresh"] = "true"
        return response
    if found.state == BatchState.COLUMNS:
        return redirect("cases:import-columns", batch_id=found.pk)
    errors, more = _errors(found, whole_number(request.GET.get("after", "")))
    context = {
        "batch": batch,
        "errors": errors,
        "next_url": more,
        "lines": _would_come(found, by),
        "states": list(_unknown_states(found).items()),
        "left_out": left_out(found, whole_number(request.GET.get("ended", ""))),
    }
    return render(request, "cases/import_detail.html", context)


def _errors(batch: ImportBatch, after: int) -> tuple[list[dict[str, Any]], str]:
    """The lines that somebody has to look at, and the address of those that follow."""
    told = Q(result__in=_TOLD) | (Q(result=RowResult.CREATED) & ~Q(message=""))
    rows = ImportRow.objects.filter(told, batch=batch).select_related("matter").order_by("line")
    page = list(rows.filter(line__gt=after)[: _ERRORS_A_PAGE + 1])
    more = f"?after={page[_ERRORS_A_PAGE - 1].line}" if len(page) > _ERRORS_A_PAGE else ""
    errors = [_error(row) for row in page[:_ERRORS_A_PAGE]]
    if batch.problem:
        errors.insert(0, {"row": "", "value": batch.file_name, "message": batch.problem, "result": "", "url": ""})
    return errors, more


def _would_come(batch: ImportBatch, by: StaffActor) -> list[dict[str, str]]:
    """What would become of the first lines, while nothing came in yet."""
    if batch.state != BatchState.READY or batch.beginning_id is None:
        return []
    columns = Columns.of(batch.layout)
    return lines_shown(batch, beginning_of(batch)[columns.sheet].lines, columns, by, clock.now())


def _unknown_states(batch: ImportBatch) -> dict[str, int]:
    """States in the sheet of which nobody said whether their source is through, and in how many lines."""
    found: dict[str, int] = batch.counts.get(importing.UNKNOWN_STATES, {}) if batch.state == BatchState.READY else {}
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Say what each column means; the sheet and the line with the titles can be chosen otherwise."""
    by = staff(request)
    batch = access.import_batch(by, batch_id)
    if batch.state not in (BatchState.COLUMNS, BatchState.READY, BatchState.CHECKING) or batch.beginning_id is None:
        return redirect("cases:import", batch_id=batch.pk)
    found, kind = beginning_of(batch), BatchKind(batch.kind)
    try:
        columns = _columns(request, batch)
    except (sheets.UnreadableSheet, IndexError) as fault:
        raise NotFound("") from fault
    states = [*sheets.states_in(found[columns.sheet].lines, columns), *_unknown_states(batch)]
    form = ColumnsForm(request.POST or None, columns=columns, kind=kind, states=states)
    if form.is_bound and form.is_valid():
        try:
            importing.say_columns(batch=batch, columns=form.said(), by=by, at=clock.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("cases:import", batch_id=batch.pk)
    context = {
        "batch": shown(_counted(ImportBatch.objects.filter(pk=batch.pk))[0]),
        "form": form,
        "beginning": BeginningForm(
            initial={"sheet": columns.sheet, "header": columns.header}, found=found, columns=columns
        ),
        "columns": columns_shown(form, found[columns.sheet].lines, columns),
        "sheet": columns.sheet,
        "header": columns.header,
        "several": len(found) > 1,
        "of_orders": kind == BatchKind.ORDERS,
        "asks_states": "ended" in form.fields,
        "asks_crs": columns.asks_crs,
        "lacking": "" if form.errors else sheets.lacking(columns.means, kind),
    }
    return render(request, "cases/import_columns.html", context, status=422 if form.errors else 200)


def _columns(request: HttpRequest, batch: ImportBatch) -> Columns:
    """As they were said for this spreadsheet, or as they seem to be in the sheet and below the line that was chosen."""
    asked, found = request.POST or request.GET, beginning_of(batch)
    if batch.layout and "sheet" not in asked:
        return Columns.of(batch.layout)
    header = whole_number(asked.get("header", ""))
    place = whole_number(asked["sheet"]) if "sheet" in asked else likeliest(batch, found)
    return columns_of(batch, found, place, header or None)


@require_POST
def import_do(request: HttpRequest, batch_id: str, act: str) -> HttpResponse:
    """Bring it in, stop it, go on with it, put it away."""
    by = staff(request)
    batch = access.import_batch(by, batch_id)
    if act not in _ACTS:
        raise NotFound("")
    try:
        _ACTS[act](batch=batch, by=by, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("cases:import", batch_id=batch.pk)


@never_cache
@require_POST
def import_to_mend(request: HttpRequest, batch_id: str) -> HttpResponseBase:
    """The lines that did not come in, as a spreadsheet to mend; who took it along is recorded."""
    by = staff(request)
    batch = access.import_batch(by, batch_id)
    try:
        blob = importing.open_to_mend(batch=batch, by=by, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect("cases:import", batch_id=batch.pk)
    kept = blob_content(blob.pk)
    return FileResponse(BytesIO(kept.content), as_attachment=True, filename=kept.filename)


def _counted(batches: Any) -> Any:
    named = {
        "created_count": [RowResult.CREATED],
        "again_count": [RowResult.REOPENED, RowResult.UPDATED],
        "same_count": [RowResult.SAME],
        "ended_count": [RowResult.LEFT_OUT, RowResult.WANTED],
        "differs_count": [RowResult.DIFFERS],
        "failed_count": [RowResult.FAILED],
    }
    results = {name: Count("rows", filter=Q(rows__result__in=found)) for name, found in named.items()}
    return batches.annotate(**results)


def shown(batch: Any) -> dict[str, Any]:
    """What lists and pages say of a batch; while nothing came in yet, how many would come to what."""
    looked_over = batch.state == BatchState.READY
    counts = batch.counts if looked_over else {}

    def counted(kept: int, *results: RowResult) -> int:
        return sum(counts.get(result, 0) for result in results) if looked_over else kept

    return {
        "id": batch.pk,
        "url": reverse("cases:import", args=[batch.pk]),
        "file_name": batch.file_name,
        "source_name": batch.source_name,
        "of_results": batch.kind == BatchKind.RESULTS,
        "by_name": batch.created_by_name,
        "at": batch.created_at,
        "state": str(batch.state),
        "running": batch.state in importing.UNDER_WAY,
        "looked_over": looked_over,
        "stops": bool(batch.layout) and batch.state in (BatchState.WAITING, BatchState.RUNNING),
        "mendable": batch.to_mend_id is not None,
        "state_label": batch.get_state_display(),
        "state_shape": _SHAPES.get(batch.state, "open"),
        "total": batch.total,
        "done": batch.done,
        "created": counted(batch.created_count, RowResult.CREATED),
        "again": counted(batch.again_count, RowResult.REOPENED, RowResult.UPDATED),
        "repeated": counted(batch.same_count, RowResult.SAME),
        "ended": counted(batch.ended_count, RowResult.LEFT_OUT),
        "differing": counted(batch.differs_count, RowResult.DIFFERS),
        "failed": counted(batch.failed_count, RowResult.FAILED),
    }


def _error(row: ImportRow) -> dict[str, Any]:
    matter = row.matter
    return {
        "row": row.line,
        "value": row.source_number,
        "message": row.message,
        "result": row.get_result_display(),
        "shape": "waiting" if row.result == RowResult.FAILED else "open",
        "number": matter.number if matter else "",
        "url": reverse("web:matter", args=[matter.number]) if matter else "",
    }
