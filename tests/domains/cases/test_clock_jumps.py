"""A case while the clock of the machine is set a day back and forty days on: numbered once, proved, and finished."""

import pytest

from tests.support import cases
from tests.support.cases import WAY, act, reported
from tests.support.street import AT, DAY, HOUR
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Step

pytestmark = pytest.mark.django_db


def test_numbers_go_on_when_a_day_comes_twice(near):
    """The counter of the day is what counts, not the clock."""
    numbers = [reported(at=at).matter.number for at in (AT, AT + DAY, AT + HOUR, AT + DAY + HOUR, AT)]
    assert [number.split("-")[1:] for number in numbers] == [
        ["20261123", "0001"],
        ["20261124", "0001"],
        ["20261123", "0002"],
        ["20261124", "0002"],
        ["20261123", "0003"],
    ]


@pytest.mark.parametrize("jumps", [(0, -1, 40, -40, 1), (40, -40, -1, 0, 40), (-1, -1, -1, -1, -1)])
def test_the_course_of_a_case(near, jumps):
    """Each step is taken at whatever moment the clock says; their order is that in which they were taken."""
    matter, at = reported(at=AT).matter, AT
    for number, action in enumerate(WAY["checking"]):
        at += jumps[number % len(jumps)] * DAY + HOUR
        act(near, matter, action, at=at)
        matter.refresh_from_db()
    assert matter.state == "checking"
    assert list(Step.objects.filter(matter=matter).order_by("number").values_list("action", flat=True))[1:] == list(
        WAY["checking"]
    )
    assert list(chain.faults(matter)) == []


def test_a_pause_that_ends_before_it_began_moves_no_limit(near):
    matter = cases.case_in(near, "handling")
    matter.refresh_from_db()
    due = matter.due_at
    act(near, matter, "ask_pause", at=AT + 2 * HOUR)
    act(near, matter, "grant_pause", at=AT + 3 * HOUR)
    act(near, matter, "resume", at=AT - DAY)
    matter.refresh_from_db()
    assert (matter.state, matter.due_at) == ("handling", due)
