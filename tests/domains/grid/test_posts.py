"""Grids and who works them."""

from datetime import date, timedelta

import pytest

from tests.support.street import AT, SINCE, SYSTEM
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.domains.grid.actions import create_grid, end_post, give_post
from xiuhuazhen.domains.grid.choices import PostTitle
from xiuhuazhen.domains.grid.models import Grid, Post
from xiuhuazhen.domains.grid.queries import grids_under, grids_worked_by, posts_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def worker(near):
    return near.accounts["grid-worker"].person


def given(grid, person, title=PostTitle.GRID_HEAD, since=TODAY):
    return give_post(grid=grid, person=person, title=title, valid_from=since, by=SYSTEM, at=AT)


@pytest.mark.parametrize("name", ["street", "community"])
def test_only_a_grid_has_a_grids_counts(near, name):
    with pytest.raises(InvalidInput):
        create_grid(area=near.areas[name], households=400, by=SYSTEM, at=AT)
    assert not Grid.objects.filter(pk=near.areas[name].pk).exists()


def test_counts_may_be_unknown(near):
    grid = create_grid(area=near.areas["second-grid"], by=SYSTEM, at=AT)
    assert (grid.households, grid.residents) == (None, None)


def test_a_post_is_held_from_its_first_to_its_last_day(near, worker):
    grid = near.areas["grid-2"].grid
    post = given(grid, worker)
    end_post(post=post, last_day=TODAY + DAY, by=SYSTEM, at=AT)
    worked = [grid in grids_worked_by(worker.pk, on=TODAY + n * DAY) for n in (-1, 0, 1, 2)]
    assert worked == [False, True, True, False]


def test_a_post_is_given_once_for_one_time(near, worker):
    """Another title in the same grid, or the same again after it ended, is another post."""
    grid = near.areas["grid"].grid
    with pytest.raises(Conflict):
        given(grid, worker, PostTitle.GRID_WORKER)
    given(grid, worker, PostTitle.GRID_HEAD)
    former = Post.objects.get(grid=grid, person=worker, title=PostTitle.GRID_WORKER)
    end_post(post=former, last_day=TODAY - DAY, by=SYSTEM, at=AT)
    given(grid, worker, PostTitle.GRID_WORKER)
    assert Post.objects.filter(grid=grid, person=worker).count() == 3


def test_a_post_cannot_end_before_it_began(near, worker):
    post = Post.objects.get(person=worker)
    with pytest.raises(InvalidInput):
        end_post(post=post, last_day=SINCE - DAY, by=SYSTEM, at=AT)
    assert Post.objects.get(pk=post.pk).valid_to is None


def test_heads_are_named_first(near, worker):
    grid, head = near.areas["grid"].grid, near.accounts["secretary"].person
    given(grid, head, PostTitle.GRID_HEAD)
    assert [post.person for post in posts_of([grid.pk], on=TODAY)[grid.pk]] == [head, worker]
    assert posts_of([near.areas["grid-2"].pk], on=TODAY) == {}


def test_the_grids_of_a_place_are_those_of_its_subtree(world):
    near, far = world.near.areas, world.far.areas
    assert [grid.area for grid in grids_under(near["street"], on=TODAY)] == [near["grid"], near["grid-2"]]
    assert [grid.area for grid in grids_under(far["street"], on=TODAY)] == [far["grid"]]
    assert len(grids_under(world.county, on=TODAY)) == 3


def test_each_change_is_one_line_of_history(near, worker):
    count = AuditRow.objects.count()
    post = given(near.areas["grid-2"].grid, worker)
    end_post(post=post, last_day=TODAY, by=SYSTEM, at=AT)
    lines = AuditRow.objects.filter(subject_id=str(post.pk)).order_by("id")
    assert [line.action for line in lines] == ["grid.post.given", "grid.post.ended"]
    assert AuditRow.objects.count() == count + 2
