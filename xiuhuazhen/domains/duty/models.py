from django.db import models

from xiuhuazhen.core.audit.triggers import append_only
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.models import Person, Unit
from xiuhuazhen.core.procedures.models import Matter


@append_only
class HandOver(models.Model):
    """What one shift leaves to the next. It is open until somebody takes it over, or a newer one takes its place.

    ``givers`` are those on duty when it was prepared, as ``{"id", "name"}``; ``more`` counts the open matters beyond
    those listed. Text lies in :class:`HandOverContent` and is bound by ``content_digest``, which is salted there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    givers = models.JSONField(default=list)
    at = models.DateTimeField()
    more = models.PositiveIntegerField(default=0)
    content_digest = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["unit", "at", "id"], name="duty_hand_over_unit")]


@append_only
class HandOverItem(models.Model):
    """A matter as it stood then. ``promised_at`` is the day that its reporter was told; ``waits_here`` when it was on
    the worklist of the unit itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveIntegerField()
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=30)
    state = models.CharField(max_length=30)
    urgent = models.BooleanField()
    waits_here = models.BooleanField()
    late = models.BooleanField()
    due_at = models.DateTimeField(default=clock.NO_LIMIT)
    promised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hand_over", "position"], name="duty_item_position_once")]


class HandOverContent(models.Model):
    """What may have to be erased: the general note, the sentences on single matters (by number), and the salt."""

    hand_over = models.OneToOneField(HandOver, primary_key=True, on_delete=models.PROTECT, related_name="content")
    salt = models.BinaryField()
    note = models.TextField(blank=True)
    remarks = models.JSONField(default=dict)


@append_only
class HandOverTaken(models.Model):
    """Somebody took it over. The key is the hand-over's, so that it happens once."""

    hand_over = models.OneToOneField(HandOver, primary_key=True, on_delete=models.PROTECT, related_name="taken")
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
