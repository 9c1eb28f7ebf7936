"""Whose worklist a matter is on follows from its state, and only one unit owes it at a time."""

import pytest

from tests.support import cases, street
from tests.support.street import AT, DAY, SYSTEM
from xiuhuazhen.core.kit.clock import NO_LIMIT, local_date
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.actions.waking import TICKER, wake_matter
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.queries import visible_matters, worklist
from xiuhuazhen.domains.cases.actions.handling import Dispatch

pytestmark = pytest.mark.django_db

TODAY = local_date(AT)

OWES = {
    "registered": ("desk", "cases.dispatch", {"dispatcher"}),
    "dispatched": ("lamps", "cases.handle", {"handler", "colleague"}),
    "handling": ("lamps", "cases.handle", {"handler"}),
    "answering": ("lamps", "cases.handle", {"handler"}),
    "checking": ("community", "cases.check", {"secretary", "committee", "grid-worker"}),
    "rating": ("desk", "cases.close", set()),
    "closing": ("desk", "cases.close", {"dispatcher"}),
}


def moment(day):
    """That day at nine."""
    return AT + (day - TODAY)


def owes(street, office, matter, *, on=TODAY):
    return worklist(street.actor(office, on=on), at=moment(on)).filter(matter=matter).exists()


def leave(near, *offices):
    """Since yesterday none of these holds a role."""
    for office in offices:
        end_role(role=Role.objects.get(person=near.accounts[office].person), last_day=TODAY - DAY, by=SYSTEM, at=AT)


def sees(world, matter):
    """The accounts on whose worklist the matter is."""
    return {
        f"{street.name}-{office}"
        for street in (world.near, world.far)
        for office in street.accounts
        if owes(street, office, matter)
    }


@pytest.mark.parametrize("state", OWES)
def test_each_state_is_owed_by_one_unit_and_seen_by_who_may_act(world, state):
    """In the right street alone; once signed for, by the handler who signed. What waits for the reporter, by nobody."""
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
        (("dispatch", "sign_for", "recall"), True),
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


@pytest.mark.parametrize(("left", "unit"), [((), "office"), (("inspector",), "desk")])
def test_where_the_community_itself_did_the_work_somebody_else_checks(near, left, unit):
    """Nobody checks their own unit's work: the inspector does, and where there is none the desk."""
    leave(near, *left)
    matter = cases.case_in(near, "registered")
    cases.act(near, matter, "dispatch", Dispatch(near.units["community"].pk))
    for action in ("sign_for", "finish", "reply"):
        cases.act(near, matter, action, by=near.actor("secretary"))
    row = WorklistRow.objects.get(matter=matter)
    assert (row.unit, row.permission) == (near.units[unit], "cases.check")


def test_a_worklist_is_in_the_order_of_what_is_due_first(near):
    """The urgent one was reported last and is due with the others; ids decide then."""
    late, soon = cases.reported(at=AT - DAY).matter, cases.reported(at=AT).matter
    rows = list(worklist(near.actor("dispatcher"), at=AT))
    assert [row.matter for row in rows] == [late, soon]


def test_a_colleague_does_not_owe_what_somebody_signed_for(near):
    matter = cases.case_in(near, "handling")
    assert owes(near, "handler", matter)
    assert not owes(near, "colleague", matter)


def test_who_owes_a_late_matter_anyway_has_it_once(near):
    """The head who works on it themselves finds their own row alone; another head of the unit finds it reported up."""
    for office in ("handler", "colleague"):
        street.give(near.accounts[office], RoleName.UNIT_HEAD, near.areas["street"], near.units["lamps"])
    matter = cases.case_in(near, "handling")
    for _ in range(2):
        at = Matter.objects.get(pk=matter.pk).wake_at
        wake_matter(matter_id=matter.pk, by=TICKER, at=at)
    assert set(WorklistRow.objects.values_list("reason", flat=True)) == {"", "head"}
    assert [row.reason for row in worklist(near.actor("handler"), at=at)] == [""]
    assert [row.reason for row in worklist(near.actor("colleague"), at=at)] == ["head"]


def test_nothing_stays_with_somebody_who_left(near):
    """From the day after their last, what they had signed for is owed by all colleagues."""
    matter = cases.case_in(near, "handling")
    role = Role.objects.get(person=near.accounts["handler"].person)
    end_role(role=role, last_day=TODAY, by=SYSTEM, at=AT)
    assert not owes(near, "colleague", matter)
    assert owes(near, "colleague", matter, on=TODAY + DAY)
    assert not owes(near, "handler", matter, on=TODAY + DAY)


def test_who_now_works_for_another_unit_has_left_this_one(near):
    matter, mover = cases.case_in(near, "handling"), near.accounts["handler"]
    end_role(role=Role.objects.get(person=mover.person), last_day=TODAY, by=SYSTEM, at=AT)
    street.give(mover, RoleName.UNIT_HANDLER, near.areas["street"], near.units["water"])
    assert owes(near, "colleague", matter, on=TODAY + DAY)


def test_what_a_unit_was_given_is_owed_by_its_handlers_wherever_it_lies(world):
    """A lamp team whose people were given the far street alone gets a case of the near one."""
    near, person = world.near, street._account("travelling", "远某")
    street.give(person, RoleName.UNIT_HANDLER, world.far.areas["street"], near.units["lamps"])
    matter, by = cases.case_in(near, "dispatched"), actor_for(person, on=TODAY)
    assert worklist(by, at=AT).filter(matter=matter).exists()
    assert list(visible_matters(by)) == [matter]
    step = cases.act(near, matter, "sign_for", by=by)
    assert (step.to_state, step.unit_id) == ("handling", near.units["lamps"].pk)


@pytest.mark.parametrize(
    ("left", "unit"),
    [
        ((), "community"),
        (("secretary",), "community"),
        (("secretary", "committee", "grid-worker"), "office"),
        (("secretary", "committee", "grid-worker", "inspector"), "desk"),
    ],
)
def test_a_check_waits_for_the_community_only_if_anybody_there_checks(near, left, unit):
    leave(near, *left)
    matter = cases.case_in(near, "answering")
    cases.act(near, matter, "reply")
    row = WorklistRow.objects.get(matter=matter)
    assert (row.unit, row.permission) == (near.units[unit], "cases.check")
    assert owes(near, "dispatcher", matter) is (unit == "desk")
    if unit == "office":
        assert owes(near, "inspector", matter)


def test_a_matter_is_on_no_list_for_a_place_that_no_desk_serves(world):
    """So it is not taken in at all."""
    with pytest.raises(InvalidInput) as refused:
        cases.reported(point=None, area="630102")
    assert list(refused.value.fields) == ["area"]
    assert not Matter.objects.exists()
