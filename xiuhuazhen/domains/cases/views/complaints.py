"""The page for complaints about a unit or somebody who works there. No sign-in; it has the rate of reports."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.rates import spend
from xiuhuazhen.core.procedures.doors import show_refusal, take_photos
from xiuhuazhen.domains.cases.actions.complaining import complain
from xiuhuazhen.domains.cases.forms.complaints import ComplaintForm
from xiuhuazhen.domains.cases.hearing import supervisor_over, units_to_complain_about
from xiuhuazhen.domains.cases.queries import home_area, present_notice
from xiuhuazhen.domains.cases.taking_in import Reported
from xiuhuazhen.domains.cases.views.given import given_page
from xiuhuazhen.domains.cases.views.starting import fresh_id


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """Where nobody hears complaints the page says so, and nothing is taken in."""
    home, on = home_area(), clock.local_date(clock.now())
    if home is None:
        raise Http404
    units, unsure = units_to_complain_about(home, on=on), supervisor_over(home, on=on) is not None
    heard = bool(units) or unsure
    if request.method != "POST":
        notice = present_notice(on)
        initial = {**fresh_id(), "notice_version": notice.version if notice else ""}
        return _page(request, ComplaintForm(units=units, unsure=unsure, initial=initial), heard=heard)
    form = ComplaintForm(request.POST, request.FILES, units=units, unsure=unsure)
    try:
        spend(request, "report", at=clock.now())
        sent = _sent(form)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, form, heard=heard, status=refusal.status)
    if sent is None:
        return _page(request, form, heard=heard, status=422)
    return given_page(request, sent, area=None, complaint=True)


def _sent(form: ComplaintForm) -> Reported | None:
    if form.is_valid():
        take_photos(form, PUBLIC, command_id=form.cleaned_data["id"])
    if form.errors:
        return None
    return complain(complaint=form.complaint(), by=PUBLIC, at=clock.now())


def _page(request: HttpRequest, form: ComplaintForm, *, heard: bool, status: int = 200) -> HttpResponse:
    notice = present_notice(clock.local_date(clock.now()))
    short = notice.text.split("\n\n")[0] if notice else ""
    context = {"form": form, "heard": heard, "elsewhere": settings.COMPLAINTS_ELSEWHERE, "short_notice": short}
    return render(request, "cases/complain.html", context, status=status)
