"""The page of jobs: what runs in the background, what was given up, and whether anybody is at work."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xiuhuazhen.core.jobs import queries
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.kit.paging import counted, page_by_time, query_string
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.web.operating import access, board
from xiuhuazhen.web.operating.actions import begin_job_anew, call_off_job

_ROWS_A_PAGE = 50
_PARTS = {
    "active": (JobState.QUEUED, JobState.RUNNING),
    "failed": (JobState.FAILED,),
    "done": (JobState.DONE,),
    "cancelled": (JobState.CANCELLED,),
}


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Newest first; the board alone when htmx asks for news of it."""
    every, at = access.jobs(staff(request)), clock.now()
    state, cursor = _state(request.GET.get("state", "")), request.GET.get("cursor", "")
    page = page_by_time(
        _part(every, state),
        field="created_at",
        descending=True,
        cursor=cursor,
        size=_ROWS_A_PAGE,
        value=lambda row: row.created_at,
    )
    pulse = queries.pulse(at)
    context = {
        "rows": board.job_rows(page.rows),
        "state": state,
        "parts": _links(every, state),
        "pulse": pulse,
        "poll_url": _address(state, cursor) if pulse.beats and board.is_moving(at) else "",
        "next_url": query_string([("state", state), ("cursor", page.next)]) if page.next else "",
        "turns": [board.turn_row(turn) for turn in queries.turns()],
    }
    alone = request.headers.get("HX-Target") == "jobs-board"
    return render(request, "web/jobs_board.html" if alone else "web/jobs.html", context)


def _state(text: str) -> str:
    return text if text in _PARTS else ""


def _part(every: QuerySet[Job], state: str) -> QuerySet[Job]:
    return every.filter(state__in=_PARTS[state]) if state else every


def _address(state: str, cursor: str = "") -> str:
    asked = [("state", state), ("cursor", cursor)]
    return reverse("web:jobs") + (query_string(asked) if state or cursor else "")


def _links(every: QuerySet[Job], state: str) -> list[dict[str, Any]]:
    """How many is said where somebody may have to act; the rest is only ever more."""
    labels = {
        "": _("All"),
        "active": _("Not ended"),
        "failed": str(JobState.FAILED.label),
        "done": str(JobState.DONE.label),
        "cancelled": str(JobState.CANCELLED.label),
    }
    counts = {name: counted(_part(every, name)) for name in ("active", "failed")}
    return [
        {"url": _address(name), "label": label, "count": counts.get(name, ""), "current": name == state}
        for name, label in labels.items()
    ]


@require_POST
def call_off(request: HttpRequest, job_id: str) -> HttpResponse:
    return _done(request, job_id, call_off_job, _("The job was called off."))


@require_POST
def begin_anew(request: HttpRequest, job_id: str) -> HttpResponse:
    return _done(request, job_id, begin_job_anew, _("The job is in the queue again."))


def _done(request: HttpRequest, job_id: str, action: Callable[..., None], said: str) -> HttpResponse:
    """Back to the list, which shows what has become of it, also when somebody or something was quicker."""
    by, at = staff(request), clock.now()
    job = access.job_for(by, job_id)
    command_id = parse_id(request.POST.get("command_id", ""))
    if command_id is None:
        raise InvalidInput(_("Load the page again."))
    try:
        action(job=job, by=by, at=at, command_id=command_id)
    except Conflict as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(_address(_state(request.POST.get("state", ""))))
