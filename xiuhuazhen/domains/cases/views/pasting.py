"""Pages for what came through a group chat or another program: paste it, look it over, copy the reply back."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import take_photos
from xiuhuazhen.domains.cases import access, rules
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.forms.reports import PastedForm, PasteForm
from xiuhuazhen.domains.cases.replies import reply_for
from xiuhuazhen.domains.cases.views.starting import entered, fresh_id, place_context, say_code


@sensitive_post_parameters("pasted", "text", "contact_name", "contact_phone", "address")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Paste a text, then look over what was found in it. Nothing is entered before that, and the pasted text itself is
    kept nowhere."""
    by = staff(request).acting_for(access.REPORT)
    areas = access.reporting_areas(by, access.REPORT)
    if request.method != "POST":
        return render(request, "cases/paste.html", {"form": PasteForm()})
    return _read(request, by, areas) if "pasted" in request.POST else _enter(request, by, areas)


def _read(request: HttpRequest, by: StaffActor, areas: list[Area]) -> HttpResponse:
    form = PasteForm(request.POST, request.FILES)
    if form.is_valid():
        take_photos(form, by, command_id=new_id())
    if form.errors:
        return render(request, "cases/paste.html", {"form": form}, status=422)
    at = clock.now()
    found = rules.read_pasted(form.cleaned_data["pasted"], at=at)
    initial = {**asdict(found), **fresh_id(), "files": list(form.cleaned_data["files"])}
    if found.source_number and not found.source_name:
        initial["source_name"] = access.last_source(by)
    return _check_page(request, PastedForm(within=areas, on=clock.local_date(at), initial=initial))


def _enter(request: HttpRequest, by: StaffActor, areas: list[Area]) -> HttpResponse:
    form = PastedForm(request.POST, request.FILES, within=areas, on=clock.local_date(clock.now()))
    reported = entered(form, by, areas, lambda report: report_case(report=report, by=by, at=clock.now()))
    if reported is None:
        return _check_page(request, form, status=422)
    say_code(request, reported, by)
    return redirect("cases:reply", number=reported.matter.number)


def _check_page(request: HttpRequest, form: PastedForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, **place_context()}
    return render(request, "cases/paste_check.html", context, status=status)


@never_cache
@require_safe
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """What to copy back to where the case came from, as it stands now."""
    by = staff(request)
    matter = access.case_to_answer(by, number)
    link = request.build_absolute_uri(reverse("cases:progress", args=[matter.number]))
    shown = {"number": matter.number, "title": matter.title, "url": reverse("web:matter", args=[matter.number])}
    return render(request, "cases/reply.html", {"matter": shown, "reply": reply_for(matter, by, link)})
