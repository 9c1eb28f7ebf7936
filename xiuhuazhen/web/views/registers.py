"""Bringing registers in from spreadsheets: units, people, places, what is linked with grids, rules, rosters."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Forbidden, InvalidInput
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.access import ROSTER, people_to_manage, require, unit_of_roster, units_to_manage
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.cases.access import routing_rules, sees_cases
from xiuhuazhen.domains.cases.views.routes import tried_shown
from xiuhuazhen.domains.grid.access import LINK
from xiuhuazhen.web.bringing import Brought
from xiuhuazhen.web.cataloguing.access import require_to_manage
from xiuhuazhen.web.cataloguing.importing import bring_categories
from xiuhuazhen.web.form_pages import FormPage, Performed, handled
from xiuhuazhen.web.norming.access import names_shown
from xiuhuazhen.web.norming.importing import bring_norms
from xiuhuazhen.web.places.access import area_for, may_bring_places
from xiuhuazhen.web.places.importing import bring_links, bring_places
from xiuhuazhen.web.rostering.importing import bring_shifts
from xiuhuazhen.web.routing.importing import RoutesSheetForm, bring_routes, tried_routes
from xiuhuazhen.web.staffing.forms import SheetForm
from xiuhuazhen.web.staffing.importing import bring_people, bring_units

_FAULTS_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    units_to_manage(staff(request))
    said = _("Columns as in the export: name, kind, code of the place; work telephone and first day may be left out.")
    return _brought(request, bring_units, _("Bring units in"), reverse("web:units"), said)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    people_to_manage(staff(request))
    said = _("Columns as in the export, a line for each role. Links to set a password are made on each person's page.")
    return _brought(request, bring_people, _("Bring people in"), reverse("web:people"), said)


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, code: str) -> HttpResponse:
    by = staff(request)
    place = area_for(by, code)
    if not may_bring_places(by, place):
        raise Forbidden(_("Your role neither adds places here nor corrects their counts."))
    said = _("Columns as in the export. Places that are not there yet are added, counts are corrected; names are not.")
    return _brought(request, partial(bring_places, within=place), _("Bring places in"), _register(place), said)


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, code: str) -> HttpResponse:
    by = staff(request)
    place = area_for(by, code)
    require(by, LINK, area_path=place.path)
    said = _(
        "Columns as in the export. Links that are not there yet are made; a link is ended on the page of its grid."
    )
    return _brought(request, partial(bring_links, within=place), _("Bring links in"), _register(place), said)


@require_http_methods(["GET", "HEAD", "POST"])
def categories(request: HttpRequest) -> HttpResponse:
    require_to_manage(staff(request))
    said = _("Columns as in the export, classes before their categories. A category is ended on its own page.")
    return _brought(request, bring_categories, _("Bring categories in"), reverse("web:catalogue"), said)


@require_http_methods(["GET", "HEAD", "POST"])
def norms(request: HttpRequest) -> HttpResponse:
    names_shown(staff(request))
    said = _("Columns as in the export. Values that are not there yet are set, from today on at the earliest.")
    return _brought(request, bring_norms, _("Bring norms in"), reverse("web:norms"), said)


@require_http_methods(["GET", "HEAD", "POST"])
def routes(request: HttpRequest) -> HttpResponse:
    routing_rules(staff(request))
    said = _(
        "Columns as in the export. Lines that are not there yet are set, from today on at the earliest; a last day "
        "that is given ends the line. Others stay as they are."
    )
    title, back = _("Bring the dispatch table in"), reverse("cases:routes")
    return _brought(request, bring_routes, title, back, said, form=RoutesSheetForm, tries=_routes_tried)


def _routes_tried(request: HttpRequest, form: Any, page: FormPage, command_id: UUID) -> HttpResponse:
    """The same page with what would be brought in."""
    by, at, file = staff(request), clock.now(), form.cleaned_data["sheet"]
    done, found = tried_routes(content=file.read(), file_name=file.name or "", by=by, at=at, newest=form.tried_on())
    _refuse_faults(form, done)
    blind = not any(sees_cases(by, area) for area in found.areas)
    context = {
        "form": form,
        "page": page,
        "command_id": command_id,
        "added": done.added,
        "ended": done.corrected,
        "there": done.there,
        "changes": [],
        "trial": tried_shown(found, blind=blind),
        "day": found.day if found.day > clock.local_date(at) else None,
    }
    return render(request, "web/routes_tried.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest) -> HttpResponse:
    by = staff(request)
    unit = unit_of_roster(by, request.GET.get("unit", ""), on=clock.local_date(clock.now()))
    require(by, ROSTER, area_path=unit.area.path)
    said = _(
        "Columns as in the export, a line for each shift; %(unit)s. Shifts that are not there yet are set; the others "
        "stay as they are, and lines without a name are passed over."
    )
    back = reverse("web:roster") + query_string([("unit", str(unit.pk))])
    return _brought(request, partial(bring_shifts, unit=unit), _("Bring a roster in"), back, said % {"unit": unit.name})


def _register(place: Area) -> str:
    return reverse("web:place-register", args=[place.code])


_Tries = Callable[[HttpRequest, Any, FormPage, UUID], HttpResponse]


def _brought(
    request: HttpRequest,
    bring: Callable[..., Brought],
    title: str,
    back: str,
    said: str,
    *,
    form: type[SheetForm] = SheetForm,
    tries: _Tries | None = None,
) -> HttpResponse:
    by, at = staff(request), clock.now()
    filled = form(request.POST or None, request.FILES or None)

    def perform(command_id: UUID) -> Performed:
        if tries and request.POST.get("do") == "try":
            return tries(request, filled, page, command_id)
        file: Any = filled.cleaned_data["sheet"]
        done = bring(content=file.read(), file_name=file.name or "", by=by, at=at, command_id=command_id)
        _refuse_faults(filled, done)
        told = {"added": done.added, "corrected": done.corrected, "there": done.there}
        messages.success(request, _("%(added)s added, %(corrected)s corrected, %(there)s there already.") % told)
        return back

    most = _("At most %(count)s changes at once. All come in or none; each fault is named with its line.")
    hints = (said, most % {"count": settings.REGISTER_MAX_ROWS})
    page = FormPage(title, _("Bring in"), back, hints=hints, tries=_("Try it first") if tries else "")
    return handled(request, filled, page, perform)


def _refuse_faults(form: SheetForm, done: Brought) -> None:
    for line, sentence in done.faults[:_FAULTS_SHOWN]:
        form.add_error(None, _("Line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence})
    if done.faults:
        raise InvalidInput(_("Nothing was brought in. Put these lines right and send the file again."))
