from django.db import models
from django.db.models import Q

from xiuhuazhen.core.audit.triggers import append_only
from xiuhuazhen.core.kit.ids import new_id


@append_only
class AuditRow(models.Model):
    """One change, or one opening of a sensitive field, that is not a step of a matter.

    References are text: the row outlives what it speaks of. It never holds personal data.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    area_code = models.CharField(max_length=20, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    command_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["area_code", "at"], name="audit_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["actor_key", "command_id"],
                condition=Q(command_id__isnull=False),
                name="audit_command_once",
            )
        ]
