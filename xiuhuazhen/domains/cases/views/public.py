"""Pages for residents: report, find, progress. No sign-in; every door has its rate."""

import secrets
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas.choices import AreaKind
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, PermittedActor
from xiuhuazhen.core.kit.errors import Forbidden, NotFound, Refusal, TooMany
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.kit.rates import DEVICE_COOKIE, spend
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.access import RESIDENT, matter_with_code
from xiuhuazhen.core.procedures.doors import show_refusal, take_photos
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.numbers import is_number, plain_number
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.core.procedures.thread import state_shape, thread_told
from xiuhuazhen.domains.cases.access import (
    followed_by,
    follower_with_code,
    remember_follower,
    remember_shown_code,
    resident_of,
)
from xiuhuazhen.domains.cases.actions.checking import Rating, rate_case, send_back_case
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.choices import EMERGENCY, PlacedBy
from xiuhuazhen.domains.cases.forms.acts import RatingForm
from xiuhuazhen.domains.cases.forms.reports import CodeForm, FindForm, ReportForm, WithdrawForm
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import (
    area_of_code,
    community_code,
    home_area,
    place_code,
    present_notice,
    sent_back,
    telephones_for,
)
from xiuhuazhen.domains.cases.taking_in import Reported
from xiuhuazhen.domains.cases.views.given import given_page
from xiuhuazhen.domains.cases.views.starting import fresh_id, place_context
from xiuhuazhen.domains.cases.words import NOT_DONE

_DEVICE_SECONDS = 90 * 24 * 3600


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The report page. Sending it twice gives the same number again."""
    home = home_area()
    if home is None:
        raise Http404
    if request.method != "POST":
        notice = present_notice(clock.local_date(clock.now()))
        version = notice.version if notice else ""
        initial = {**fresh_id(), "notice_version": version, **_scanned(request)}
        return _report_page(request, ReportForm(within=[home], initial=initial))
    form = ReportForm(request.POST, request.FILES, within=[home])
    try:
        spend(request, "report", at=clock.now())
        reported = _sent(form)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _report_page(request, form, status=refusal.status)
    return _reported_page(request, reported) if reported else _report_page(request, form, status=422)


def _scanned(request: HttpRequest) -> dict[str, str]:
    """What a code at a place fills in: the community and the name that stands on it. Everything can be changed."""
    code = place_code(request.GET.get("place", ""))
    if code is None or code.withdrawn_at:
        return {}
    return {"place": code.token, "area": community_code(area_of_code(code)), "address": code.label}


def _sent(form: ReportForm) -> Reported | None:
    if form.is_valid():
        take_photos(form, PUBLIC, command_id=form.cleaned_data["id"])
    if form.errors:
        return None
    return report_case(report=form.report(), by=PUBLIC, at=clock.now())


def _report_page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    notice = present_notice(clock.local_date(clock.now()))
    short = notice.text.split("\n\n")[0] if notice else ""
    shown = {"version": notice.version if notice else "", "short": short}
    token = str(form["place"].value() or request.GET.get("place", ""))
    code = place_code(token)
    scanned = {"label": code.label, "withdrawn": code.withdrawn_at is not None} if code else None
    unknown = code is None and bool(token.strip())
    context = {"form": form, "notice": shown, "emergency": EMERGENCY, "scanned": scanned, "unknown_code": unknown}
    response = render(request, "cases/report.html", {**context, **place_context()}, status=status)
    if DEVICE_COOKIE not in request.COOKIES:
        response.set_cookie(
            DEVICE_COOKIE, secrets.token_urlsafe(16), max_age=_DEVICE_SECONDS, httponly=True, samesite="Lax"
        )
    return response


def _reported_page(request: HttpRequest, reported: Reported) -> HttpResponse:
    matter = reported.matter
    placed = Case.objects.filter(pk=matter.pk).exclude(placed_by=PlacedBy.NOWHERE).exists()
    area = Area.objects.get(pk=matter.area_id) if placed else None
    return given_page(request, reported, area=area, complaint=False)


def _may_act(matter: Matter, by: PermittedActor) -> bool:
    """Whether this is the reporter, and not somebody who only follows the matter."""
    return by.may(RESIDENT, area_path=matter.area.path)


def _may_withdraw(matter: Matter, by: PermittedActor) -> bool:
    return _may_act(matter, by) and _leads_on(matter, "withdraw")


def _leads_on(matter: Matter, action: str) -> bool:
    procedure = kinds.get(matter.kind).procedure
    return any(transition.action == action for transition in procedure.transitions_from(matter.state))


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Ask for the number and lead on to the progress page."""
    form = FindForm(request.GET or None)
    if form.is_bound and form.is_valid():
        number = plain_number(form.cleaned_data["number"])
        if is_number(number):
            return redirect("cases:progress", number=number)
        form.add_error("number", _("Enter the number that you noted, for example 630102005-20261123-0007."))
    return render(request, "cases/find.html", {"form": form, "telephones": _telephones("")})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """How far a case is, opened with the query code; there the resident rates it, or sends it back once."""
    known = resident_of(request, number) or followed_by(request, number)
    if known is None:
        return _ask_code(request, number)
    matter, by = known
    if request.method != "POST":
        return _progress_page(request, matter, by, _rating_form(matter, by))
    if not _may_act(matter, by):
        raise Forbidden(str(permissions.known(RESIDENT).sentence))
    return _withdrawn(request, matter, by) if "withdraw" in request.POST else _rated(request, matter, by)


def _withdrawn(request: HttpRequest, matter: Matter, by: PermittedActor) -> HttpResponse:
    """The reporter does not want it any more; asked twice it is done once."""
    form = WithdrawForm(request.POST)
    version, at = whole_number(request.POST.get("version", "")), clock.now()
    command_id = derived_id("withdraw", matter.number, str(version))
    try:
        if form.is_valid():
            perform = kinds.get(matter.kind).offers["withdraw"].perform
            note = Note(form.cleaned_data["reason"])
            perform(matter=matter, inputs=note, by=by, at=at, command_id=command_id, version=version)
            return redirect("cases:progress", number=matter.number)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _progress_page(request, matter, by, _rating_form(matter, by), withdrawal=form, status=422)


def _ask_code(request: HttpRequest, number: str) -> HttpResponse:
    form = CodeForm(request.POST or None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            spend(request, "code", at=clock.now())
            _open_with(request, number, form.cleaned_data["code"])
        except (NotFound, TooMany) as refusal:
            form.add_error("code", refusal.message)
            status = refusal.status
        else:
            return redirect("cases:progress", number=plain_number(number))
    context = {"number": number, "form": form, "telephones": _telephones(number)}
    return render(request, "cases/progress_ask.html", context, status=status)


def _telephones(number: str) -> list[dict[str, str]]:
    found = telephones_for(plain_number(number), on=clock.local_date(clock.now()))
    labels = {UnitKind.DISPATCH_DESK: _("Duty desk"), UnitKind.SUPERVISOR: _("Supervision telephone")}
    return [{"label": labels[kind], "unit": unit.name, "telephone": unit.work_telephone} for kind, unit in found]


def _open_with(request: HttpRequest, number: str, code: str) -> None:
    """Let this browser see the progress with the reporter's code or a follower's; raises ``NotFound``."""
    try:
        matter, _by = matter_with_code(number, code)
    except NotFound:
        remember_follower(request, follower_with_code(number, code))
    else:
        remember_shown_code(request, matter)


def _rating_form(matter: Matter, by: PermittedActor, data: Any = None) -> RatingForm | None:
    if not _may_act(matter, by) or not _leads_on(matter, "rate"):
        return None
    return RatingForm(data, matter=matter, by=by, at=clock.now())


def _rated(request: HttpRequest, matter: Matter, by: PermittedActor) -> HttpResponse:
    form = _rating_form(matter, by, request.POST)
    if form is None:
        return redirect("cases:progress", number=matter.number)
    if form.is_valid():
        try:
            _rate(matter, form.inputs(), by, whole_number(request.POST.get("version", "")))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("cases:progress", number=matter.number)
    return _progress_page(request, matter, by, form, status=422)


def _rate(matter: Matter, rating: Rating, by: PermittedActor, version: int) -> None:
    """What is not done goes back the first time, and is kept as the rating the second: both as the reporter saw the
    matter (``version``), so that the same form sent once more is the same word and not a second one."""
    again = not rating.solved and not sent_back(matter, version)
    action = "send_back" if again else "rate"
    at, command_id = clock.now(), derived_id(action, matter.number, str(version))
    if again:
        note = Note(rating.text or _("It is not done"))
        send_back_case(matter=matter, inputs=note, by=by, at=at, command_id=command_id, version=version)
    else:
        rate_case(matter=matter, inputs=rating, by=by, at=at, command_id=command_id, version=version)


def _how_it_stands(matter: Matter) -> dict[str, str]:
    """State and its shape; what ended without having been done does not look as if it had."""
    ended = NOT_DONE.get(matter.close_reason) if not matter.is_open else None
    label = ended or kinds.get(matter.kind).state_labels[matter.state]
    return {"state_label": str(label), "state_shape": "ended" if ended else state_shape(matter)}


def _progress_page(
    request: HttpRequest,
    matter: Matter,
    by: PermittedActor,
    rating: RatingForm | None,
    *,
    withdrawal: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at, kind, steps = clock.now(), kinds.get(matter.kind), steps_of(matter)
    given = Case.objects.filter(pk=matter.pk).values_list("solved", flat=True).first()
    said = {
        True: _("You said: it is done. Thank you."),
        False: _("You said: it is not done. It is on record."),
        None: "",
    }
    context = {
        "matter": {
            "number": matter.number,
            "title": matter.title,
            "text": kind.text(steps[0]),
            **_how_it_stands(matter),
            "opened_at": matter.opened_at,
            "due_at": matter.due,
            "version": matter.version,
        },
        "asked": matter.state == "rating",
        "withdrawal": (withdrawal or WithdrawForm()) if _may_withdraw(matter, by) else None,
        "only_looks": not _may_act(matter, by),
        "stitches": thread_told(matter, steps, at=at),
        "rating": rating,
        "rated": said[given],
        "sent_back": sent_back(matter, matter.version),
        "grid": _grid_of(matter) if _may_act(matter, by) else None,
    }
    return render(request, "cases/progress.html", context, status=status)


def _grid_of(matter: Matter) -> dict[str, str] | None:
    """The grid in which it lies, if it has a public notice of who looks after it."""
    grid = matter.grid
    if grid is None or grid.kind == AreaKind.JOINT or grid.valid_to is not None:
        return None
    return {"name": short_name(grid.name), "code": grid.code}
