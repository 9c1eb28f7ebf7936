"""One action on many matters: chosen on the list, asked for here, with what became of each."""

from datetime import datetime
from typing import Any
from uuid import UUID  # noqa: TC003 - beside the others

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Forbidden, InvalidInput
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.models import Person
from xiuhuazhen.core.people.queries import people_of_unit
from xiuhuazhen.core.procedures import access, kinds
from xiuhuazhen.core.procedures.actions.bulk import UNDER_WAY, start_bulk, stop_bulk
from xiuhuazhen.core.procedures.choices import BulkResult, WorkState
from xiuhuazhen.core.procedures.listing import listed, page_of
from xiuhuazhen.core.procedures.models import Bulk, BulkRow, Matter
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.web.listing.choosing import choices_of
from xiuhuazhen.web.listing.forms import BulkForm, MattersFilter
from xiuhuazhen.web.listing.many import bulk_offers

_SHAPES = {WorkState.DONE: "closed", WorkState.FAILED: "waiting"}
_NAMED = 100
_RESULTS_A_PAGE = 200


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """What is to be done with the matters that were ticked, or with all that fit."""
    by, at = staff(request), clock.now()
    offers = bulk_offers(by)
    if not offers:
        raise Forbidden(_("You have no role that allows this."))
    given = request.POST if request.method == "POST" else request.GET
    picked = _ticked(given, by) if request.method == "POST" or "all" not in given else _that_fit(request, by, at)
    rows = [row for row, _version in picked]
    form = BulkForm(request.POST or None, offers=offers, people=_colleagues(by, at), matters=rows, at=at)
    if form.is_bound and form.is_valid():
        try:
            return redirect("web:bulk-run", bulk_id=_started(request, form, picked, by, at).pk)
        except InvalidInput as refusal:
            form.add_error(None, refusal.message)
    context = {
        "form": form,
        "new_id": parse_id(request.POST.get("id", "")) or new_id(),
        "rows": [{"number": row.number, "title": row.title} for row in rows[:_NAMED]],
        "count": len(picked),
        "most": settings.BULK_MAX_MATTERS,
        "picks": ",".join(f"{row.pk}.{version}" for row, version in picked),
    }
    return render(request, "web/bulk.html", context, status=422 if form.errors else 200)


Picked = list[tuple[Matter, int]]
"""Matters that the person sees, with the version at which they were shown."""


def _started(request: HttpRequest, form: BulkForm, picked: Picked, by: StaffActor, at: datetime) -> Bulk:
    bulk_id = parse_id(request.POST.get("id", ""))
    if bulk_id is None:
        raise InvalidInput(_("Load the page again."))
    seen = [(row.pk, version) for row, version in picked]
    action, given = form.cleaned_data["action"], form.given()
    return start_bulk(bulk_id=bulk_id, action=action, given=given, seen=seen, by=by, at=at)


def _that_fit(request: HttpRequest, by: StaffActor, at: datetime) -> Picked:
    """All that the list's filters ask for, in its order, as far as so many may be taken at once."""
    form = MattersFilter(request.GET, **choices_of(by, request.GET))
    if not form.is_valid():
        return []
    found = listed(form.wanted(), form.sorting(), by=by, at=at)
    page = page_of(found, form.sorting(), "", settings.BULK_MAX_MATTERS)
    return [(row, row.version) for row in page.rows]


def _ticked(given: QueryDict, by: StaffActor) -> Picked:
    """Those of the ticked matters that the person sees: ticked one by one on the list (``pick``), or as this page sends
    them on (``picks``, divided by commas: so many fields no form may have)."""
    versions: dict[UUID, int] = {}
    picks = [*given.getlist("pick"), *given.get("picks", "").split(",")]
    for pick in picks[: settings.BULK_MAX_MATTERS]:
        matter_id, _dot, version = pick.partition(".")
        if parsed := parse_id(matter_id):
            versions[parsed] = whole_number(version)
    rows = visible_matters(by).in_bulk(list(versions))
    return [(rows[pk], version) for pk, version in versions.items() if pk in rows]


def _colleagues(by: StaffActor, at: datetime) -> list[Person]:
    """Everybody of the units for which the person works."""
    found: dict[UUID, Person] = {}
    for unit_id in {grant.unit_id for grant in by.grants}:
        found |= {person.pk: person for person in people_of_unit(unit_id, on=clock.local_date(at))}
    return sorted(found.values(), key=lambda person: person.name)


@require_safe
def bulk_run(request: HttpRequest, bulk_id: str) -> HttpResponse:
    """How far an action on many matters is, and what became of each; what could not be done by itself, when asked."""
    by = staff(request)
    row = access.bulk_of(by, bulk_id)
    run = _run(row)
    if request.headers.get("HX-Target") == "bulk-progress":
        response = render(request, "web/bulk_progress.html", {"run": run})
        if not run["running"]:
            response["HX-Refresh"] = "true"
        return response
    refused = request.GET.get("show", "refused" if run["refused"] and not run["running"] else "") == "refused"
    found = row.rows.filter(result=BulkResult.REFUSED) if refused else row.rows.all()
    after = whole_number(request.GET.get("after", ""))
    page = list(found.filter(position__gt=after).select_related("matter").order_by("position")[: _RESULTS_A_PAGE + 1])
    shown = page[:_RESULTS_A_PAGE]
    seen = set(visible_matters(by).filter(pk__in=[each.matter_id for each in shown]).values_list("pk", flat=True))
    onward = [("show", "refused" if refused else "all"), ("after", str(shown[-1].position) if shown else "")]
    context = {
        "run": run,
        "rows": [_result(each, seen=each.matter_id in seen) for each in shown],
        "only_refused": refused,
        "next_url": query_string(onward) if len(page) > _RESULTS_A_PAGE else "",
    }
    return render(request, "web/bulk_run.html", context)


@require_POST
def stop(request: HttpRequest, bulk_id: str) -> HttpResponse:
    """Leave what was not reached yet as it is."""
    by = staff(request)
    row = access.bulk_of(by, bulk_id)
    stop_bulk(bulk=row, by=by, at=clock.now())
    return redirect("web:bulk-run", bulk_id=row.pk)


def _run(row: Bulk) -> dict[str, Any]:
    counts = dict(row.rows.order_by().values_list("result").annotate(Count("pk")))
    total = sum(counts.values())
    return {
        "id": row.pk,
        "url": reverse("web:bulk-run", args=[row.pk]),
        "label": _bulk_label(row.action),
        "at": row.created_at,
        "running": row.state in UNDER_WAY,
        "state_label": row.get_state_display(),
        "state_shape": _SHAPES.get(WorkState(row.state), "open"),
        "problem": row.problem,
        "total": total,
        "done": total - counts.get(BulkResult.WAITING, 0),
        "refused": counts.get(BulkResult.REFUSED, 0),
    }


def _bulk_label(action: str) -> str:
    return next((str(kind.bulk[action].label) for kind in kinds.all_kinds() if action in kind.bulk), action)


def _result(row: BulkRow, *, seen: bool) -> dict[str, str]:
    """A matter that the person sees no more is its number alone."""
    return {
        "number": row.matter.number,
        "title": row.matter.title if seen else "",
        "url": reverse("web:matter", args=[row.matter.number]) if seen else "",
        "result": row.get_result_display(),
        "shape": {"done": "closed", "refused": "waiting"}.get(row.result, "open"),
        "message": row.message,
    }
