"""Two who take one hand-over at the same moment, each with a connection of their own."""

import pytest

from tests.support import street
from tests.support.roster import second_dispatcher
from tests.support.street import AT
from xiuhuazhen.core.kit.errors import Conflict, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.domains.duty.actions import prepare_hand_over, take_over
from xiuhuazhen.domains.duty.models import HandOver, HandOverTaken

pytestmark = pytest.mark.race


@pytest.fixture
def near(real_database):
    near = street.build().near
    second_dispatcher(near)
    street.give(near.accounts["colleague"], RoleName.DISPATCHER, near.areas["street"], near.units["desk"])
    return near


def prepare(near, office="dispatcher"):
    desk, by = near.units["desk"].pk, near.actor(office)
    return prepare_hand_over(unit_id=desk, note="", remarks={}, by=by, at=AT, command_id=new_id())


def taking(row, by, command=None):
    command = command or new_id()
    return lambda: take_over(hand_over_id=row.pk, by=by, at=AT, command_id=command)


def test_of_two_who_take_it_one_is_first(real_database, near):
    row = prepare(near)
    results = real_database.together(*(taking(row, near.actor(office)) for office in ("second", "colleague")))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "HandOverTaken"], results
    (refused,) = [result for result in results if isinstance(result, Conflict)]
    assert refused.message == f"{HandOverTaken.objects.get().taken_by.name}已经接班。"


def test_one_tap_that_arrives_twice_takes_it_once(real_database, near):
    row, by, command = prepare(near), near.actor("second"), new_id()
    results = real_database.together(taking(row, by, command), taking(row, by, command))
    assert [result.pk for result in results] == [row.pk, row.pk]


def test_taking_one_while_a_newer_is_prepared(real_database, near):
    """Either it was taken before, or the newer one waits: never is one taken that another has replaced."""
    row, other = prepare(near), near.actor("colleague")
    taken, newer = real_database.together(taking(row, near.actor("second")), lambda: prepare(near, "colleague"))
    assert isinstance(newer, HandOver), newer
    assert isinstance(taken, HandOverTaken | StaleVersion), taken
    assert other.person_id == newer.given_by_id
