"""The states of one job, each change a single compare-and-set statement, so that two workers never both win.

A lease belongs to one attempt. Whoever lost it (too slow, or thought dead) can change nothing any more.
"""

import logging
import os
import socket
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q

from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.registry import given_up_of, lease_of
from xiuhuazhen.core.jobs.rules import LONGEST_WAIT, OUTAGE_PAUSE, gives_up, pause_after
from xiuhuazhen.core.kit.masking import mask_numbers

logger = logging.getLogger(__name__)


class LeaseLost(Exception):  # noqa: N818 - names what happened
    """Another worker has this job now; the present one must stop."""


def worker_name(pid: int | None = None) -> str:
    """How this process, or the process with this number on this machine, signs its leases."""
    return f"{_machine()}:{os.getpid() if pid is None else pid}"


@cache
def _machine() -> str:
    """Where process numbers mean the same: containers may share a host's name and yet count for themselves."""
    try:
        counting = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        counting = ""
    return f"{socket.gethostname()[:50]}/{counting}"


def process_here(owner: str) -> int | None:
    """The number of the worker that signed so, if it is one of this machine."""
    machine, pid, _attempt = owner.rsplit(":", 2)
    return int(pid) if machine == _machine() else None


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def ran_out(job: Job, *, at: datetime) -> bool:
    return job.lease_until is not None and job.lease_until < at


def claim(job_id: UUID, *, at: datetime) -> Job | None:
    """Take a job that is due, or ``None`` when it is not there, not due, or somebody else's."""
    name = Job.objects.filter(pk=job_id).values_list("name", flat=True).first()
    if name is None:
        return None
    owner = f"{worker_name()}:{uuid4().hex}"
    won = Job.objects.filter(pk=job_id, state=JobState.QUEUED, run_after__lte=at).update(
        state=JobState.RUNNING,
        lease_owner=owner,
        lease_until=at + lease_of(name),
        attempts=F("attempts") + 1,
        started_at=at,
        error="",
    )
    return Job.objects.get(pk=job_id, lease_owner=owner) if won else None


def renew(job: Job, *, at: datetime, lease: timedelta, **progress: Any) -> None:
    """Save progress and hold the lease for another while. Raises :class:`LeaseLost`."""
    _change(job, lease_until=at + lease, **progress)


def finish(job: Job, *, at: datetime) -> None:
    _change(job, state=JobState.DONE, finished_at=at, **_RELEASED)


def fail(job: Job, error: str, *, at: datetime) -> datetime | None:
    """Keep the error. Returns when to try again, or ``None`` when this was the last attempt."""
    if gives_up(attempts=job.attempts, max_attempts=job.max_attempts):
        with transaction.atomic():
            _change(job, state=JobState.FAILED, error=error, finished_at=at, **_RELEASED)
            _tell_owner(job, at)
        return None
    again_at = at + pause_after(job.attempts)
    _change(job, state=JobState.QUEUED, error=error, run_after=again_at, **_RELEASED)
    return again_at


def put_off(job: Job, error: str, *, at: datetime) -> datetime:
    """Disk or database took nothing. However long that lasts, it is no reason to give the job up. Returns when to try
    again."""
    again_at = at + OUTAGE_PAUSE
    _change(job, state=JobState.QUEUED, error=error, run_after=again_at, attempts=F("attempts") - 1, **_RELEASED)
    return again_at


def hand_back(job: Job, *, at: datetime) -> None:
    """The process was told to stop: the job continues elsewhere at once, and this attempt does not count."""
    _change(job, state=JobState.QUEUED, run_after=at, attempts=F("attempts") - 1, **_RELEASED)


def call_off(job: Job, *, at: datetime) -> bool:
    """End a job that has not begun or waits for its next attempt. Whether it did: a worker may have been quicker."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    return bool(waiting.update(state=JobState.CANCELLED, finished_at=at))


def begin_anew(job: Job, *, at: datetime) -> bool:
    """Put a job that was given up into the queue again, with all attempts, from its checkpoint. Whether it did."""
    given_up = Job.objects.filter(pk=job.pk, state=JobState.FAILED)
    return bool(given_up.update(state=JobState.QUEUED, run_after=at, attempts=0, finished_at=None))


def take_away(job: Job, *, at: datetime) -> bool:
    """Its worker is dead: another may go on from the last checkpoint. Whether it did: it may be renewed by now."""
    seen = Job.objects.filter(pk=job.pk, lease_owner=job.lease_owner, lease_until=job.lease_until)
    if gives_up(attempts=job.attempts, max_attempts=job.max_attempts):
        with transaction.atomic():
            given_up = bool(seen.update(state=JobState.FAILED, error="WorkerDied", finished_at=at, **_RELEASED))
            if given_up:
                _tell_owner(job, at)
        return given_up
    return bool(seen.update(state=JobState.QUEUED, run_after=at, task_id="", **_RELEASED))


def bring_back(*, at: datetime) -> None:
    """After the clock was set back: what was to be done at a moment that now lies far ahead is done at once, and a
    lease lasts no longer from now than it would if it were taken now."""
    queued = Job.objects.filter(state=JobState.QUEUED, run_after__gt=at)
    ahead = queued.filter(Q(run_after__gt=at + LONGEST_WAIT) | Q(created_at__gt=at) | Q(started_at__gt=at))
    for job in ahead:
        began = min(job.started_at, at) if job.started_at else None
        seen = Job.objects.filter(pk=job.pk, state=JobState.QUEUED, run_after=job.run_after)
        seen.update(run_after=at, created_at=min(job.created_at, at), started_at=began, task_id="")
    for job in Job.objects.filter(state=JobState.RUNNING, lease_until__gt=at):
        latest = at + lease_of(job.name)
        if job.lease_until and job.lease_until > latest:
            Job.objects.filter(pk=job.pk, lease_until=job.lease_until).update(lease_until=latest)


def _tell_owner(job: Job, at: datetime) -> None:
    """Tell whoever waits for it; one who cannot be told keeps no job in the queue."""
    given_up = given_up_of(job.name)
    if given_up is None:
        return
    try:
        with transaction.atomic():
            given_up(at=at, **job.kwargs)
    except Exception as fault:  # noqa: BLE001 - whatever another app's hook raises
        logger.error("nobody was told that job %s %s is given up: %s", job.name, job.pk, error_text(fault))


def error_text(fault: Exception) -> str:
    """Type and first line of the message: databases put row contents into the further lines."""
    lines = str(fault).splitlines()
    return mask_numbers(f"{type(fault).__name__}: {lines[0]}" if lines else type(fault).__name__)[:500]


_RELEASED: dict[str, Any] = {"lease_owner": "", "lease_until": None}


def _change(job: Job, **changes: Any) -> None:
    held = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_owner=job.lease_owner)
    if not held.update(**changes):
        message = f"the lease of job {job.pk} was lost"
        raise LeaseLost(message)
