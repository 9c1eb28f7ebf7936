"""The duty catalogue: its lines, correcting and ending one, adding one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.cases.actions.catalogue import add_category, correct_category, end_category
from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.web.cataloguing import sheets
from xiuhuazhen.web.cataloguing.access import category_for, require_to_manage
from xiuhuazhen.web.cataloguing.forms import CategoryForm, NewCategoryForm
from xiuhuazhen.web.form_pages import FormPage, handled
from xiuhuazhen.web.moments import full_day
from xiuhuazhen.web.sheets import MOST_ROWS, attached
from xiuhuazhen.web.staffing.board import held_said, told_changes
from xiuhuazhen.web.staffing.forms import LastDayForm
from xiuhuazhen.web.staffing.history import lines

_CHANGES_SHOWN = 30
_CLASS_DIGITS = 2


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Classes with their categories; ended lines where they are asked for."""
    by, today = staff(request), clock.local_date(clock.now())
    require_to_manage(by)
    name, past = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("state") == "all"
    found = Category.objects.order_by("code")
    found = found if past else found.exclude(valid_to__lte=today)
    found = found.filter(name__icontains=name) if name else found
    context = {
        "rows": [_row(line, today) for line in found],
        "q": name,
        "past": past,
        "other_url": query_string([("q", name), ("state", "" if past else "all")]),
        "changes": lines(_changes()),
    }
    return render(request, "web/catalogue.html", context)


@require_safe
def catalogue_sheet(request: HttpRequest) -> HttpResponse:
    """The whole catalogue, ended lines among them."""
    require_to_manage(staff(request))
    rows = list(Category.objects.order_by("code")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("The catalogue has more than 1,000 lines. It cannot be written in one sheet."))
    return attached(sheets.catalogue_sheet(rows), str(_("Categories")))


def _changes(code: str = "") -> Any:
    rows = AuditRow.objects.filter(subject_type="cases.category")
    return (rows.filter(subject_id=code) if code else rows).order_by("-at", "-id")[:_CHANGES_SHOWN]


def _row(line: Category, today: date) -> dict[str, Any]:
    return {
        "code": line.pk,
        "name": line.name,
        "is_class": len(line.pk) == _CLASS_DIGITS,
        "keywords": "，".join(line.keywords),
        "urgent": line.urgent,
        "basis": line.basis,
        "period": held_said(line, today),
        "ended": bool(line.valid_to and line.valid_to <= today),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by, at = staff(request), clock.now()
    require_to_manage(by)
    form = NewCategoryForm(request.POST or None, initial={"valid_from": clock.local_date(at)})
    back = reverse("web:catalogue")

    def perform(command_id: UUID) -> str:
        given = form.cleaned_data
        words = {"code": given["code"], "text": form.words(), "valid_from": given["valid_from"]}
        line = add_category(**words, by=by, at=at, command_id=command_id)
        messages.success(request, _("%(name)s is in the catalogue.") % {"name": line.name})
        return back

    return handled(request, form, FormPage(_("Add a category"), _("Add the category"), back), perform)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    line = category_for(by, code)
    form, back = CategoryForm(request.POST or None, line=line), reverse("web:catalogue")

    def perform(command_id: UUID) -> str:
        seal = form.cleaned_data["seal"]
        correct_category(line=line, text=form.words(), seal=seal, by=by, at=at, command_id=command_id)
        messages.success(request, _("The correction holds."))
        return back

    def changed() -> list[str]:
        form.refreshed(Category.objects.get(pk=line.pk))
        return told_changes(lines(_changes(line.pk)))

    hint = _("Matters that have this category show the new name.")
    page = FormPage(_("Correct the category"), _("Save"), back, f"{line.pk} {line.name}", (hint,), changes=changed)
    return handled(request, form, page, perform)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    line = category_for(by, code)
    form = LastDayForm(request.POST or None, initial={"last_day": clock.local_date(at)})
    back = reverse("web:catalogue")

    def perform(command_id: UUID) -> str:
        last_day = form.cleaned_data["last_day"]
        end_category(line=line, last_day=last_day, by=by, at=at, command_id=command_id)
        told = {"name": line.name, "day": full_day(last_day)}
        messages.info(request, _("%(name)s can be chosen until %(day)s.") % told)
        return back

    hint = _("Nobody can choose it afterwards. Matters that have it keep it; the dispatch table goes by it no more.")
    page = FormPage(_("End the category"), _("End the category"), back, f"{line.pk} {line.name}", (hint,))
    return handled(request, form, page, perform)
