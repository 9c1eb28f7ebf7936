"""The index that a process holds follows the boundaries at once."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.core.areas.makers import AT, BASIS, BY, box, day, drawn, drawn_street
from xiuhuazhen.core.areas import actions, index, queries, reference
from xiuhuazhen.core.areas.models import Boundary, ReferenceVersion

pytestmark = pytest.mark.django_db

IN_WEST = (1018050000, 366050000)


def codes(point=IN_WEST):
    return [each.code for each in index.locate(*point)]


def split_at(lng, days):
    """Move the border between the two communities."""
    west, east = box(101.80, 36.60, lng, 36.61), box(lng, 36.60, 101.82, 36.61)
    drawn(at=AT + timedelta(days=days), c630102005001=west, c630102005002=east)


def test_a_drawn_boundary_is_found_at_once():
    """From nothing to the community that holds the point."""
    assert codes() == []
    drawn_street()
    assert codes() == ["630102005001"]


def test_a_moved_border_holds_at_once():
    """The same point belongs to the other community after the change."""
    drawn_street()
    assert codes() == ["630102005001"]
    split_at(101.803, days=1)
    assert codes() == ["630102005002"]


def test_another_process_s_change_is_seen():
    """It only shows in the database: the version there is another one than the index here was built for."""
    _street, west, _east = drawn_street()
    assert codes() == ["630102005001"]
    Boundary.objects.filter(area=west).update(valid_to=day("2026-11-24"))
    reference.grow(reference.lock())
    assert codes() == ["630102005"]


def test_a_change_that_was_rolled_back_is_forgotten():
    """Also when another change takes its number before anybody asks."""
    drawn_street()
    with transaction.atomic():
        split_at(101.803, days=1)
        undone = ReferenceVersion.objects.get().number
        assert codes() == ["630102005002"]
        transaction.set_rollback(True)
    split_at(101.812, days=1)
    assert ReferenceVersion.objects.get().number == undone
    assert codes() == ["630102005001"]


def test_a_new_name_shows_at_once():
    """Candidates carry names, so a renaming counts as a change."""
    _street, west, _east = drawn_street()
    assert [each.name for each in index.locate(*IN_WEST)] == ["车站社区居民委员会"]
    actions.rename_area(area=west, name="站前社区", on=day("2026-11-23"), basis=BASIS, by=BY, at=AT)
    assert [each.name for each in index.locate(*IN_WEST)] == ["站前社区"]


def test_the_answer_costs_one_query(django_assert_num_queries):
    """The version; boundaries are read again only when it changed."""
    drawn_street()
    codes()
    with django_assert_num_queries(1):
        codes()


def test_a_candidate_says_what_a_person_needs_to_choose():
    """Id, code, name, level and path of the area."""
    drawn_street()
    (candidate,) = index.locate(*IN_WEST)
    area = queries.area_by_code("630102005001")
    assert (candidate.area_id, candidate.name, candidate.level, candidate.path) == (area.pk, area.name, 5, area.path)
