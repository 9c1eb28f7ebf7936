"""Several people at the same moment, each with a connection of their own."""

import pytest

from tests.support import cases, street
from tests.support.street import AT
from xiuhuazhen.core.kit.errors import StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.domains.cases.actions.handling import Dispatch, Place

pytestmark = pytest.mark.race


@pytest.fixture
def world(real_database):
    return street.build()


def test_numbers_of_one_street_and_day_are_given_once(real_database, world):
    """Two lines of residents report at once; there is no number twice and none is left out."""

    def report_five():
        return [cases.reported().matter.number for _ in range(5)]

    numbers = [number for line in real_database.together(report_five, report_five, report_five) for number in line]
    assert sorted(numbers) == [f"630102005-20261123-{count:04d}" for count in range(1, 16)]


def test_numbers_begin_anew_for_each_street_and_day(real_database, world):
    elsewhere = {"point": None, "area": "630102006007"}
    numbers = [
        cases.reported().matter.number,
        cases.reported(**elsewhere).matter.number,
        cases.reported(at=AT + 15 * street.HOUR).matter.number,
    ]
    assert numbers == ["630102005-20261123-0001", "630102006-20261123-0001", "630102005-20261124-0001"]


def test_of_two_who_dispatch_at_once_one_wins_and_the_other_is_told(real_database, world):
    matter, near = cases.reported().matter, world.near
    first, second = near.actor("dispatcher"), near.actor("dispatcher")

    def give_to(unit, who):
        return cases.act(near, matter, "dispatch", Dispatch(near.units[unit].pk), by=who, version=1)

    results = real_database.together(lambda: give_to("lamps", first), lambda: give_to("water", second))
    assert sorted(type(result) for result in results if isinstance(result, Step)) == [Step]
    (refused,) = [result for result in results if not isinstance(result, Step)]
    assert isinstance(refused, StaleVersion)
    assert [change["number"] for change in refused.extra["changes"]] == [2]
    present = Matter.objects.get(pk=matter.pk)
    (won,) = [result for result in results if isinstance(result, Step)]
    assert (present.version, str(present.holder_id)) == (2, won.facts["unit"])
    assert WorklistRow.objects.get(matter=matter).unit_id == present.holder_id
    assert chain.faults(present) == []


def test_one_command_that_arrives_twice_at_once_is_done_once(real_database, world):
    """A phone that repeats because the answer was slow."""
    matter, near, command = cases.reported().matter, world.near, new_id()
    who = near.actor("dispatcher")

    def send():
        return cases.act(near, matter, "dispatch", by=who, command_id=command, version=1)

    steps = real_database.together(send, send, send)
    assert len({step.pk for step in steps}) == 1
    assert sorted(step.replayed for step in steps) == [False, True, True]
    assert Step.objects.filter(matter=matter).count() == 2


def test_of_two_who_place_and_dispatch_at_once_one_wins_and_the_other_is_told(real_database, world):
    """Placing changes the area of the very row that the other waits for; it is there all the same."""
    near = world.near
    mover, giver = near.actor("dispatcher"), near.actor("dispatcher")
    for _ in range(8):
        matter = cases.reported().matter
        results = real_database.together(
            lambda: cases.act(near, matter, "place", Place(near.areas["second-grid"].path), by=mover, version=1),  # noqa: B023
            lambda: cases.act(near, matter, "dispatch", by=giver, version=1),  # noqa: B023
        )
        assert sorted(type(result).__name__ for result in results) == ["StaleVersion", "Step"], results
        present = Matter.objects.get(pk=matter.pk)
        assert (present.version, Step.objects.filter(matter=matter).count(), chain.faults(present)) == (2, 2, [])
