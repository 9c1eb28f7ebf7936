"""The page on which a leader's instruction about something new is entered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.supervising import begin_instructed
from xiuhuazhen.domains.cases.forms.instructed import InstructedForm
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.taking_in import Reported
from xiuhuazhen.domains.cases.views.starting import entered, fresh_id, place_context


@require_http_methods(["GET", "HEAD", "POST"])
def instructed(request: HttpRequest) -> HttpResponse:
    by = staff(request).acting_for(access.INSTRUCT)
    areas = access.reporting_areas(by, access.INSTRUCT)
    on = clock.local_date(clock.now())
    if request.method != "POST":
        return _page(request, InstructedForm(within=areas, on=on, initial=fresh_id()))
    form = InstructedForm(request.POST, request.FILES, within=areas, on=on)
    reported = _begun(form, by, areas)
    if reported is None:
        return _page(request, form, status=422)
    messages.success(request, _("It is entered and supervised."), extra_tags="instructed")
    return redirect("web:matter", number=reported.matter.number)


def _begun(form: InstructedForm, by: StaffActor, areas: list[Area]) -> Reported | None:
    def take_in(report: Report) -> Reported:
        return begin_instructed(report=report, instruction=form.instruction(), by=by, at=clock.now())

    return entered(form, by, areas, take_in)


def _page(request: HttpRequest, form: InstructedForm, status: int = 200) -> HttpResponse:
    return render(request, "cases/instructed.html", {"form": form, **place_context()}, status=status)
