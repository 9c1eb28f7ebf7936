"""The register of units: list, page of one, adding, correcting, ending."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.paging import counted, page_by_text, query_string
from xiuhuazhen.core.people.access import roles_to_manage, unit_to_manage, units_to_manage
from xiuhuazhen.core.people.actions import correct_unit, create_unit
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.grid.queries import grids_linked_with
from xiuhuazhen.web.form_pages import FormPage, handled
from xiuhuazhen.web.moments import full_day
from xiuhuazhen.web.sheets import MOST_ROWS, attached
from xiuhuazhen.web.staffing import sheets
from xiuhuazhen.web.staffing.actions import close_unit
from xiuhuazhen.web.staffing.board import held_said, told_changes
from xiuhuazhen.web.staffing.choosing import areas_to_manage, unit_beside
from xiuhuazhen.web.staffing.forms import CorrectForm, LastDayForm, UnitForm, UnitsFilter
from xiuhuazhen.web.staffing.history import changes_of_unit

_ROWS_A_PAGE = 50


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units of one's areas by name: filter, page by page."""
    by, today = staff(request), clock.local_date(clock.now())
    form = UnitsFilter(request.GET, areas=areas_to_manage(by))
    found: QuerySet[Unit] = units_to_manage(by)
    found = _fitting(found, form, today) if form.is_valid() else found.none()
    page = page_by_text(
        found, field="name", cursor=request.GET.get("cursor", ""), size=_ROWS_A_PAGE, value=lambda unit: unit.name
    )
    context = {
        "form": form,
        "rows": [_row(unit, today) for unit in page.rows],
        "total_label": counted(found),
        "next_url": query_string([*form.kept(), ("cursor", page.next)]) if page.next else "",
        "query": query_string(form.kept()),
    }
    return render(request, "web/units.html", context)


@require_safe
def units_sheet(request: HttpRequest) -> HttpResponse:
    """The same units as a spreadsheet."""
    by, today = staff(request), clock.local_date(clock.now())
    form = UnitsFilter(request.GET, areas=areas_to_manage(by))
    found: QuerySet[Unit] = units_to_manage(by)
    found = _fitting(found, form, today) if form.is_valid() else found.none()
    rows = list(found.order_by("name", "id")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("More than 1,000 lines fit. Choose a place or a kind, and try again."))
    return attached(sheets.units_sheet(rows), str(_("Units")))


def _fitting(found: QuerySet[Unit], form: UnitsFilter, today: date) -> QuerySet[Unit]:
    given = form.cleaned_data
    if given["q"]:
        found = found.filter(name__icontains=given["q"])
    if given["kind"]:
        found = found.filter(kind=given["kind"])
    if area := form.under():
        found = found.filter(area__path__startswith=area.path)
    if given["state"] == "past":
        return found.filter(valid_to__lte=today)
    return found if given["state"] else found.exclude(valid_to__lte=today)


def _row(unit: Unit, today: date) -> dict[str, Any]:
    return {
        "name": unit.name,
        "url": reverse("web:unit", args=[unit.pk]),
        "kind": unit.get_kind_display(),
        "area": short_name(unit.area.name),
        "work_telephone": unit.work_telephone,
        "period": held_said(unit, today),
    }


@require_safe
def unit(request: HttpRequest, unit_id: str) -> HttpResponse:
    """A unit: what it is, who holds which role for it, what was changed and by whom."""
    by, today = staff(request), clock.local_date(clock.now())
    row = unit_to_manage(by, unit_id)
    roles = roles_to_manage(by).filter(unit=row).exclude(valid_to__lte=today).order_by("person__name", "id")
    context = {
        "unit": _row(row, today) | {"id": row.pk, "ended": bool(row.valid_to)},
        "people": [
            {
                "name": role.person.name,
                "url": reverse("web:person", args=[role.person_id]),
                "role": role.get_name_display(),
                "area": short_name(role.area.name),
                "telephone": role.person.work_telephone,
                "period": held_said(role, today),
            }
            for role in roles
        ],
        "changes": changes_of_unit(row),
    }
    return render(request, "web/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by, at = staff(request), clock.now()
    units_to_manage(by)
    initial = {"valid_from": clock.local_date(at)}
    namesake = partial(unit_beside, by, on=clock.local_date(at))
    form = UnitForm(request.POST or None, areas=areas_to_manage(by), initial=initial, namesake=namesake)

    def perform(command_id: UUID) -> str:
        made = create_unit(**form.unit(), by=by, at=at, command_id=command_id)
        messages.success(request, _("%(name)s is entered.") % {"name": made.name})
        return reverse("web:unit", args=[made.pk])

    return handled(request, form, FormPage(_("Add a unit"), _("Add the unit"), reverse("web:units")), perform)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, unit_id: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    row = unit_to_manage(by, unit_id)
    form, back = CorrectForm(request.POST or None, row=row), reverse("web:unit", args=[row.pk])

    def perform(command_id: UUID) -> str:
        correct_unit(unit=row, **form.cleaned_data, by=by, at=at, command_id=command_id)
        messages.success(request, _("The correction holds."))
        return back

    def changed() -> list[str]:
        form.refreshed(row)
        return told_changes(changes_of_unit(row))

    page = FormPage(_("Correct the unit"), _("Save"), back, about=row.name, changes=changed)
    return handled(request, form, page, perform)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, unit_id: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    row = unit_to_manage(by, unit_id)
    initial = {"last_day": clock.local_date(at)}
    form, back = LastDayForm(request.POST or None, initial=initial), reverse("web:unit", args=[row.pk])

    def perform(command_id: UUID) -> str:
        last_day = form.cleaned_data["last_day"]
        close_unit(unit=row, last_day=last_day, by=by, at=at, command_id=command_id)
        told = {"name": row.name, "day": full_day(last_day)}
        messages.info(request, _("%(name)s is there until %(day)s.") % told)
        return back

    hints = [_("A unit that has ended gets no more matters and nobody works for it. It stays in the history.")]
    if grids := grids_linked_with(row, on=clock.local_date(at)):
        named = "、".join(short_name(grid.name) for grid in grids)
        hints.append(_("It works together with these grids, and that ends with it: %(grids)s.") % {"grids": named})
    return handled(request, form, FormPage(_("End the unit"), _("End the unit"), back, row.name, hints), perform)
