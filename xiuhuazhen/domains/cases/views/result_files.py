"""Result files for a source: asked for, seen, taken along, and the columns that the source wants."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.files.spreadsheets import UnreadableSheet
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal
from xiuhuazhen.core.kit.paging import page_by_time, query_string
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.result_files import ask_result_file, open_result_file, set_result_columns
from xiuhuazhen.domains.cases.answers import Shape, shape_of
from xiuhuazhen.domains.cases.choices import BatchKind, FileState
from xiuhuazhen.domains.cases.forms.imports import ResultColumnsForm, ResultFileForm, SourceFormForm
from xiuhuazhen.domains.cases.models import ImportBatch, ResultFile
from xiuhuazhen.domains.cases.queries import template_of
from xiuhuazhen.domains.cases.source_form import shape_in

_FILES_A_PAGE = 30
_SHAPES = {FileState.DONE: "closed", FileState.FAILED: "waiting", FileState.WAITING: "open"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def result_files(request: HttpRequest) -> HttpResponse:
    """The files made so far, and the form for another."""
    by = staff(request)
    areas = access.reporting_areas(by, access.IMPORT)
    batch = access.import_batch(by, request.GET["batch"]) if request.GET.get("batch") else None
    form = ResultFileForm(request.POST or None, areas=areas, sources=access.sources(by), of_batch=batch is not None)
    if form.is_bound and form.is_valid():
        where = batch.area if batch else form.area()
        source = batch.source_name if batch else form.cleaned_data["source_name"]
        ask_result_file(source_name=source, area=where, batch=batch, by=by, at=clock.now())
        return redirect("cases:result-files")
    files = page_by_time(
        access.result_files(by).select_related("batch"),
        field="created_at",
        descending=True,
        cursor=request.GET.get("cursor", ""),
        size=_FILES_A_PAGE,
        value=lambda file: file.created_at,
    )
    shown = [_shown(file) for file in files.rows]
    context = {
        "form": form,
        "batch_name": batch.file_name if batch else "",
        "sources": [(name, _columns_url(name, batch)) for name in access.sources(by)],
        "files": shown,
        "next_url": query_string([("cursor", files.next)]) if files.next else "",
        "waiting": any(file["state"] == FileState.WAITING for file in shown),
    }
    return render(request, "cases/result_files.html", context, status=422 if form.errors else 200)


def _columns_url(source: str, batch: ImportBatch | None) -> str:
    """Whoever comes from a spreadsheet's orders goes back to these."""
    kept = {"batch": str(batch.pk)} if batch else {}
    return f"{reverse('cases:result-columns')}?{urlencode({'source': source, **kept})}"


def _shown(file: ResultFile) -> dict[str, Any]:
    return {
        "id": file.pk,
        "source_name": file.source_name,
        "batch_name": file.batch.file_name if file.batch else "",
        "since": file.since,
        "until": file.until,
        "by_name": file.created_by_name,
        "state": str(file.state),
        "label": file.get_state_display(),
        "shape": _SHAPES[FileState(file.state)],
        "problem": file.problem,
        "count": file.count,
        "pictures": file.pictures,
        "has_sheet": file.blob_id is not None,
        "has_pictures": file.attachments_id is not None,
    }


@never_cache
@require_POST
def result_file(request: HttpRequest, file_id: str, part: str) -> HttpResponseBase:
    """The spreadsheet or the pictures of a file; who took it along is recorded."""
    by = staff(request)
    file = access.result_file(by, file_id)
    if part not in ("sheet", "pictures"):
        raise NotFound("")
    try:
        blob = open_result_file(file=file, pictures=part == "pictures", by=by, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect("cases:result-files")
    kept = blob_content(blob.pk)
    return FileResponse(BytesIO(kept.content), as_attachment=True, filename=kept.filename)


@require_http_methods(["GET", "HEAD", "POST"])
def result_columns(request: HttpRequest) -> HttpResponse:
    """The columns in which a source wants its results."""
    by = staff(request)
    source = request.GET.get("source", "")
    area = access.area_of_source(by, source)
    batch = access.import_batch(by, request.GET["batch"]) if request.GET.get("batch") else None
    back = reverse("cases:result-files") + (query_string([("batch", str(batch.pk))]) if batch else "")
    shape, takes = shape_of(template_of(area, source, BatchKind.ORDERS)), request.POST.get("do") == "take"
    own = SourceFormForm(request.POST, request.FILES) if takes else SourceFormForm()
    if own.is_bound and own.is_valid():
        shape = _taken_over(own, shape)
    form = ResultColumnsForm(None if takes else request.POST or None, shape=shape)
    if form.is_bound and form.is_valid() and _kept(form, source, area, by):
        messages.info(request, _("The next file of %(source)s has these columns.") % {"source": source})
        return redirect(back)
    taken = takes and not own.errors
    context = {"form": form, "own": own, "taken": taken, "source": source, "lines": form.lines(), "back_url": back}
    return render(request, "cases/result_columns.html", context, status=422 if form.errors or own.errors else 200)


def _taken_over(own: SourceFormForm, shape: Shape) -> Shape:
    """The shape of the form that was handed in; nothing is kept before somebody has looked it over."""
    sheet = own.cleaned_data["sheet"]
    try:
        return shape_in(sheet.read(), sheet.name, text_max=shape.text_max)
    except UnreadableSheet as fault:
        own.add_error("sheet", fault.sentence)
        return shape


def _kept(form: ResultColumnsForm, source: str, area: Area, by: StaffActor) -> bool:
    try:
        set_result_columns(
            source_name=source,
            area=area,
            columns=form.columns(),
            text_max=form.cleaned_data["text_max"] or 0,
            head=form.above(),
            by=by,
            at=clock.now(),
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
    return not form.errors
