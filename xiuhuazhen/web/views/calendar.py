"""The working calendar: a year at a glance, the yearly notice, local days, and office hours."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal, StaleVersion
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.norms import actions, queries
from xiuhuazhen.core.norms.models import CalendarDay, Norm
from xiuhuazhen.core.norms.notices import DayKind, Fault
from xiuhuazhen.core.norms.queries import DayChange, NoticePreview
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.web import calendars, years
from xiuhuazhen.web.calendar_forms import LocalDayForm, NoticeForm, OfficeHoursForm
from xiuhuazhen.web.moments import full_day

_MINUTES_OF_AN_HOUR = 60


@require_safe
@reference.one_version()
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year: the nation's days, and what differs where one works."""
    by, at = staff(request), clock.now()
    shown = clock.local_date(at).year if year is None else year
    open_years = queries.years_to_publish(clock.local_date(at))
    if shown not in (*open_years, clock.local_date(at).year):
        raise NotFound("")
    days, local = queries.national_year(shown), calendars.local_days(by, shown)
    path = by.grants[0].area_path if by.grants else ""
    own = set(queries.path_ids(path))
    here = {row.day: DayKind(row.is_workday, row.name) for row in local if row.area_id in own}
    context = {
        "year": shown,
        "years": open_years,
        "months": years.months(days, here, shown, clock.local_date(at)) if days else [],
        "stretches": years.stretches(days.items()),
        "local_days": [_local_row(row, by) for row in local],
        "published_until": queries.published_until(),
        "runs_short": queries.runs_short(path, at),
        "hours": _hours_said(queries.work_calendar(path).hours_on(clock.local_date(at))),
        "may_import": calendars.may_change_nation(by),
        "may_change": by.may_somewhere(calendars.MANAGE),
        "weekdays": years.weekdays(),
    }
    return render(request, "web/calendar.html", context)


def _local_row(row: CalendarDay, by: StaffActor) -> dict[str, Any]:
    kind = DayKind(row.is_workday, row.name)
    return {
        "id": row.pk,
        "command_id": new_id(),
        "day": row.day,
        "said": years.words(kind),
        "name": row.name,
        "area": short_name(row.area.name) if row.area else "",
        "basis": row.basis,
        "may_remove": bool(row.area) and by.may(calendars.MANAGE, area_path=row.area.path if row.area else ""),
    }


def _hours_said(spans: Any) -> str:
    """ "09:00–12:00 14:00–18:00"; empty where no hours are set."""
    return " ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, _MINUTES_OF_AN_HOUR)
    return f"{hour:02d}:{rest:02d}"


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """The yearly notice: put in, looked over with its differences, confirmed. Nothing is kept before that."""
    by, at = staff(request), clock.now()
    calendars.require_nation(by)
    open_years = queries.years_to_publish(clock.local_date(at))
    form = NoticeForm(request.POST or None, request.FILES or None, years=open_years, initial={"year": open_years[-1]})
    faults: list[Fault] = []
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        found = queries.look_over(data["year"], data["rows"])
        faults = found.faults
        if faults:
            form.add_error(None, _("Nothing was stored. Correct these lines and try again."))
        elif request.POST.get("step") == "confirm":
            return _confirmed(request, data, found, by)
        else:
            return _preview(request, data, found)
    context = {"form": form, "faults": faults}
    return render(request, "web/calendar_import.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, data: dict[str, Any], found: NoticePreview, *, status: int = 200) -> HttpResponse:
    year = data["year"]
    corrected = [change for change in found.changes if change.before]
    context = {
        "year": year,
        "basis": data["basis"],
        "text": years.as_text(found.named),
        "stretches": years.stretches(found.named.items()),
        "corrections": [_correction(change) for change in corrected],
        "added": len(found.changes) - len(corrected),
        "seal": queries.national_seal(year),
        "command_id": new_id(),
    }
    return render(request, "web/calendar_preview.html", context, status=status)


def _correction(change: DayChange) -> dict[str, Any]:
    before = change.before or change.after
    return {"day": change.day, "before": _kind_said(before), "after": _kind_said(change.after)}


def _kind_said(kind: DayKind) -> str:
    return " ".join(filter(None, (years.words(kind), kind.name)))


def _confirmed(request: HttpRequest, data: dict[str, Any], found: NoticePreview, by: StaffActor) -> HttpResponse:
    try:
        actions.import_calendar(
            year=data["year"],
            rows=data["rows"],
            basis=data["basis"],
            by=by,
            at=clock.now(),
            command_id=_command_id(request),
            seal=request.POST.get("seal", ""),
        )
    except StaleVersion as refusal:
        messages.warning(request, refusal.message)
        return _preview(request, data, found, status=409)
    messages.success(request, _("The calendar of %(year)s is stored.") % {"year": data["year"]})
    return redirect("web:calendar-year", year=data["year"])


def _command_id(request: HttpRequest) -> UUID:
    return parse_id(request.POST.get("command_id", "")) or new_id()


@require_http_methods(["GET", "HEAD", "POST"])
def new_local_day(request: HttpRequest) -> HttpResponse:
    """A day off, or a work day, of one area alone."""
    by = staff(request)
    areas = calendars.managed_areas(by)
    form = LocalDayForm(request.POST or None, areas=areas, initial={"area": areas[0].code, "kind": "off"})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.set_local_day(
                area=_area_of(areas, data["area"]),
                day=data["day"],
                is_workday=data["kind"] == "work",
                name=data["name"],
                basis=data["basis"],
                by=by,
                at=clock.now(),
                command_id=_command_id(request),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(day)s is set for this place.") % {"day": full_day(row.day)})
            return redirect("web:calendar-year", year=row.day.year)
    return _form_page(request, "web/calendar_local.html", form)


def _area_of(areas: Sequence[Area], code: str) -> Area:
    return next(area for area in areas if area.code == code)


def _form_page(request: HttpRequest, template: str, form: Form, **more: Any) -> HttpResponse:
    """What was sent keeps its id while it is corrected."""
    kept = parse_id(request.POST.get("command_id", ""))
    context = {"form": form, "command_id": kept or new_id(), **more}
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def remove_local_day(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """The area follows the nation again on that day."""
    by = staff(request)
    try:
        row = calendars.local_day(by, day_id)
        actions.remove_local_day(local_day=row, by=by, at=clock.now(), command_id=_command_id(request))
    except NotFound as refusal:
        messages.info(request, refusal.message)
        return redirect("web:calendar")
    messages.success(request, _("%(day)s follows the nation's calendar again.") % {"day": full_day(row.day)})
    return redirect("web:calendar-year", year=row.day.year)


@require_http_methods(["GET", "HEAD", "POST"])
def office_hours(request: HttpRequest) -> HttpResponse:
    """When the offices of an area are open, season after season."""
    by, at = staff(request), clock.now()
    areas = calendars.managed_areas(by)
    code = request.GET.get("area", "")
    area = next((each for each in areas if each.code == code), areas[0])
    form = OfficeHoursForm(request.POST or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_office_hours(
                area=area,
                hours=form.spans(),
                valid_from=data["valid_from"],
                basis=data["basis"],
                evidence=data["evidence"],
                by=by,
                at=at,
                command_id=_command_id(request),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The office hours are set."))
            return redirect(_hours_url(area))
    today = clock.local_date(at)
    more = {
        "area": area,
        "area_name": short_name(area.name),
        "areas": [{"code": each.code, "name": short_name(each.name)} for each in areas],
        "seasons": [_season(norm, today) for norm in queries.office_hours_of(area)],
        "hours": _hours_said(queries.work_calendar(area.path).hours_on(today)),
    }
    return _form_page(request, "web/calendar_hours.html", form, **more)


def _hours_url(area: Area) -> str:
    return reverse("web:calendar-hours") + query_string([("area", area.code)])


def _season(norm: Norm, today: date) -> dict[str, Any]:
    coming = norm.valid_from is not None and norm.valid_from > today
    over = norm.valid_to is not None and norm.valid_to <= today
    label, shape = (_("to come"), "paused") if coming else (_("past"), "closed") if over else (_("in force"), "open")
    return {
        "id": norm.pk,
        "command_id": new_id(),
        "since": norm.valid_from,
        "said": _hours_said(norm.value),
        "basis": norm.basis,
        "evidence": norm.get_evidence_display(),
        "label": label,
        "shape": shape,
        "may_withdraw": coming and norm.valid_to is None,
    }


@require_POST
def withdraw_office_hours(request: HttpRequest, norm_id: UUID) -> HttpResponse:
    """Office hours that have not begun are taken back; those before them hold on."""
    by = staff(request)
    try:
        norm = calendars.office_hours(by, norm_id)
        area = norm.area
        actions.withdraw_norm(norm=norm, by=by, at=clock.now(), command_id=_command_id(request))
    except Refusal as refusal:
        messages.info(request, refusal.message)
        return redirect("web:calendar-hours")
    messages.success(request, _("These office hours are taken back. Those before them hold on."))
    return redirect(_hours_url(area))
