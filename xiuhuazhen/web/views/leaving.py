"""Somebody leaves a post: who it is, what hangs on it, who gets it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Conflict, NotFound, Refusal
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.models import Person, Shift
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.web.leaving.access import person_leaving, roles_to_end
from xiuhuazhen.web.leaving.actions import Leaving, Left, leave_post
from xiuhuazhen.web.leaving.board import board_for
from xiuhuazhen.web.leaving.consequences import consequences_of
from xiuhuazhen.web.leaving.forms import LeavingForm, Line, role_said
from xiuhuazhen.web.moments import exact, full_day
from xiuhuazhen.web.rows import url_for

_ROLES_SHOWN = 200
_SEEN = "seen-"


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who works in one's areas today, by name."""
    by, on = staff(request), clock.local_date(clock.now())
    name = request.GET.get("q", "").replace("\0", "").strip()
    roles = roles_to_end(by, on=on).order_by("person__name", "person_id", "valid_from", "id")
    found = list((roles.filter(person__name__icontains=name) if name else roles)[: _ROLES_SHOWN + 1])
    shown: dict[UUID, dict[str, Any]] = {}
    for role in found[:_ROLES_SHOWN]:
        url = reverse("web:leave", args=[role.person_id])
        line = shown.setdefault(role.person_id, {"name": role.person.name, "url": url, "roles": []})
        line["roles"].append(role_said(role))
    context = {"people": list(shown.values()), "q": name, "more": len(found) > _ROLES_SHOWN}
    return render(request, "web/leaving.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, person_id: str) -> HttpResponse:
    """What hangs on somebody's posts; then the posts end and the matters move."""
    by, at = staff(request), clock.now()
    today = clock.local_date(at)
    person = person_leaving(by, person_id, on=today)
    board = board_for(person, by, at=at, seen=_seen(request.POST))
    form = LeavingForm(request.POST or None, board=board, today=today)
    command_id = parse_id(request.POST.get("command_id", "")) or new_id()
    status, follows = 200, None
    if request.method == "POST" and form.is_valid() and not _is_confirmed(request, form):
        follows = consequences_of(form.leaving(), today=today, matters=len(board.matters))
    elif request.method == "POST" and form.is_valid():
        try:
            return redirect(_left(request, person, form.leaving(), by, at, command_id))
        except NotFound:
            raise
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    elif request.method == "POST":
        status = 422
    context = {
        "form": form,
        "person": person,
        "lines": [_line(line, by) for line in form.lines()],
        "more": board.more,
        "shifts": [_shift(shift) for shift in board.shifts],
        "command_id": command_id,
        "follows": follows,
        "confirming": _said(form) if follows else "",
    }
    return render(request, "web/leaving_person.html", context, status=status)


def _said(form: LeavingForm) -> str:
    """Roles, posts and day that were shown to be confirmed; with others the page asks once more."""
    chosen = form.cleaned_data
    return "|".join([*sorted(chosen["roles"]), *sorted(chosen.get("posts", ())), chosen["last_day"].isoformat()])


def _is_confirmed(request: HttpRequest, form: LeavingForm) -> bool:
    return request.POST.get("confirmed") == _said(form)


def _seen(posted: Iterable[str]) -> list[UUID]:
    """The matters that the page showed when the form was filled in."""
    ids = (parse_id(name.removeprefix(_SEEN)) for name in posted if name.startswith(_SEEN))
    return [each for each in ids if each]


def _left(
    request: HttpRequest, person: Person, leaving: Leaving, by: StaffActor, at: datetime, command_id: UUID
) -> str:
    """Do it and say what came of it; the person's page again where something is left to look at."""
    left = leave_post(leaving=leaving, by=by, at=at, command_id=command_id)
    _tell(request, person, leaving.last_day, left)
    return reverse("web:leave", args=[person.pk]) if left.refused else reverse("web:leaving")


def _tell(request: HttpRequest, person: Person, last_day: date, left: Left) -> None:
    named = {"name": person.name, "day": full_day(last_day)}
    messages.info(request, _("%(name)s holds the post until %(day)s.") % named)
    count = len(left.moved)
    if count:
        said = ngettext("%(count)d matter was handed over.", "%(count)d matters were handed over.", count)
        messages.info(request, said % {"count": count})
    for number, reason in left.refused:
        said = _("%(number)s was not handed over, please look again: %(reason)s")
        messages.warning(request, said % {"number": number, "reason": reason})


def _line(line: Line, by: StaffActor) -> dict[str, Any]:
    matter = line.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "url": url_for(matter, by),
        "state_label": str(kinds.get(matter.kind).state_labels[matter.state]),
        "due_at": matter.due if matter.is_open else None,
        "successor": line.successor,
        "seen": line.seen,
    }


def _shift(shift: Shift) -> dict[str, str]:
    day = clock.local_date(shift.begins_at).isoformat()
    return {
        "said": _("%(begin)s to %(end)s") % {"begin": exact(shift.begins_at), "end": exact(shift.ends_at)},
        "unit": shift.unit.name,
        "post": shift.get_post_display(),
        "url": reverse("web:roster") + query_string([("unit", str(shift.unit_id)), ("day", day)]),
    }
