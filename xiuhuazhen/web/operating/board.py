"""Jobs and schedules as the page shows them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.queries import Turn
from xiuhuazhen.core.kit.actors import PUBLIC, SYSTEM
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.people.models import ApiToken, Person

SHAPES = {
    JobState.QUEUED: "paused",
    JobState.RUNNING: "open",
    JobState.DONE: "closed",
    JobState.FAILED: "waiting",
    JobState.CANCELLED: "paused",
}

_SPANS = (
    (86_400, gettext_lazy("every day"), gettext_lazy("every %(count)d days")),
    (3600, gettext_lazy("every hour"), gettext_lazy("every %(count)d hours")),
    (60, gettext_lazy("every minute"), gettext_lazy("every %(count)d minutes")),
    (1, gettext_lazy("every second"), gettext_lazy("every %(count)d seconds")),
)
"""Seconds, and what is said of one and of several."""


def job_rows(jobs: Collection[Job]) -> list[dict[str, Any]]:
    names = names_of({job.created_by for job in jobs})
    return [_job_row(job, names) for job in jobs]


def _job_row(job: Job, names: dict[str, str]) -> dict[str, Any]:
    waits_again = job.state == JobState.QUEUED and job.attempts > 0
    return {
        "id": str(job.pk),
        "label": registry.label_of(job.name),
        "state_label": job.get_state_display(),
        "state_shape": SHAPES[JobState(job.state)],
        "done": job.progress_done,
        "total": job.progress_total,
        "note": job.note,
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "next_at": job.run_after if job.state == JobState.QUEUED and (waits_again or job.started_at is None) else None,
        "error": "" if job.state == JobState.DONE else error_words(job.error),
        "by_name": names.get(job.created_by, ""),
        "at": job.created_at,
        "ended_at": job.finished_at,
        "may_be_called_off": job.state == JobState.QUEUED and registry.may_be_called_off(job.name),
        "may_begin_anew": job.state == JobState.FAILED,
        "command_id": str(new_id()),
    }


def error_words(error: str) -> str:
    return _("The process was ended in the middle, each time.") if error == "WorkerDied" else error


def names_of(keys: Collection[str]) -> dict[str, str]:
    """Who asked, by the key that the job keeps; nothing for whoever is no longer known."""
    found = {SYSTEM.key: _("by itself"), PUBLIC.key: _("a resident")}
    for kind, model in (("person", Person), ("token", ApiToken)):
        ids = [parse_id(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")]
        if ids:
            rows = model._default_manager.filter(pk__in=[each for each in ids if each]).values_list("pk", "name")
            found |= {f"{kind}:{pk}": name for pk, name in rows}
    return found


def turn_row(turn: Turn) -> dict[str, Any]:
    return {
        "label": registry.label_of(turn.schedule.job_name),
        "how_often": how_often(turn.schedule),
        "last_at": turn.last_at,
        "next_at": turn.next_at,
        "when_needed": turn.schedule.when is not None,
    }


def how_often(schedule: registry.Schedule) -> str:
    if schedule.at_time is not None:
        return _("daily at %(time)s") % {"time": f"{schedule.at_time:%H:%M}"}
    return every(schedule.every or timedelta())


def every(span: timedelta) -> str:
    """In the largest unit that divides it."""
    seconds = int(span.total_seconds())
    size, one, more = next(each for each in _SPANS if seconds % each[0] == 0)
    count = seconds // size
    return str(one) if count == 1 else str(more) % {"count": count}


def is_moving(at: datetime) -> bool:
    """Whether a job is under way or about to be, so that the page has something new to show soon."""
    active = Job.objects.filter(state=JobState.RUNNING) | Job.objects.filter(state=JobState.QUEUED, run_after__lte=at)
    return active.exists()
