"""How far jobs are, and which ones the worker has lost sight of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.ids import parse_id

_CLAIM_TIME = timedelta(minutes=1)


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


def lost_jobs(at: datetime, *, limit: int = 500) -> list[UUID]:
    """Jobs that are due and that no task will wake.

    A worker claims the job right after its task; a task that has been running for a minute without that died.
    """
    due = Job.objects.filter(state=JobState.QUEUED, run_after__lte=at).order_by("run_after", "pk")
    sent = dict(due.values_list("pk", "task_id")[:limit])
    awake = _awake({task_id for text in sent.values() if (task_id := parse_id(text))}, at)
    return [job_id for job_id, text in sent.items() if parse_id(text) not in awake]


def _awake(task_ids: set[UUID], at: datetime) -> set[UUID]:
    if not task_ids:
        return set()
    rows = DBTaskResult.objects.filter(pk__in=task_ids).values_list("pk", "status", "started_at")
    return {
        pk
        for pk, status, started_at in rows
        if status == TaskResultStatus.READY
        or (status == TaskResultStatus.RUNNING and started_at is not None and started_at > at - _CLAIM_TIME)
    }
