"""Pages for staff: entering a case, a grid worker's round, opening a reporter's contact."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.offers import possible, taps_of
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.checking import open_contact
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.on_the_spot import report_solved
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.forms.reports import PasswordForm, PatrolForm, StaffForm
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.taking_in import Reported
from xiuhuazhen.domains.cases.views.confirming import confirmed
from xiuhuazhen.domains.cases.views.starting import entered, fresh_id, place_context, say_code


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter what came by telephone, at the counter or by letter."""
    by = staff(request).acting_for(access.REPORT)
    areas = access.reporting_areas(by, access.REPORT)
    on = clock.local_date(clock.now())
    if request.method != "POST":
        return _new_page(request, StaffForm(within=areas, on=on, initial=fresh_id()), by)
    form = StaffForm(request.POST, request.FILES, within=areas, on=on)
    reported = entered(form, by, areas, lambda report: report_case(report=report, by=by, at=clock.now()))
    if reported is None:
        return _new_page(request, form, by, status=422)
    say_code(request, reported, by)
    return _entered(request, reported, draft="new")


@require_http_methods(["GET", "HEAD", "POST"])
def patrol(request: HttpRequest) -> HttpResponse:
    """A grid worker's report on the way: handed on, or done on the spot with one sentence."""
    by = staff(request).acting_for(access.PATROL)
    areas = access.reporting_areas(by, access.PATROL)
    on = clock.local_date(clock.now())
    if request.method != "POST":
        return _page(request, "cases/patrol.html", PatrolForm(within=areas, on=on, initial=fresh_id()))
    form = PatrolForm(request.POST, request.FILES, within=areas, on=on)
    solved = request.POST.get("outcome") == "solved"
    reported = entered(form, by, areas, lambda report: _take_in(report, by, solved=solved))
    if reported is None:
        return _page(request, "cases/patrol.html", form, status=422)
    return _entered(request, reported, draft="patrol")


def _take_in(report: Report, by: StaffActor, *, solved: bool) -> Reported:
    if solved:
        return report_solved(report=report, inputs=Note(_("Done on the spot.")), by=by, at=clock.now())
    return report_case(report=report, by=by, at=clock.now())


def _entered(request: HttpRequest, reported: Reported, *, draft: str) -> HttpResponse:
    """On to the matter's page, which lets the browser forget the draft that has become this matter."""
    messages.success(request, _("It is entered."), extra_tags=draft)
    return redirect("web:matter", number=reported.matter.number)


def _new_page(request: HttpRequest, form: StaffForm, by: StaffActor, status: int = 200) -> HttpResponse:
    return _page(request, "cases/new.html", form, status, instructs=by.may_somewhere(access.INSTRUCT))


def _page(request: HttpRequest, template: str, form: Form, status: int = 200, **more: object) -> HttpResponse:
    return render(request, template, {"form": form, **place_context(), **more}, status=status)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """Open the reporter's contact: the password is asked again, and the opening is recorded."""
    by = staff(request)
    matter = access.case_with_contact(by, number)
    form = PasswordForm(request.POST or None)
    value, found, taps, at = "", {}, [], clock.now()
    if confirmed(request, form):
        found = open_contact(matter=matter, by=access.opening_contact(by, matter), at=at)
        value = " ".join(found[part] for part in ("name", "phone", "in_text") if found.get(part))
        taps = taps_of(matter, possible(matter, steps_of(matter), by=by, at=at))
    shown = {"number": matter.number, "title": matter.title, "url": reverse("web:matter", args=[number])}
    context = {
        "matter": shown,
        "what": _("Reporter's contact"),
        "form": form,
        "value": value,
        "phone": found.get("phone", ""),
        "taps": taps,
        "version": matter.version,
    }
    return render(request, "cases/contact_open.html", context, status=422 if form.errors else 200)
