from datetime import date

from django.db import models

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.periods import Dated, DatedQuerySet, in_force_on
from xiuhuazhen.core.people.models import Person, Unit
from xiuhuazhen.domains.grid.choices import PostTitle


class Grid(models.Model):
    """What a community knows of one of its grids. The place itself, its code, name and boundary, is the area.

    ``households`` counts homes 户, ``residents`` people who live there, ``buildings`` houses 楼栋; counts only, as they
    were on the day ``counted_on``.
    """

    area = models.OneToOneField(Area, primary_key=True, on_delete=models.PROTECT, related_name="grid")
    households = models.PositiveIntegerField(null=True, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True)
    buildings = models.PositiveIntegerField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.area.name


class Post(Dated):
    """A person works a grid, under a title, for a period."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="posts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=20, choices=PostTitle.choices)

    objects = DatedQuerySet.as_manager()


class LinkQuerySet(DatedQuerySet["Link"]):
    def in_force(self, day: date) -> "LinkQuerySet":
        """Links that hold on this day, of units that are there on it: a link ends with its unit."""
        return super().in_force(day).filter(in_force_on(day, "unit__"))


class Link(Dated):
    """A unit, a Party branch or a volunteer team works together with a grid for a period; ``duty`` says at what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="links")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grid_links")
    duty = models.CharField(max_length=100, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["grid", "unit"], condition=models.Q(valid_to__isnull=True), name="grid_link_once"
            ),
        ]


class UnitFacts(models.Model):
    """Whom to ask for at a partner unit, a Party branch or a team, and how many belong to it. A count only: who does
    exists nowhere but as a body's voting roll."""

    unit = models.OneToOneField(Unit, primary_key=True, on_delete=models.PROTECT, related_name="facts")
    contact = models.CharField(max_length=40, blank=True)
    members = models.PositiveIntegerField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
