"""What is put back is what was made; nothing that a test did to it reaches the next one."""

import pytest
from django.db import transaction

from tests.support import remembering, street
from tests.support.street import AT, SINCE
from xiuhuazhen.core.areas.actions import create_area
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area, ReferenceVersion
from xiuhuazhen.core.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


def built_and_taken_back():
    """The world, the rows of every table, and the stamp under which a process remembers them."""
    with transaction.atomic():
        world = street.build()
        rows = remembering._rows()
        stamp = rows.pop(ReferenceVersion)
        world.near.areas["street"].name = "改过的街道"
        Area.objects.update(name="改过的街道")
        transaction.set_rollback(True)
    return world, rows, stamp


def test_every_table_is_as_the_actions_left_it():
    (_, first, read_then), (_, second, read_now) = built_and_taken_back(), built_and_taken_back()
    assert first[Area]
    assert {model: set(rows) for model, rows in first.items()} == {model: set(rows) for model, rows in second.items()}
    assert read_then != read_now, "a process would answer with what it read in another test"


def test_what_was_made_belongs_to_one_test_alone():
    built_and_taken_back()
    assert street.build().near.areas["street"].name == "火车站街道"


def test_where_something_has_happened_it_is_made_anew():
    former, *_ = built_and_taken_back()
    level = Level.PROVINCE
    create_area(parent=None, code="63", name="青海省", level=level, valid_from=SINCE, basis="测试", by=SYSTEM, at=AT)
    assert street.build().county.pk != former.county.pk
