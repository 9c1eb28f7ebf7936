"""How far jobs are, which ones the worker has lost sight of, and whether anybody is at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job, ScheduledRun
from xiuhuazhen.core.kit.ids import parse_id

_CLAIM_TIME = timedelta(seconds=20)

_PATIENCE = timedelta(minutes=1)
"""How long what is due may wait while nobody is at work, before something must be wrong."""


@dataclass(frozen=True)
class Progress:
    """``total`` is 0 while the job does not know it yet; ``error`` is for operators, ``note`` for everybody."""

    job_id: UUID
    state: JobState
    done: int
    total: int
    note: str
    error: str


def progress_of(job_id: UUID) -> Progress | None:
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return None
    return Progress(job.pk, JobState(job.state), job.progress_done, job.progress_total, job.note, job.error)


def others_wait(job: Job, at: datetime) -> bool:
    """Whether other jobs are due that go into the same queue."""
    due = Job.objects.filter(state=JobState.QUEUED, run_after__lte=at, name__in=registry.in_queue_of(job.name))
    return due.exclude(pk=job.pk).exists()


def lost_jobs(at: datetime, *, limit: int = 500) -> list[Job]:
    """Jobs that are due and that no task will wake.

    A worker claims the job right after its task; a task that has been running for 20 s without that died.
    """
    due = Job.objects.filter(state=JobState.QUEUED, run_after__lte=at).order_by("run_after", "pk")
    sent = list(due.only("name", "task_id")[:limit])
    awake = _awake({task_id for job in sent if (task_id := parse_id(job.task_id))}, at)
    return [job for job in sent if parse_id(job.task_id) not in awake]


def _awake(task_ids: set[UUID], at: datetime) -> set[UUID]:
    if not task_ids:
        return set()
    rows = DBTaskResult.objects.filter(pk__in=task_ids).values_list("pk", "status", "started_at")
    return {
        pk
        for pk, status, started_at in rows
        if status == TaskResultStatus.READY
        or (status == TaskResultStatus.RUNNING and started_at is not None and abs(at - started_at) < _CLAIM_TIME)
    }


@dataclass(frozen=True)
class Pulse:
    """Whether jobs and schedules are being seen to; ``since`` is when the first thing fell due that nobody did."""

    beats: bool
    since: datetime | None = None


def pulse(at: datetime) -> Pulse:
    """Judged by what should have happened, so that a process that idles need not write down that it lives.

    While a job is under way the others wait for their turn; that is no sign of trouble.
    """
    running = Job.objects.filter(state=JobState.RUNNING)
    if running.filter(lease_until__gte=at).exists():
        return Pulse(beats=True)
    missed = [*_missed_jobs(at), *_missed_turns(at)]
    return Pulse(beats=not missed, since=min(missed, default=None))


def _missed_jobs(at: datetime) -> list[datetime]:
    late = at - _PATIENCE
    waiting = Job.objects.filter(state=JobState.QUEUED, run_after__lt=late).order_by("run_after")
    dead = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=late).order_by("lease_until")
    firsts = (waiting.values_list("run_after", flat=True).first(), dead.values_list("lease_until", flat=True).first())
    return [first for first in firsts if first is not None]


def _missed_turns(at: datetime) -> list[datetime]:
    """Of the schedules that do not depend on there being something to do."""
    last = dict(ScheduledRun.objects.values_list("name", "last_at"))
    turns = [
        entry.next_after(last[name])
        for name, entry in registry.schedules().items()
        if name in last and entry.when is None
    ]
    return [turn for turn in turns if turn < at - _PATIENCE]


@dataclass(frozen=True)
class Turn:
    """A schedule as people see it: ``last_at`` is nothing while it never ran, ``next_at`` while that is not known."""

    name: str
    schedule: registry.Schedule
    last_at: datetime | None
    next_at: datetime | None


def turns() -> list[Turn]:
    rows = {row.name: row for row in ScheduledRun.objects.all()}
    return [_turn(name, entry, rows.get(name)) for name, entry in sorted(registry.schedules().items())]


def _turn(name: str, entry: registry.Schedule, row: ScheduledRun | None) -> Turn:
    last_at = row.last_at if row and row.has_run else None
    next_at = entry.next_after(row.last_at) if row and entry.when is None else None
    return Turn(name, entry, last_at, next_at)
