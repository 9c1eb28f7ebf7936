"""The duty roster of a desk or another unit: who is on duty now, by week and by month, and how it is changed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Conflict, NotFound, Refusal
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.ordering import natural
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.access import ROSTER, StaffActor, require, rostered_units, shift_to_change, unit_of_roster
from xiuhuazhen.core.people.actions import Copied, cancel_shift, copy_week, set_shift, swap_shift
from xiuhuazhen.core.people.choices import ShiftPost, UnitKind
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.models import Person, Shift, Unit
from xiuhuazhen.core.people.queries import leaders_over, names_of_people, people_of_unit
from xiuhuazhen.core.people.roster import on_duty
from xiuhuazhen.core.people.rules import week_of
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.domains.duty.access import units_with_hand_overs
from xiuhuazhen.web.moments import exact, full_day
from xiuhuazhen.web.rostering.days import laid_out, span_of
from xiuhuazhen.web.rostering.forms import CopyForm, PersonForm, PlainForm, ShiftForm
from xiuhuazhen.web.rostering.sheets import roster_sheet
from xiuhuazhen.web.sheets import attached

_UNITS_OFFERED = 200
_YEARS_SHOWN = 50
_LEFT_OUT_SHOWN = 10


@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Who is on duty now, then every day of a week or month with its shifts and gaps."""
    by, at = staff(request), clock.now()
    units = _units(by, clock.local_date(at))
    if not units:
        return render(request, "web/roster_none.html")
    unit = _unit(request, by, at) if request.GET.get("unit") else units[0]
    day, month = _asked_day(request, at), request.GET.get("view") == "month"
    span = span_of(day, month=month)
    context = {
        "unit": unit,
        "units": [{"id": each.pk, "name": each.name} for each in units],
        "on_duty": on_duty(unit.pk, at=at),
        "days": laid_out(unit, span, at=at),
        "month": month,
        "title": _title(span.begins_at, span.ends_at, month=month),
        "hand_over_url": _hand_over_url(unit, by, at),
        "may_set": by.may(ROSTER, area_path=unit.area.path),
        **_addresses(unit, day, month=month, at=at),
    }
    return render(request, "web/roster.html", context)


def _units(by: StaffActor, on: date) -> list[Unit]:
    """Those on whose roster one may look: one's own desks first, then one's own units, then desks, then the rest."""
    own = {grant.unit_id for grant in by.grants}
    found = rostered_units(by, on=on).order_by("name", "id")[:_UNITS_OFFERED]
    return sorted(
        found, key=lambda unit: (unit.kind != UnitKind.DISPATCH_DESK, unit.pk not in own, natural(unit.name), unit.pk)
    )


def _unit(request: HttpRequest, by: StaffActor, at: datetime) -> Unit:
    return unit_of_roster(by, request.GET.get("unit", ""), on=clock.local_date(at))


def _unit_to_set(request: HttpRequest, by: StaffActor, at: datetime) -> Unit:
    unit = _unit(request, by, at)
    require(by, ROSTER, area_path=unit.area.path)
    return unit


def _asked_day(request: HttpRequest, at: datetime) -> date:
    """The day in the address; today when there is none, or one that no calendar has."""
    today = clock.local_date(at)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if abs(day.year - today.year) <= _YEARS_SHOWN else today


def _title(begins_at: datetime, ends_at: datetime, *, month: bool) -> str:
    first, last = clock.local_date(begins_at), clock.local_date(ends_at - timedelta.resolution)
    if month:
        return _("%(year)d-%(month)d") % {"year": first.year, "month": first.month}
    return _("%(first)s to %(last)s") % {"first": full_day(first), "last": full_day(last)}


def _addresses(unit: Unit, day: date, *, month: bool, at: datetime) -> dict[str, str]:
    span = span_of(day, month=month)
    before = clock.local_date(span.begins_at - timedelta.resolution)
    after = clock.local_date(span.ends_at)
    page, view = reverse("web:roster"), "month" if month else ""
    return {
        "week_url": _address(page, unit, day),
        "month_url": _address(page, unit, day, "month"),
        "before_url": _address(page, unit, before, view),
        "after_url": _address(page, unit, after, view),
        "now_url": _address(page, unit, clock.local_date(at), view),
        "sheet_url": _address(reverse("web:roster-sheet"), unit, day, view),
        "import_url": _address(reverse("web:roster-import"), unit, day),
        "new_url": _address(reverse("web:roster-new"), unit, day),
        "copy_url": _address(reverse("web:roster-copy"), unit, day),
    }


def _address(page: str, unit: Unit, day: date, view: str = "") -> str:
    return page + query_string([("unit", str(unit.pk)), ("day", day.isoformat()), ("view", view)])


def _hand_over_url(unit: Unit, by: StaffActor, at: datetime) -> str:
    sees = any(each.pk == unit.pk for each in units_with_hand_overs(by, at=at))
    return reverse("duty:hand-overs") + query_string([("unit", str(unit.pk))]) if sees else ""


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The same week or month as a spreadsheet; at most some hundred lines."""
    by, at = staff(request), clock.now()
    unit, day = _unit(request, by, at), _asked_day(request, at)
    days = laid_out(unit, span_of(day, month=request.GET.get("view") == "month"), at=at)
    return attached(roster_sheet(days), f"{unit.name} {days[0].day.isoformat()}")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put somebody on duty."""
    by, at = staff(request), clock.now()
    unit, day = _unit_to_set(request, by, at), _asked_day(request, at)
    on = max(day, clock.local_date(at))
    people, leaders = people_of_unit(unit.pk, on=on), leaders_over(unit, on=on)
    initial = {"post": "officer", **_usual_times(day)}
    form = ShiftForm(request.POST or None, people=people, leaders=leaders, initial=initial)

    def perform(command_id: UUID) -> str:
        shift = form.shift()
        set_shift(unit_id=unit.pk, shift=shift, by=by, at=at, command_id=command_id)
        return _address(reverse("web:roster"), unit, clock.local_date(shift.begins_at))

    page = _Page(_("Add a shift"), _("Save"), _address(reverse("web:roster"), unit, day), unit.name)
    return _handled(request, form, page, perform)


def _usual_times(day: date) -> dict[str, datetime]:
    """A whole day, to be made shorter: nothing is guessed about when offices change shifts."""
    start = datetime(day.year, day.month, day.day, tzinfo=clock.CHINA)
    return {"begins_at": start, "ends_at": start + timedelta(days=1)}


@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, shift_id: str) -> HttpResponse:
    """Let somebody else take a shift."""
    by, at = staff(request), clock.now()
    shift = shift_to_change(by, shift_id, on=clock.local_date(at))
    on = max(clock.local_date(shift.begins_at), clock.local_date(at))
    leads = shift.post == ShiftPost.LEADER
    others = [people_of_unit(shift.unit_id, on=on), leaders_over(shift.unit, on=on) if leads else Person.objects.none()]
    people, leaders = (each.exclude(pk=shift.person_id) for each in others)
    form = PersonForm(request.POST or None, people=people, leaders=leaders)

    def perform(command_id: UUID) -> str:
        swap_shift(shift_id=shift.pk, person_id=form.person_id(), by=by, at=at, command_id=command_id)
        return _back(shift)

    page = _Page(_("Swap the shift"), _("Swap"), _back(shift), _said(shift))
    return _handled(request, form, page, perform)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, shift_id: str) -> HttpResponse:
    """Take a shift off the roster."""
    by, at = staff(request), clock.now()
    shift = shift_to_change(by, shift_id, on=clock.local_date(at))
    form = PlainForm(request.POST or None)

    def perform(command_id: UUID) -> str:
        cancel_shift(shift_id=shift.pk, by=by, at=at, command_id=command_id)
        return _back(shift)

    page = _Page(_("Cancel the shift"), _("Cancel the shift"), _back(shift), _said(shift))
    return _handled(request, form, page, perform)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """Repeat a week in those that follow."""
    by, at = staff(request), clock.now()
    unit, day = _unit_to_set(request, by, at), _asked_day(request, at)
    week, form = week_of(day), CopyForm(request.POST or None)

    def perform(command_id: UUID) -> str:
        copied = copy_week(
            unit_id=unit.pk, day=day, weeks=form.cleaned_data["weeks"], by=by, at=at, command_id=command_id
        )
        _tell(request, copied)
        return _address(reverse("web:roster"), unit, clock.local_date(week.ends_at))

    said = f"{unit.name} · {_title(week.begins_at, week.ends_at, month=False)}"
    page = _Page(_("Repeat the week"), _("Repeat"), _address(reverse("web:roster"), unit, day), said)
    return _handled(request, form, page, perform)


def _tell(request: HttpRequest, copied: Copied) -> None:
    """How many shifts were set, and which were not."""
    count, left = copied.shifts, copied.left_out
    said = ngettext("%(count)d shift was set.", "%(count)d shifts were set.", count) % {"count": count}
    messages.info(request, said)
    if left:
        names = names_of_people(each.person_id for each in left)
        said = ngettext("%(count)d was left out:", "%(count)d were left out:", len(left)) % {"count": len(left)}
        lines = [f"{exact(each.begins_at)} {names[each.person_id]} {each.why.label}" for each in left[:_LEFT_OUT_SHOWN]]
        messages.warning(request, said + "；".join(lines))


class _Page:
    """What the page of a form says: its title, its button, where one goes back to, and what it is about."""

    def __init__(self, title: str, submit: str, back: str, about: str) -> None:
        self.title, self.submit, self.back, self.about = title, submit, back, about


def _back(shift: Shift) -> str:
    return _address(reverse("web:roster"), shift.unit, clock.local_date(shift.begins_at))


def _said(shift: Shift) -> str:
    times = _("%(begin)s to %(end)s") % {"begin": exact(shift.begins_at), "end": exact(shift.ends_at)}
    return f"{shift.person.name} · {shift.get_post_display()} · {times}"


def _handled(request: HttpRequest, form: Form, page: _Page, perform: Callable[[UUID], str]) -> HttpResponse:
    """Show the form, or do what it asks for and go on to where ``perform`` says."""
    command_id = parse_id(request.POST.get("command_id", "")) or new_id()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(perform(command_id))
        except NotFound:
            raise
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    elif request.method == "POST":
        status = 422
    context: dict[str, Any] = {
        "form": form,
        "title": page.title,
        "about": page.about,
        "submit_label": page.submit,
        "cancel_url": page.back,
        "command_id": command_id,
        "nobody": getattr(form, "nobody", False),
    }
    return render(request, "web/roster_form.html", context, status=status)
