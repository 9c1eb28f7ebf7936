"""Putting jobs into the queue, and keeping the queue going."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from xiuhuazhen.core.jobs import leases, queries, registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.execution import execute
from xiuhuazhen.core.jobs.models import Job, ScheduledRun
from xiuhuazhen.core.jobs.rules import is_ahead
from xiuhuazhen.core.jobs.tasks import send
from xiuhuazhen.core.kit.actors import SYSTEM

logger = logging.getLogger(__name__)

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
        send(job, run_after=run_after)
    return job.pk


def recover(*, at: datetime) -> set[int]:
    """Wake workers for jobs whose worker died or whose task was lost.

    A worker of this machine that is no more need not have its lease run out first. Returns the processes of this
    machine whose lease did run out though they live: they hang, and whoever started them should end them.
    """
    hanging = set()
    for job in Job.objects.filter(state=JobState.RUNNING):
        process = leases.process_here(job.lease_owner)
        lives = process is not None and leases.is_alive(process)
        if leases.ran_out(job, at=at) or (process is not None and not lives):
            taken = leases.take_away(job, at=at)
            if taken and process is not None and lives:
                hanging.add(process)
    for job in queries.lost_jobs(at):
        send(job)
    return hanging


def tick(*, at: datetime) -> set[int]:
    """What the ticker does every few seconds. Returns the processes of this machine that hang."""
    leases.bring_back(at=at)
    hanging = recover(at=at)
    run_schedules(at=at)
    return hanging


def call_off(*, job: Job, at: datetime) -> bool:
    """In the caller's transaction, which records who did it. Whether it was done: the job may have begun meanwhile."""
    called_off = registry.kind(job.name).called_off
    if called_off is None or not leases.call_off(job, at=at):
        return False
    called_off(at=at, **job.kwargs)
    return True


def begin_anew(*, job: Job, at: datetime) -> bool:
    """In the caller's transaction, which records who did it. Whether it was done: it may be in the queue already."""
    if not leases.begin_anew(job, at=at):
        return False
    send(job)
    return True


def run_schedules(*, at: datetime) -> None:
    """Put into the queue what is due. However many turns were missed, it runs once."""
    last = _last_turns(at)
    for name, entry in registry.schedules().items():
        due = name not in last or entry.next_after(last[name]) <= at
        if due and _is_needed(name, entry, at):
            _run_schedule(name, entry, at=at)


def _last_turns(at: datetime) -> dict[str, datetime]:
    """By schedule. One that lies ahead since the clock was set back is counted from now."""
    last = dict(ScheduledRun.objects.values_list("name", "last_at"))
    for name, entry in registry.schedules().items():
        if name in last and is_ahead(last[name], at, every=entry.every):
            ScheduledRun.objects.filter(name=name, last_at=last[name]).update(last_at=at)
            last[name] = at
    return last


def _is_needed(name: str, entry: registry.Schedule, at: datetime) -> bool:
    """A question that fails holds up no other schedule."""
    if entry.when is None:
        return True
    under_way = Job.objects.filter(name=entry.job_name, state__in=[JobState.QUEUED, JobState.RUNNING])
    try:
        return entry.when(at) and not under_way.exists()
    except Exception as fault:  # noqa: BLE001 - whatever another app's question raises
        logger.error("schedule %s could not be asked: %s", name, leases.error_text(fault))
        return False


@transaction.atomic
def _run_schedule(name: str, entry: registry.Schedule, *, at: datetime) -> None:
    first_seen = {"last_at": at, "has_run": entry.at_time is None}
    row, created = ScheduledRun.objects.select_for_update().get_or_create(name=name, defaults=first_seen)
    if not created and entry.next_after(row.last_at) <= at:
        row.last_at, row.has_run = at, True
        row.save(update_fields=["last_at", "has_run"])
        enqueue(entry.job_name, at=at)
    elif created and row.has_run:
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


def prune(*, at: datetime) -> int:
    """Forget jobs that finished or were called off 30 days ago (given up: 180 days), and tasks that are a week old.
    Returns how many jobs."""
    ended = Job.objects.filter(state__in=[JobState.DONE, JobState.CANCELLED], finished_at__lt=at - KEEP_DONE)
    given_up = Job.objects.filter(state=JobState.FAILED, finished_at__lt=at - KEEP_FAILED)
    forgotten = ended.delete()[0] + given_up.delete()[0]
    old = DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(enqueued_at__lt=at - KEEP_TASKS)
    old.delete()
    return forgotten
