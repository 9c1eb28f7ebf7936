from django.db import models
from django.db.models import Q

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.periods import Dated, DatedQuerySet
from xiuhuazhen.core.norms.choices import Evidence, Unit


class Norm(Dated):
    """A number of law or local rule, for an area and a period, with where it is written and how well that is known.

    ``value`` is an integer, or for ``hours_of_day`` a list of ``[opens, closes]`` pairs in minutes after midnight.
    ``qualifier`` narrows it (a category's code); empty holds for all.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    qualifier = models.CharField(max_length=40, blank=True)
    value = models.JSONField()
    unit = models.CharField(max_length=20, choices=Unit.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="norms")
    basis = models.CharField(max_length=200)
    evidence = models.CharField(max_length=2, choices=Evidence.choices)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["name", "qualifier"], name="norms_by_name")]


class CalendarDay(models.Model):
    """Whether a day is worked. ``area`` is empty for the national notice; a local holiday names its area."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "area"], name="norms_local_day_once"),
            models.UniqueConstraint(fields=["day"], condition=Q(area__isnull=True), name="norms_national_day_once"),
        ]
