"""Half-open periods of days: ``valid_from`` counts, ``valid_to`` is the first day that no longer counts."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q


def in_force_on(day: date, prefix: str = "") -> Q:
    """The condition "in force on this day"; ``prefix`` leads there through a relation (``role__``)."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    not_over = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & not_over


_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[_Row]):
    def in_force(self, day: date) -> Self:
        return self.filter(in_force_on(day))


class Dated(models.Model):
    """A row that holds for a period; ``None`` leaves that end open or, for ``valid_from``, unknown."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_period",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            )
        ]

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
