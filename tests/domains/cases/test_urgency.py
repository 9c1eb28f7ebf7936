"""How urgent a case is gets decided again when it is dispatched, before its limits begin."""

from datetime import UTC, datetime

import pytest

from tests.support import cases
from tests.support.cases import act, case_in, reported
from tests.support.street import AT, BASIS, SINCE
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.handling import Dispatch, Place
from xiuhuazhen.domains.cases.forms.acts import DispatchForm

pytestmark = pytest.mark.django_db

AT_ONCE = "0102"
"""Open manholes, which the catalogue marks as urgent."""


def now(matter):
    return Matter.objects.select_related("area", "holder", "street").get(pk=matter.pk)


def given(near, matter, category="", urgency=None, **more):
    return act(near, matter, "dispatch", Dispatch(near.units["lamps"].pk, category, urgency=urgency), **more)


@pytest.mark.parametrize(
    ("reported_as", "category", "urgency", "after"),
    [
        ("", AT_ONCE, None, "urgent"),
        ("", "0101", None, "ordinary"),
        ("", "", None, "ordinary"),
        (AT_ONCE, "", None, "urgent"),
        (AT_ONCE, "0101", None, "urgent"),
        ("", "0101", Urgency.URGENT, "urgent"),
        (AT_ONCE, AT_ONCE, Urgency.ORDINARY, "ordinary"),
    ],
)
def test_the_category_makes_it_urgent_and_a_person_has_the_last_word(near, reported_as, category, urgency, after):
    """What came in as urgent stays so until somebody says that it was a false alarm."""
    matter = reported(category=reported_as).matter
    step = given(near, matter, category, urgency)
    assert (now(matter).urgency, step.facts["urgency"]) == (after, after)


def test_a_false_alarm_is_taken_back_and_can_be_raised_again(near):
    matter = case_in(near, "registered")
    for urgency in (Urgency.URGENT, Urgency.ORDINARY, Urgency.URGENT):
        given(near, matter, "0101", urgency)
        assert now(matter).urgency == urgency
        act(near, matter, "recall")


def test_the_limits_that_begin_with_it_are_the_urgent_ones(near):
    """One hour around the clock in the place of five work days."""
    urgent = NormText("cases.limit.handle", 1, "hour_24x7", BASIS, "D", qualifier="urgent")
    set_norm(norm=urgent, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)
    quick, usual = case_in(near, "registered"), case_in(near, "registered")
    given(near, quick, AT_ONCE)
    given(near, usual, "0101")
    assert now(quick).due_at == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert now(usual).due_at > now(quick).due_at


def test_who_gets_it_is_told_as_of_something_urgent(near):
    for category, urgent in ((AT_ONCE, True), ("0101", False)):
        matter = case_in(near, "registered")
        given(near, matter, category)
        expand_due(AT)
        told = Message.objects.filter(path=f"/matters/{matter.number}/")
        assert {(row.recipient, row.urgent) for row in told} == {
            (f"person:{near.accounts[office].person.pk}", urgent) for office in ("handler", "colleague")
        }


@pytest.mark.parametrize(
    ("category", "street", "heard"),
    [(AT_ONCE, "far", ["dispatcher"]), (AT_ONCE, "near", []), ("0101", "far", [])],
)
def test_the_desk_to_which_it_is_moved_is_told_of_something_urgent(world, category, street, heard):
    """The desk that moves it within its own street knows of it."""
    matter = reported(category=category).matter
    expand_due(AT)
    before = set(Message.objects.values_list("pk", flat=True))
    where = {"near": world.near.areas["second"], "far": world.far.areas["grid"]}[street]
    act(world.near, matter, "place", Place(where.path))
    expand_due(AT)
    told = Message.objects.filter(path=f"/matters/{matter.number}/").exclude(pk__in=before)
    said = f"紧急事项 {matter.number}，请马上处理。"
    assert {(row.recipient, row.subject) for row in told} == {
        (f"person:{world.far.accounts[office].person.pk}", said) for office in heard
    }


def test_sent_again_it_is_the_same_command_though_it_is_urgent_by_now(near):
    matter, command = case_in(near, "registered"), new_id()
    given(near, matter, AT_ONCE, command_id=command, version=1)
    assert given(near, matter, AT_ONCE, command_id=command, version=1).replayed


@pytest.mark.parametrize("office", ["handler", "leader", "secretary"])
def test_only_the_desk_decides_it(near, office):
    matter = case_in(near, "registered")
    with pytest.raises(Forbidden):
        given(near, matter, "0101", Urgency.URGENT, by=near.actor(office))
    assert now(matter).urgency == "ordinary"


@pytest.mark.parametrize(("typed", "urgency"), [("", None), ("urgent", "urgent"), ("ordinary", "ordinary")])
def test_the_form_asks_for_it_and_may_be_left_as_it_is(near, typed, urgency):
    data = {**cases.asked_by(near, "dispatch"), "urgency": typed}
    form = DispatchForm(data, matter=now(case_in(near, "registered")), by=near.actor("dispatcher"), at=AT)
    assert form.is_valid(), form.errors
    assert form.inputs().urgency == urgency


def test_the_form_says_how_it_stands_now(near):
    matter = now(reported(category=AT_ONCE).matter)
    form = DispatchForm(matter=matter, by=near.actor("dispatcher"), at=AT)
    assert [label for _name, label in form.fields["urgency"].choices] == ["按类别定，已是紧急的不变", "紧急", "不紧急"]


def test_what_a_person_decided_stays_when_it_is_dispatched_anew(near):
    """The category is the same; only another one speaks again."""
    matter = case_in(near, "registered")
    given(near, matter, AT_ONCE, Urgency.ORDINARY)
    act(near, matter, "recall")
    given(near, matter, AT_ONCE)
    assert now(matter).urgency == "ordinary"
