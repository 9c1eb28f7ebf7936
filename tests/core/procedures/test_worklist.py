"""Whose worklist a matter is on follows from its state, and only one unit owes it at a time."""

import pytest

from tests.support import cases
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit.clock import NO_LIMIT
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.queries import worklist
from xiuhuazhen.domains.cases.actions.handling import Dispatch

pytestmark = pytest.mark.django_db

OWES = {
    "registered": ("desk", "cases.dispatch", {"dispatcher"}),
    "dispatched": ("lamps", "cases.handle", {"handler", "colleague"}),
    "handling": ("lamps", "cases.handle", {"handler"}),
    "answering": ("lamps", "cases.handle", {"handler"}),
    "checking": ("community", "cases.check", {"secretary", "committee", "grid-worker"}),
    "rating": ("desk", "cases.close", {"dispatcher"}),
    "closing": ("desk", "cases.close", {"dispatcher"}),
}


def sees(world, matter):
    """The accounts on whose worklist the matter is."""
    return {
        f"{street.name}-{office}"
        for street in (world.near, world.far)
        for office in street.accounts
        if worklist(street.actor(office)).filter(matter=matter).exists()
    }


@pytest.mark.parametrize("state", OWES)
def test_each_state_is_owed_by_one_unit_and_seen_by_who_may_act(world, state):
    """In the right street alone; once signed for, by the handler who signed."""
    matter = cases.case_in(world.near, state)
    unit, permission, offices = OWES[state]
    row = WorklistRow.objects.get(matter=matter)
    assert (row.unit, row.permission, row.due_at) == (world.near.units[unit], permission, matter.due_at)
    assert sees(world, matter) == {f"near-{office}" for office in offices}


def test_a_closed_matter_is_owed_by_nobody(world):
    matter = cases.case_in(world.near, "closed")
    assert not WorklistRow.objects.filter(matter=matter).exists()
    assert sees(world, matter) == set()
    assert (matter.is_open, matter.closed_at, matter.close_reason, matter.due_at) == (False, AT, "solved", NO_LIMIT)


@pytest.mark.parametrize(
    ("way", "returned"),
    [
        (("dispatch", "return"), True),
        (("dispatch", "return", "dispatch"), False),
        (("dispatch", "sign_for", "finish", "reply", "rework"), True),
        (("dispatch", "sign_for", "finish", "reply", "rework", "finish"), False),
        (("dispatch", "sign_for", "finish", "reply", "confirm", "send_back"), True),
        (("dispatch",), False),
    ],
)
def test_what_came_back_is_marked_until_the_next_step(near, way, returned):
    matter = cases.reported().matter
    for action in way:
        cases.act(near, matter, action)
    assert WorklistRow.objects.get(matter=matter).returned is returned


def test_where_the_community_itself_did_the_work_the_desk_checks(near):
    """Nobody checks their own unit's work."""
    matter = cases.case_in(near, "registered")
    cases.act(near, matter, "dispatch", Dispatch(near.units["community"].pk))
    for action in ("sign_for", "finish", "reply"):
        cases.act(near, matter, action, by=near.actor("committee"))
    row = WorklistRow.objects.get(matter=matter)
    assert (row.unit, row.permission) == (near.units["desk"], "cases.check")


def test_a_worklist_is_in_the_order_of_what_is_due_first(near):
    """The urgent one was reported last and is due with the others; ids decide then."""
    late, soon = cases.reported(at=AT - DAY).matter, cases.reported(at=AT).matter
    rows = list(worklist(near.actor("dispatcher")))
    assert [row.matter for row in rows] == [late, soon]


def test_a_colleague_does_not_owe_what_somebody_signed_for(near):
    matter = cases.case_in(near, "handling")
    assert worklist(near.actor("handler")).filter(matter=matter).exists()
    assert not worklist(near.actor("colleague")).filter(matter=matter).exists()


def test_a_matter_is_on_no_list_for_a_place_that_no_desk_serves(world):
    """So it is not taken in at all."""
    with pytest.raises(InvalidInput) as refused:
        cases.reported(point=None, area="630102")
    assert list(refused.value.fields) == ["area"]
    assert not Matter.objects.exists()
