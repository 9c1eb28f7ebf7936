"""The worklist, and a matter with its next action."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal, StaleVersion
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.paging import COUNTED, page_by_time, query_string
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.access import matter_for, matter_taken_away, matter_to_act_on
from xiuhuazhen.core.procedures.doors import show_refusal, take_photos
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.offers import Offered, named, offered, possible, taps_of
from xiuhuazhen.core.procedures.queries import steps_of, visible_matters, worklist, worklist_of
from xiuhuazhen.core.procedures.rules.tables import Shape
from xiuhuazhen.core.procedures.thread import state_shape, thread
from xiuhuazhen.web.limits import limits_of
from xiuhuazhen.web.moments import day_and_time
from xiuhuazhen.web.places.access import works_in
from xiuhuazhen.web.rows import worklist_row

_ROWS_A_PAGE = 50
_ICONS = {
    Shape.FORWARD: "chevron-right",
    Shape.RETURN: "arrow-back-up",
    Shape.PAUSE: "clock-pause",
    Shape.CLOSE: "check",
}


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What do I owe today, what is late, what came back."""
    by, at, only = staff(request), clock.now(), request.GET.get("only", "")
    rows, midnight = worklist(by, at=at), _end_of_day(at)
    parts = {
        "late": rows.filter(due_at__lt=at),
        "today": rows.filter(due_at__gte=at, due_at__lte=midnight),
        "returned": rows.filter(returned=True),
    }
    page = page_by_time(
        parts.get(only, rows),
        field="due_at",
        descending=False,
        cursor=request.GET.get("cursor", ""),
        size=_ROWS_A_PAGE,
        value=lambda row: row.due_at,
    )
    part_of_all = only in parts or request.GET.get("cursor") or page.next
    counts = _counts(rows, at, midnight) if part_of_all else _counts_of_all(page.rows, at, midnight)
    selected = request.GET.get("matter", "")
    context = {
        "rows": [worklist_row(row, at=at) for row in page.rows],
        "counts": {**counts, "open": f"{COUNTED:,}+" if counts["open"] > COUNTED else counts["open"]},
        "only": only if only in parts else "",
        "next_url": query_string([("only", only), ("cursor", page.next)]) if page.next else "",
        "next_due": None if page.rows or only else _next_due(by, at),
        "selected": "",
        **(_selected(request, by, selected, at) if selected else {}),
    }
    return render(request, "web/desk.html", context)


def _counts(rows: QuerySet[WorklistRow], at: datetime, midnight: datetime) -> dict[str, int]:
    """How much is open, late, due today and returned, in one query; beyond a thousand only the first are looked at."""
    found: dict[str, int] = rows[: COUNTED + 1].aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=at)),
        today=Count("pk", filter=Q(due_at__gte=at, due_at__lte=midnight)),
        returned=Count("pk", filter=Q(returned=True)),
    )
    return found


def _counts_of_all(rows: list[WorklistRow], at: datetime, midnight: datetime) -> dict[str, int]:
    """The same where the page shows them all; most worklists are that short."""
    return {
        "open": len(rows),
        "late": sum(row.due_at < at for row in rows),
        "today": sum(at <= row.due_at <= midnight for row in rows),
        "returned": sum(row.returned for row in rows),
    }


def _next_due(by: StaffActor, at: datetime) -> dict[str, Any] | None:
    """What comes next among all that the person sees, for an empty worklist; what is late there lies with others."""
    coming = visible_matters(by).filter(is_open=True, due_at__lt=clock.NO_LIMIT).order_by("due_at", "id").first()
    if coming is None:
        return None
    url = reverse("web:matter", args=[coming.number])
    return {"title": coming.title, "url": url, "due_at": coming.due, "late": coming.late(at)}


def _end_of_day(at: datetime) -> datetime:
    start = clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1)


def _selected(request: HttpRequest, by: StaffActor, number: str, at: datetime) -> dict[str, Any]:
    try:
        matter = matter_for(by, number)
    except NotFound:
        return {}
    return {"selected": matter.number, **matter_context(request, matter, by, at, from_desk=True)}


@require_safe
@reference.one_version()
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """A matter's page; as the right pane of the desk when htmx asks."""
    by, at = staff(request), clock.now()
    in_pane = request.headers.get("HX-Target") == "matter-pane"
    context = matter_context(request, matter_for(by, number), by, at, from_desk=in_pane)
    return render(request, "web/matter_panel.html" if in_pane else "web/matter.html", context)


def matter_context(
    request: HttpRequest, matter: Matter, by: StaffActor, at: datetime, *, from_desk: bool
) -> dict[str, Any]:
    kind = kinds.get(matter.kind)
    steps = steps_of(matter)
    doable = possible(matter, steps, by=by, at=at)
    primary = [each for each in doable if not each.aside][:1]
    return {
        "matter": {
            "number": matter.number,
            "title": matter.title,
            "text": kind.text(steps[0]),
            "kind_label": str(kind.label),
            "state_label": str(kind.state_labels[matter.state]),
            "state_shape": state_shape(matter),
            "due_at": matter.due if matter.is_open else None,
            "returned": any(row.returned for row in worklist_of(matter)),
            "version": matter.version,
            "url": reverse("web:matter", args=[matter.number]),
        },
        "facts": [
            {"label": fact.label, "value": fact.value, "url": _place_url(fact, by), "open_url": fact.open_url}
            for fact in kind.facts(matter, steps, by, clock.local_date(at))
        ],
        "limits": limits_of(matter),
        "stitches": thread(matter, steps, by=by, at=at),
        "primary": _link(matter, primary[0]) if primary else None,
        "others": _parted(matter, [each for each in doable if each not in primary]),
        "taps": taps_of(matter, doable),
        "panels": [],
        "reply": _reply(request, matter, by),
        "changes": [],
        "from_desk": from_desk,
    }


def _place_url(fact: kinds.Fact, by: StaffActor) -> str:
    """The page of the place that is named, for whoever works there: who else does, where to call, what came again."""
    area = fact.area
    while area is not None and area.valid_to is not None:
        area = area.parent  # one that has ended has no page of its own
    return reverse("web:area", args=[area.code]) if area is not None and works_in(by, area) else ""


def _reply(request: HttpRequest, matter: Matter, by: StaffActor) -> str:
    """What to copy back to where the matter came from, if its kind has such."""
    reply = kinds.get(matter.kind).reply
    link = request.build_absolute_uri(reverse("cases:progress", args=[matter.number]))
    return reply(matter, by, link) if reply else ""


def _parted(matter: Matter, offers: list[Offered]) -> list[dict[str, Any]]:
    """The menu's links; the first of each part but the first has a line above."""
    parts = [offer.part for offer in offers]
    lines = [before != here for before, here in zip(parts[:1] + parts, parts, strict=False)]
    return [{**_link(matter, offer), "line": line} for offer, line in zip(offers, lines, strict=True)]


def _link(matter: Matter, offer: Offered) -> dict[str, str]:
    url = reverse("web:act", args=[matter.number, offer.action])
    return {"label": str(offer.offer.label), "url": url, "icon": _ICONS[offer.shape]}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """The form of one action. What was typed stays when something has to be corrected."""
    by, at = staff(request), clock.now()
    if request.method != "POST":
        matter = matter_for(by, number)
        offer = offered(matter, action, by=by, at=at)
        begun = {name: request.GET[name] for name in offer.offer.form.begins_with if name in request.GET}
        form = offer.offer.form(initial=begun, matter=matter, by=by, at=at)
        return _form_page(request, matter, offer, form, version=matter.version)
    try:
        matter = matter_to_act_on(by, number, command_id=_command_id(request))
    except NotFound:
        return _taken_away(request, matter_taken_away(by, number))
    offer = named(matter, action)
    form = offer.offer.form(request.POST, request.FILES, matter=matter, by=by, at=at)
    version = request.POST.get("version", "")
    try:
        if _performed(request, form, matter, offer, by, at):
            return redirect(_after(request, matter, by))
    except StaleVersion as refusal:
        changes = [_change(change, at) for change in refusal.extra["changes"]]
        return _form_page(request, matter, offer, form, version=matter.version, changes=changes, status=409)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _form_page(request, matter, offer, form, version=whole_number(version), status=422)


def _taken_away(request: HttpRequest, matter: Matter) -> HttpResponse:
    """What somebody typed about a matter that their unit has no more, to be copied: nothing of it was sent."""
    context = {"number": matter.number, "text": request.POST.get("text", ""), "desk_url": reverse("web:desk")}
    return render(request, "web/taken_away.html", context, status=409)


def _change(change: dict[str, str], at: datetime) -> str:
    return f"{day_and_time(clock.parse(change['at']), at)} {change['who']}：{change['what']}"


def _performed(
    request: HttpRequest, form: kinds.InputsForm, matter: Matter, offer: Offered, by: StaffActor, at: datetime
) -> bool:
    """Do it, once for each command id; nothing when the form has errors."""
    command_id = _command_id(request)
    if form.is_valid():
        take_photos(form, by, command_id=command_id)
    if form.errors:
        return False
    offer.offer.perform(
        matter=matter,
        inputs=form.inputs(),
        by=by,
        at=at,
        command_id=command_id,
        version=whole_number(request.POST.get("version", "")),
    )
    return True


def _command_id(request: HttpRequest) -> UUID:
    return parse_id(request.POST.get("command_id", "")) or new_id()


def _after(request: HttpRequest, matter: Matter, by: StaffActor) -> str:
    """The matter, on the desk or on its own page; the desk alone when it was given away by what was done."""
    if not visible_matters(by).filter(pk=matter.pk).exists():
        messages.info(request, _("%(number)s is done here and lies with others now.") % {"number": matter.number})
        return reverse("web:desk")
    if request.POST.get("return_to") == "desk":
        return reverse("web:desk") + query_string([("matter", matter.number)])
    return reverse("web:matter", args=[matter.number])


def _form_page(
    request: HttpRequest,
    matter: Matter,
    offer: Offered,
    form: kinds.InputsForm,
    *,
    version: int,
    changes: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    url = reverse("web:matter", args=[matter.number])
    from_desk = "desk" in (request.GET.get("from"), request.POST.get("return_to"))
    kept = parse_id(request.POST.get("command_id", "")) if not changes else None
    context = {
        "form": form,
        "action_label": str(offer.offer.label),
        "submit_label": str(offer.offer.submit or offer.offer.label),
        "action_url": reverse("web:act", args=[matter.number, offer.action]),
        "hint": str(offer.offer.hint),
        "shown": [fact for fact in offer.offer.shows(matter) if fact.value] if offer.offer.shows else [],
        "version": version,
        "command_id": kept or new_id(),
        "return_to": "desk" if from_desk else "matter",
        "changes": changes or [],
        "number": matter.number,
        "cancel_url": url,
        "matter": {"number": matter.number, "title": matter.title, "url": url, "due_at": matter.due},
    }
    template = "web/action_form.html" if request.headers.get("HX-Request") else "web/act.html"
    return render(request, template, context, status=status)
