"""The one task that the worker of django-tasks-db knows: run the job with this id."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from xiuhuazhen.core.jobs.execution import execute
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.registry import queue_of
from xiuhuazhen.core.kit import clock


@task
def run_job(job_id: str) -> None:
    again_at = execute(UUID(job_id), clock=clock.now)
    if again_at is not None:
        # What is to go on now goes behind all that waits: workers take first what was sent for a certain moment.
        later = again_at if again_at > clock.now() else None
        send(Job.objects.only("name").get(pk=job_id), run_after=later)


def send(job: Job, *, run_after: datetime | None = None) -> None:
    """Wake a worker for this job, now or later. Sending twice is harmless: only one can claim the job."""
    result = run_job.using(run_after=run_after, queue_name=queue_of(job.name)).enqueue(str(job.pk))
    Job.objects.filter(pk=job.pk).update(task_id=str(result.id))
