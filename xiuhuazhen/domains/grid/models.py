from django.db import models

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.periods import Dated, DatedQuerySet
from xiuhuazhen.core.people.models import Person
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
