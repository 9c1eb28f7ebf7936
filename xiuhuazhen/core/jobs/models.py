from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.kit.ids import new_id


class Job(models.Model):
    """Work to be done outside a request. This row is the truth; the row of the task package only wakes a worker.

    ``kwargs`` and ``checkpoint`` hold ids and counts, never personal data: whoever may see a job may see them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    kwargs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    # Since it last got further: a job that gets further is never given up, however often its worker is killed.
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    run_after = models.DateTimeField()
    lease_owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    checkpoint = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)
    task_id = models.CharField(max_length=64, blank=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "run_after"], name="jobs_due"),
            models.Index(fields=["state", "finished_at"], name="jobs_finished"),
            models.Index(fields=["created_at", "id"], name="jobs_listed"),
            models.Index(fields=["state", "created_at", "id"], name="jobs_listed_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="jobs_running_is_leased",
                condition=~models.Q(state=JobState.RUNNING)
                | (~models.Q(lease_owner="") & models.Q(lease_until__isnull=False)),
            )
        ]


class ScheduledRun(models.Model):
    """When a schedule last put its job into the queue; while ``has_run`` is false, when it was first seen."""

    name = models.CharField(primary_key=True, max_length=80)
    last_at = models.DateTimeField()
    has_run = models.BooleanField(default=True)
