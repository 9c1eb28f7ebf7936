from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.domains.grid.models import Grid, Post


def grids_worked_by(person_id: UUID, *, on: date) -> list[Grid]:
    """The grids in which the person has a post on this day, by code."""
    posts = Post.objects.in_force(on).filter(person_id=person_id).values("grid_id")
    return list(Grid.objects.filter(pk__in=posts).select_related("area__parent").order_by("area__code"))


def grids_under(area: Area, *, on: date) -> QuerySet[Grid]:
    """The present grids of an area's subtree, by code."""
    present = Area.objects.in_force(on).under(area)
    return Grid.objects.filter(area__in=present).select_related("area").order_by("area__code")


def posts_of(area_ids: Iterable[UUID], *, on: date) -> dict[UUID, list[Post]]:
    """Who works each of these grids on this day, heads first; one query."""
    found: dict[UUID, list[Post]] = defaultdict(list)
    posts = Post.objects.in_force(on).filter(grid_id__in=set(area_ids)).select_related("person")
    for post in posts.order_by("title", "person__name", "id"):
        found[post.grid_id].append(post)
    return dict(found)
