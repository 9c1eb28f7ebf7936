"""Putting jobs into the queue, and keeping the queue going."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from xiuhuazhen.core.jobs import leases, queries, registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.execution import execute
from xiuhuazhen.core.jobs.models import Job, ScheduledRun
from xiuhuazhen.core.jobs.tasks import send
from xiuhuazhen.core.kit.actors import SYSTEM

KEEP_DONE = timedelta(days=30)
KEEP_FAILED = timedelta(days=180)
KEEP_TASKS = timedelta(days=7)


def enqueue(
    name: str, /, *, at: datetime, by_key: str = SYSTEM.key, run_after: datetime | None = None, **kwargs: Any
) -> UUID:
    """Have the named job done once the caller's transaction is committed. Raises ``UnknownJob``.

    The job and the task that wakes a worker are rows of the same database, written in the caller's transaction: the
    job can neither be lost nor start before the commit. ``kwargs`` are JSON; ids arrive at the handler as text.
    """
    kind = registry.kind(name)
    with transaction.atomic():
        job = Job.objects.create(
            name=name,
            kwargs=kwargs,
            max_attempts=kind.max_attempts,
            run_after=run_after or at,
            created_by=by_key,
            created_at=at,
        )
        send(job.pk, run_after=run_after)
    return job.pk


def recover(*, at: datetime, dead_worker: str = "") -> int:
    """Wake workers for jobs whose worker died or whose task was lost. Returns how many were sent again.

    ``dead_worker`` is a worker (``leases.worker_name``) that is known to be gone: its leases need not run out first.
    """
    gone = Q(lease_until__lt=at)
    if dead_worker:
        gone |= Q(lease_owner__startswith=f"{dead_worker}:")
    for job in Job.objects.filter(gone, state=JobState.RUNNING):
        leases.take_away(job, at=at)
    lost = queries.lost_jobs(at)
    for job_id in lost:
        send(job_id)
    return len(lost)


def tick(*, at: datetime, dead_worker: str = "") -> None:
    """What the ticker does every few seconds."""
    recover(at=at, dead_worker=dead_worker)
    run_schedules(at=at)


def run_schedules(*, at: datetime) -> None:
    """Put into the queue what is due. However many turns were missed, it runs once."""
    last = dict(ScheduledRun.objects.values_list("name", "last_at"))
    for name, entry in registry.schedules().items():
        due = name not in last or last[name] + entry.every <= at
        if due and _is_needed(entry, at):
            _run_schedule(name, entry, at=at)


def _is_needed(entry: registry.Schedule, at: datetime) -> bool:
    if entry.when is None:
        return True
    under_way = Job.objects.filter(name=entry.job_name, state__in=[JobState.QUEUED, JobState.RUNNING])
    return entry.when(at) and not under_way.exists()


@transaction.atomic
def _run_schedule(name: str, entry: registry.Schedule, *, at: datetime) -> None:
    row, created = ScheduledRun.objects.select_for_update().get_or_create(name=name, defaults={"last_at": at})
    if created or row.last_at + entry.every <= at:
        row.last_at = at
        row.save(update_fields=["last_at"])
        enqueue(entry.job_name, at=at)


def run_pending(*, at: datetime) -> int:
    """Run everything that is due at ``at`` in this process, also what these jobs enqueue. Returns how many ran."""
    count = 0
    while job_id := _next_due(at):
        execute(job_id, clock=lambda: at)
        count += 1
    return count


def _next_due(at: datetime) -> UUID | None:
    due = Job.objects.filter(state=JobState.QUEUED, run_after__lte=at)
    return due.order_by("run_after", "pk").values_list("pk", flat=True).first()


def prune(*, at: datetime) -> None:
    """Forget jobs that finished 30 days ago (given up: 180 days), and tasks that are a week old."""
    Job.objects.filter(state=JobState.DONE, finished_at__lt=at - KEEP_DONE).delete()
    Job.objects.filter(state=JobState.FAILED, finished_at__lt=at - KEEP_FAILED).delete()
    old = DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(enqueued_at__lt=at - KEEP_TASKS)
    old.delete()
