"""Bringing in a hotline's spreadsheets of orders and of results, and seeing how far they are."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.choices import BatchKind, BatchState, RowResult
from xiuhuazhen.domains.cases.forms.reports import ImportForm
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow
from xiuhuazhen.domains.cases.sheets import RESULT_HEADERS

_BATCHES_SHOWN = 50
_ERRORS_A_PAGE = 100
_SHAPES = {BatchState.DONE: "closed", BatchState.FAILED: "waiting"}


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The spreadsheets brought in so far, and the form for another."""
    by = staff(request)
    area = access.reporting_areas(by, access.IMPORT)[0]
    form = ImportForm(request.POST or None, request.FILES or None, initial={"source_name": access.last_source(by)})
    if form.is_bound and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            batch = start_import(
                content=sheet.read(settings.SHEET_MAX_BYTES + 1),
                file_name=sheet.name,
                source_name=form.cleaned_data["source_name"],
                area=area,
                by=by,
                at=clock.now(),
                kind=form.batch_kind(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("cases:import", batch_id=batch.pk)
    batches = _counted(access.import_batches(by))[:_BATCHES_SHOWN]
    context = {
        "form": form,
        "max_rows": settings.SHEET_MAX_ROWS,
        "result_columns": "、".join(titles[0] for titles in RESULT_HEADERS.values()),
        "batches": [shown(batch) for batch in batches],
        "next_url": "",
        "template_url": "",
    }
    return render(request, "cases/imports.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request: HttpRequest, batch_id: str) -> HttpResponse:
    """How far one spreadsheet is, and the lines that could not be taken in."""
    found = access.import_batch(staff(request), batch_id)
    batch = shown(_counted(ImportBatch.objects.filter(pk=found.pk))[0])
    if request.headers.get("HX-Target") == "import-progress":
        response = render(request, "cases/import_progress.html", {"batch": batch})
        if not batch["running"]:
            response["HX-Refresh"] = "true"
        return response
    after = request.GET.get("after", "")
    rows = ImportRow.objects.filter(batch=found, result__in=[RowResult.FAILED, RowResult.DIFFERS]).order_by("line")
    page = list(rows.filter(line__gt=whole_number(after))[: _ERRORS_A_PAGE + 1])
    more = f"?after={page[_ERRORS_A_PAGE - 1].line}" if len(page) > _ERRORS_A_PAGE else ""
    errors = [_error(row) for row in page[:_ERRORS_A_PAGE]]
    if found.problem:
        errors.insert(0, {"row": "", "value": found.file_name, "message": found.problem})
    context = {"batch": batch, "errors": errors, "errors_url": "", "next_url": more}
    return render(request, "cases/import_detail.html", context)


def _counted(batches: Any) -> Any:
    results = {
        "created_count": Count("rows", filter=Q(rows__result=RowResult.CREATED)),
        "same_count": Count("rows", filter=Q(rows__result=RowResult.SAME)),
        "failed_count": Count("rows", filter=Q(rows__result__in=[RowResult.FAILED, RowResult.DIFFERS])),
    }
    return batches.annotate(**results).order_by("-created_at", "-id")


def shown(batch: Any) -> dict[str, Any]:
    return {
        "url": reverse("cases:import", args=[batch.pk]),
        "file_name": batch.file_name,
        "of_results": batch.kind == BatchKind.RESULTS,
        "by_name": batch.created_by_name,
        "at": batch.created_at,
        "running": batch.state in (BatchState.WAITING, BatchState.RUNNING),
        "state_label": batch.get_state_display(),
        "state_shape": _SHAPES.get(batch.state, "open"),
        "total": batch.total,
        "done": batch.done,
        "created": batch.created_count,
        "repeated": batch.same_count,
        "failed": batch.failed_count,
    }


def _error(row: ImportRow) -> dict[str, Any]:
    return {"row": row.line, "value": row.source_number, "message": row.message}
