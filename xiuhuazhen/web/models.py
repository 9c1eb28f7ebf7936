from django.db import models

from xiuhuazhen.core.kit.ids import new_id


class Backup(models.Model):
    """A backup that was taken, found whole, and put in its place. ``place`` is a path of the machine that took it;
    ``taken_at`` is the moment whose data it holds. ``lacking`` counts files that were not there to be copied."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    taken_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField()
    place = models.CharField(max_length=500)
    bytes = models.PositiveBigIntegerField()
    files = models.PositiveIntegerField()
    lacking = models.PositiveIntegerField(default=0)
