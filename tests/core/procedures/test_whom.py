"""Who can really act: here, today, not concerned, and not the one who did the work. What waits goes to them."""

import pytest

from tests.support import cases, street
from tests.support.street import AT, DAY, SYSTEM
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.actions import waking
from xiuhuazhen.core.procedures.actions.waking import TICKER, wake_matter
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.offers import possible
from xiuhuazhen.core.procedures.queries import steps_of, worklist
from xiuhuazhen.core.procedures.stuck import stuck_matters, to_point_anew, unattended
from xiuhuazhen.core.procedures.thread import thread
from xiuhuazhen.domains.cases.actions.handling import Dispatch

pytestmark = pytest.mark.django_db

TODAY = local_date(AT)
LATER = AT + 8 * DAY


def leave(near, *offices):
    """Since yesterday none of these holds a role."""
    for office in offices:
        end_role(role=Role.objects.get(person=near.accounts[office].person), last_day=TODAY - DAY, by=SYSTEM, at=AT)


def owe(near, matter, *, at=AT):
    """The offices on whose worklist the matter is."""
    actors = {office: near.actor(office, on=local_date(at)) for office in near.accounts}
    return {office for office, by in actors.items() if worklist(by, at=at).filter(matter=matter).exists()}


def may_do(near, office, matter, *, at=AT):
    present = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    by = near.actor(office, on=local_date(at))
    return {each.action for each in possible(present, steps_of(present), by=by, at=at)}


def point_anew(monkeypatch, at):
    monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: at)
    enqueue("procedures.point_anew", at=at)
    run_pending(at=at)


def somebody(name, role, area, unit):
    account = street._account(name, "火丑丑")
    street.give(account, role, area, unit)
    return account


def told(near):
    expand_due(AT)
    offices = {f"person:{account.person.pk}": office for office, account in near.accounts.items()}
    return {offices.get(row.recipient, row.recipient) for row in Message.objects.all()}


# checks


def test_who_solved_on_the_spot_does_not_owe_the_check_and_others_of_the_community_do(near):
    matter = cases.reported().matter
    cases.act(near, matter, "solve")
    assert owe(near, matter) == {"secretary", "committee"}
    assert "confirm" not in may_do(near, "grid-worker", matter)
    assert "confirm" in may_do(near, "committee", matter)


def test_where_she_was_the_only_one_the_inspector_checks_what_she_did(near):
    leave(near, "secretary", "committee")
    matter = cases.reported().matter
    cases.act(near, matter, "solve")
    assert owe(near, matter) == {"inspector"}
    assert "confirm" in may_do(near, "inspector", matter)


def test_a_grid_worker_of_another_grid_does_not_check_here(near):
    """She is of the community, and her role does not hold where the case lies."""
    leave(near, "secretary", "committee", "grid-worker")
    somebody("second-worker", RoleName.GRID_WORKER, near.areas["grid-2"], near.units["community"])
    assert owe(near, cases.case_in(near, "checking")) == {"inspector"}


def test_the_inspector_of_the_neighbouring_street_does_not(world):
    near = world.near
    leave(near, "secretary", "committee", "grid-worker", "inspector")
    matter = cases.case_in(near, "checking")
    assert owe(near, matter) == {"dispatcher"}
    assert owe(world.far, matter) == set()


def test_the_last_one_who_could_check_leaves_and_it_goes_to_the_inspector(near, monkeypatch):
    """Who is left did the work: until the product looks again it is stuck, then the inspector owes it."""
    leave(near, "secretary")
    matter = cases.reported().matter
    cases.act(near, matter, "solve")
    assert owe(near, matter) == {"committee"}
    leave(near, "committee")
    assert set(stuck_matters(near.actor("leader"), Why.NOBODY, at=AT)) == {matter}
    point_anew(monkeypatch, AT)
    assert owe(near, matter) == {"inspector"}
    assert set(stuck_matters(near.actor("leader"), Why.NOBODY, at=AT)) == set()
    assert matter.steps.count() == 2


@pytest.mark.parametrize(
    ("left", "unit"),
    [((), "富民路社区居民委员会"), (("secretary", "committee", "grid-worker"), "火车站街道办事处")],
)
def test_the_thread_names_who_is_to_check(near, left, unit):
    leave(near, *left)
    matter = cases.case_in(near, "checking")
    coming = thread(matter, steps_of(matter), by=near.actor("leader"), at=AT)[-1]
    assert (coming.shape, coming.unit) == ("now", unit)


# the leader


def test_without_a_leader_the_desk_decides(near):
    """Shelved past its day, and what the reporter found not mended: on the desk's worklist, with what can be done."""
    leave(near, "leader")
    matter = cases.case_in(near, "rating")
    cases.act(near, matter, "send_back")
    for action in ("finish", "reply", "confirm"):
        cases.act(near, matter, action)
    cases.act(near, matter, "rate", cases.Rating(solved=False))
    row = WorklistRow.objects.get(matter=matter)
    assert (row.unit, row.permission) == (near.units["desk"], "cases.dispatch")
    assert owe(near, matter) == {"dispatcher"}
    assert {"settle", "order"} <= may_do(near, "dispatcher", matter)
    step = cases.act(near, matter, "settle", by=near.actor("dispatcher"))
    assert (step.to_state, step.unit_id) == ("closing", near.units["desk"].pk)


def test_when_the_leader_leaves_what_is_shelved_comes_to_the_desk_and_goes_back_to_the_next(near, monkeypatch):
    matter = cases.case_in(near, "shelved")
    leave(near, "leader")
    assert owe(near, matter, at=LATER) == set()
    point_anew(monkeypatch, LATER)
    assert owe(near, matter, at=LATER) == {"dispatcher"}
    assert {"review", "take_up", "close_shelved"} <= may_do(near, "dispatcher", matter, at=LATER)
    successor = somebody("next-leader", RoleName.STREET_LEADER, near.areas["street"], near.units["office"])
    assert may_do(near, "dispatcher", matter, at=LATER).isdisjoint({"review", "take_up", "close_shelved"})
    point_anew(monkeypatch, LATER)
    assert owe(near, matter, at=LATER) == set()
    assert worklist(actor_for(successor, on=local_date(LATER)), at=LATER).get().matter == matter


def test_what_nobody_touched_yet_is_pointed_to_somebody_once(near):
    matter = cases.reported().matter
    leave(near, "dispatcher")
    assert matter in to_point_anew(AT)
    waking.point_anew(matter_id=matter.pk, by=TICKER, at=AT)
    assert WorklistRow.objects.filter(matter=matter).count() == 1


def test_as_long_as_there_is_a_leader_the_desk_decides_nothing(near):
    matter = cases.case_in(near, "shelved")
    assert "take_up" not in may_do(near, "dispatcher", matter)
    with pytest.raises(Forbidden):
        cases.act(near, matter, "take_up", by=near.actor("dispatcher"))


@pytest.mark.parametrize("office", ["handler", "secretary", "inspector"])
def test_nobody_but_the_desk_stands_in(near, office):
    matter = cases.case_in(near, "shelved")
    leave(near, "leader")
    with pytest.raises(Forbidden):
        cases.act(near, matter, "take_up", by=near.actor(office))


def test_the_desk_of_the_neighbouring_street_does_not_stand_in(world):
    matter = cases.case_in(world.near, "shelved")
    leave(world.near, "leader")
    with pytest.raises(Forbidden):
        cases.act(world.near, matter, "take_up", by=world.far.actor("dispatcher"))


def test_a_leader_of_the_area_above_comes_before_the_desk(world):
    near = world.near
    leave(near, "leader")
    county = street.unit("城东区人民政府", UnitKind.STREET_OFFICE, world.county)
    above = somebody("county-leader", RoleName.STREET_LEADER, world.county, county)
    matter = cases.case_in(near, "handling")
    cases.act(near, matter, "ask_shelving")
    row = WorklistRow.objects.get(matter=matter, reason="shelving")
    assert (row.unit, row.permission) == (county, "cases.shelve")
    assert worklist(actor_for(above, on=TODAY), at=AT).filter(matter=matter).exists()
    assert "grant_shelving" not in may_do(near, "dispatcher", matter)


# the ladder


def climb(near, matter, *days):
    for day in days:
        wake_matter(matter_id=matter.pk, by=TICKER, at=AT + day * DAY)
    steps = Step.objects.filter(matter=matter, action="escalate").order_by("number")
    return [step.facts["reason"] for step in steps]


def said(near, matter):
    row = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    return [stitch.sentence for stitch in thread(row, steps_of(row), by=near.actor("dispatcher"), at=AT)]


def test_a_unit_without_a_head_is_reported_to_the_leader_when_it_would_have_gone_to_the_head(near):
    """The lamp unit has none. No work day is lost, and the thread does not say that somebody was told."""
    matter = cases.case_in(near, "handling")
    assert climb(near, matter, 8, 9) == ["reminded", "leader"]
    assert not [each for each in said(near, matter) if "负责人" in each and "超期" in each]
    assert Matter.objects.get(pk=matter.pk).rung == 3
    assert owe(near, matter, at=AT + 9 * DAY) == {"handler", "leader"}


def test_what_is_late_at_the_desk_goes_to_the_leader(near):
    matter = cases.reported().matter
    assert climb(near, matter, 1, 2) == ["reminded", "leader"]


def test_a_unit_with_a_head_loses_no_rung(near):
    matter = cases.reported().matter
    cases.act(near, matter, "dispatch", Dispatch(near.units["water"].pk, "0201"))
    cases.act(near, matter, "sign_for", by=near.actor("other-handler"))
    assert climb(near, matter, 8, 9, 10) == ["reminded", "head", "leader"]


def test_where_there_is_nobody_further_up_the_thread_says_so_once(near):
    leave(near, "leader")
    matter = cases.case_in(near, "handling")
    assert climb(near, matter, 8, 9, 10, 11) == ["reminded", "nobody_above"]
    assert [each for each in said(near, matter) if "上面没有人可报" in each] == [
        "已超期：上面没有人可报（火车站街道路灯队）"
    ]
    row = Matter.objects.get(pk=matter.pk)
    assert row.rung == 3
    assert set(stuck_matters(near.actor("dispatcher"), Why.LATE, at=AT + 11 * DAY)) == {row}


def test_where_nobody_of_the_unit_is_left_the_leader_is_told_at_once(near):
    matter = cases.case_in(near, "handling")
    leave(near, "handler", "colleague")
    assert climb(near, matter, 8) == ["leader"]


# colleagues


def test_nothing_stays_with_a_colleague_who_cannot_act(near):
    """The assignee holds a role for the unit, and not one with which one handles: the others owe it, and it comes back
    to them."""
    matter = cases.case_in(near, "handling")
    leave(near, "handler")
    street.give(near.accounts["handler"], RoleName.GRID_WORKER, near.areas["grid-2"], near.units["lamps"])
    assert owe(near, matter) == {"colleague"}
    leave(near, "colleague")
    assert WorklistRow.objects.get(matter=matter) in unattended(AT)
    assert set(stuck_matters(near.actor("dispatcher"), Why.NOBODY, at=AT)) == {matter}


def test_a_message_about_it_goes_to_who_can_act(near):
    matter = cases.case_in(near, "handling")
    told(near)
    Message.objects.all().delete()
    leave(near, "handler")
    street.give(near.accounts["handler"], RoleName.GRID_WORKER, near.areas["grid-2"], near.units["lamps"])
    cases.act(near, matter, "urge")
    assert told(near) == {"colleague"}


def test_who_checks_is_not_asked_by_message_about_their_own_work(near):
    matter = cases.reported().matter
    cases.act(near, matter, "solve")
    cases.act(near, matter, "urge")
    assert told(near) == {"secretary", "committee"}
