from uuid import uuid4

from django.db import models


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    text = models.TextField()
    opened_at = models.DateTimeField()


class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    row = models.ForeignKey(Row, on_delete=models.PROTECT)
    action = models.CharField(max_length=30)
    at = models.DateTimeField()


class Counter(models.Model):
    last = models.PositiveIntegerField(default=0)
