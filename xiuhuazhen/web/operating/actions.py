"""What an administrator may do to a job. The job layer changes it; here it is recorded who did."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import earlier, record
from xiuhuazhen.core.jobs import actions as layer
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, SameIdOtherBody

CALLED_OFF, BEGUN_ANEW = "jobs.job.called_off", "jobs.job.begun_anew"


@transaction.atomic
def call_off_job(*, job: Job, by: Actor, at: datetime, command_id: UUID) -> None:
    """End a job that has not begun or waits for its next attempt. Raises ``Conflict`` once it is too late."""
    row = Job.objects.select_for_update().get(pk=job.pk)
    if _done_before(CALLED_OFF, row, by, command_id):
        return
    if not layer.call_off(job=row, at=at):
        raise Conflict(_("This job can no longer be called off. Look at its state."))
    record(CALLED_OFF, subject=row, by=by, at=at, after={"name": row.name}, command_id=command_id)


@transaction.atomic
def begin_job_anew(*, job: Job, by: Actor, at: datetime, command_id: UUID) -> None:
    """Put a job that was given up into the queue again, from its checkpoint. Raises ``Conflict`` when it is not."""
    row = Job.objects.select_for_update().get(pk=job.pk)
    if _done_before(BEGUN_ANEW, row, by, command_id):
        return
    if not layer.begin_anew(job=row, at=at):
        raise Conflict(_("This job is not given up. Look at its state."))
    after = {"name": row.name, "error": row.error}
    record(BEGUN_ANEW, subject=row, by=by, at=at, after=after, command_id=command_id)


def _done_before(action: str, job: Job, by: Actor, command_id: UUID) -> bool:
    """The job is locked: of two that bring the same command, the second finds what the first wrote."""
    row = earlier(by=by, command_id=command_id)
    if row and (row.action, row.subject_id) != (action, str(job.pk)):
        raise SameIdOtherBody(_("This was already sent for something else. Load the page again."))
    return row is not None
