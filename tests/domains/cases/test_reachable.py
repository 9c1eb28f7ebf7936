"""The unit owes a first contact only with a reporter whom it can reach, by whatever way the case comes to it."""

import pytest

from tests.support import cases
from tests.support.cases import NAME, PHONE, act, reported
from tests.support.street import AT, BASIS, DAY, HOUR, SINCE
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.offers import possible
from xiuhuazhen.core.procedures.queries import steps_of, worklist
from xiuhuazhen.domains.cases.actions.checking import Rating
from xiuhuazhen.domains.cases.actions.handling import Contact
from xiuhuazhen.domains.cases.choices import Means, Outcome, Source
from xiuhuazhen.domains.cases.rules import CONTACT

pytestmark = pytest.mark.django_db

TO_RATING = ("dispatch", "sign_for", "finish", "reply", "confirm")
NOT_MENDED = ("rate", Rating(solved=False))
WAYS = {
    "sign_for": ("dispatch", "sign_for"),
    "send_back": (*TO_RATING, "send_back"),
    "order": (*TO_RATING, NOT_MENDED, "order"),
    "resume": ("dispatch", "sign_for", "ask_pause", "grant_pause", "resume"),
    "time_up": ("dispatch", "sign_for", "ask_pause", "grant_pause", "time_up"),
    "take_up": ("dispatch", "sign_for", "ask_shelving", "grant_shelving", "take_up"),
    "source_returned": (*TO_RATING, "report_back", "source_returned"),
}
REPORTERS = {
    "with a telephone": ({"contact_name": NAME, "contact_phone": PHONE}, True),
    "without one": ({}, False),
    "confidential": ({"contact_name": NAME, "contact_phone": PHONE, "confidential": True}, False),
}


@pytest.fixture
def day_to_call(near):
    limit = NormText(CONTACT, 24, "hour_24x7", BASIS, "D")
    set_norm(norm=limit, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)


def brought(near, way, **given):
    order = {"source": Source.HOTLINE, "source_name": "12345", "source_number": "1"}
    matter = reported(**given, **(order if way == "source_returned" else {})).matter
    for each in WAYS[way]:
        if isinstance(each, tuple):
            act(near, matter, *each)
        else:
            cases.brought(near, matter, each)
    return Matter.objects.get(pk=matter.pk)


@pytest.mark.usefixtures("day_to_call")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", REPORTERS)
def test_into_the_handlers_hands(near, way, who):
    given, owed = REPORTERS[who]
    matter = brought(near, way, **given)
    assert (matter.state, CONTACT in matter.clocks) == ("handling", owed)


@pytest.mark.usefixtures("day_to_call")
@pytest.mark.parametrize("way", ["resume", "time_up", "take_up"])
def test_also_where_nothing_else_was_limited_before(near, way):
    """Then no clock stood still, and all would begin anew."""
    Norm.objects.filter(name="cases.limit.handle").delete()
    assert CONTACT not in brought(near, way).clocks


@pytest.mark.usefixtures("day_to_call")
@pytest.mark.parametrize(("outcome", "owed"), [(Outcome.REACHED, False), (Outcome.NOT_REACHED, True)])
def test_whom_the_unit_reached_before_it_signed_is_not_owed_a_call_any_more(near, outcome, owed):
    matter = reported(contact_phone=PHONE).matter
    act(near, matter, "dispatch")
    act(near, matter, "contact", Contact(Means.CALL, outcome))
    act(near, matter, "sign_for")
    assert (CONTACT in Matter.objects.get(pk=matter.pk).clocks) is owed


@pytest.mark.usefixtures("day_to_call")
def test_what_another_unit_did_does_not_count(near):
    matter = reported(contact_phone=PHONE).matter
    for action in ("dispatch", "contact", "return", "dispatch", "sign_for"):
        act(near, matter, action)
    assert CONTACT in Matter.objects.get(pk=matter.pk).clocks


def owed_by_the_desk(near, matter):
    rows = worklist(near.actor("dispatcher"), at=AT + 2 * HOUR).filter(matter=matter, reason="contact")
    return [(row.unit_id, row.permission, row.due_at) for row in rows]


@pytest.mark.usefixtures("day_to_call")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", REPORTERS)
def test_with_who_stays_unknown_the_desk_owes_it(near, way, who):
    """It stands on the desk's worklist, until the same hour of the next day."""
    matter = brought(near, way, **REPORTERS[who][0])
    desk = [(near.units["desk"].pk, "cases.reach", AT + DAY)]
    assert owed_by_the_desk(near, matter) == (desk if who == "confidential" else [])


@pytest.mark.usefixtures("day_to_call")
@pytest.mark.parametrize(("outcome", "left"), [(Outcome.REACHED, 0), (Outcome.NOT_REACHED, 1)])
def test_until_they_are_reached(near, outcome, left):
    matter = brought(near, "sign_for", **REPORTERS["confidential"][0])
    act(near, matter, "reach", Contact(Means.VISIT, outcome))
    assert len(owed_by_the_desk(near, matter)) == left


CALLED_LATER = {
    "answering": ("finish",),
    "checking": ("finish", "reply"),
    "rating": ("finish", "reply", "confirm"),
    "paused": ("ask_pause", "grant_pause"),
    "shelved": ("ask_shelving", "grant_shelving"),
}


@pytest.mark.usefixtures("day_to_call")
@pytest.mark.parametrize("state", CALLED_LATER)
def test_wherever_the_work_goes_meanwhile_the_desk_still_owes_it_and_does_it(near, state):
    """By the hour at which it was due from the start; what the unit goes on to does not take it off the list."""
    matter = brought(near, "sign_for", **REPORTERS["confidential"][0])
    for action in CALLED_LATER[state]:
        act(near, matter, action, at=AT + HOUR)
    assert owed_by_the_desk(near, matter) == [(near.units["desk"].pk, "cases.reach", AT + DAY)]
    assert act(near, matter, "reach").to_state == state
    assert owed_by_the_desk(near, matter) == []


@pytest.mark.usefixtures("day_to_call")
def test_a_pause_gives_the_desk_no_more_time_for_it(near):
    matter = brought(near, "sign_for", **REPORTERS["confidential"][0])
    for action in ("ask_pause", "grant_pause", "resume"):
        act(near, matter, action, at=AT + 2 * HOUR)
    assert owed_by_the_desk(near, matter) == [(near.units["desk"].pk, "cases.reach", AT + DAY)]


@pytest.mark.usefixtures("day_to_call")
def test_who_has_said_themselves_that_it_is_mended_need_not_be_called(near):
    matter = brought(near, "sign_for", **REPORTERS["confidential"][0])
    for action in (*CALLED_LATER["rating"], "rate"):
        act(near, matter, action)
    assert (Matter.objects.get(pk=matter.pk).state, owed_by_the_desk(near, matter)) == ("closing", [])


@pytest.mark.parametrize("outcome", Outcome)
def test_the_unit_is_not_done_before_it_has_tried_to_reach_who_left_a_telephone(near, outcome):
    """That nobody answered counts too. Refused and not offered before, and anew after it was sent back."""
    matter = brought(near, "sign_for", **REPORTERS["with a telephone"][0])
    for _round in range(2):
        assert "finish" not in offered(near, matter)
        with pytest.raises(Conflict) as refused:
            act(near, matter, "finish")
        assert refused.value.extra["code"] == "not-contacted"
        assert "没打通也算" in refused.value.message
        act(near, matter, "contact", Contact(Means.CALL, outcome))
        assert "finish" in offered(near, matter)
        for action in ("finish", "reply", "confirm"):
            act(near, matter, action)
        if not _round:
            act(near, matter, "send_back")


def test_after_a_failed_check_no_second_call_is_owed(near):
    matter = brought(near, "sign_for", **REPORTERS["with a telephone"][0])
    for action in ("contact", "finish", "reply", "rework", "finish"):
        act(near, matter, action)
    assert Matter.objects.get(pk=matter.pk).state == "answering"


@pytest.mark.parametrize("who", ["without one", "confidential"])
def test_where_the_unit_can_reach_nobody_nothing_stands_in_its_way(near, who):
    matter = brought(near, "sign_for", **REPORTERS[who][0])
    assert offered(near, matter)[0] == "finish"
    assert act(near, matter, "finish").to_state == "answering"


def offered(near, matter):
    matter = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    return [each.action for each in possible(matter, steps_of(matter), by=near.actor("handler"), at=AT)]


@pytest.mark.usefixtures("day_to_call")
def test_once_reached_it_is_not_owed_again_after_a_pause_but_after_it_was_sent_back(near):
    matter = brought(near, "sign_for", **REPORTERS["confidential"][0])
    for action in ("reach", "ask_pause", "grant_pause", "resume"):
        act(near, matter, action)
    assert owed_by_the_desk(near, matter) == []
    for action in ("finish", "reply", "send_back"):
        act(near, matter, action)
    assert len(owed_by_the_desk(near, matter)) == 1


@pytest.mark.usefixtures("day_to_call")
def test_nobody_elses_worklist_has_it(near):
    matter = brought(near, "sign_for", **REPORTERS["confidential"][0])
    for office in set(near.accounts) - {"dispatcher"}:
        assert not worklist(near.actor(office), at=AT).filter(matter=matter, reason="contact").exists(), office


@pytest.mark.usefixtures("day_to_call")
def test_where_nobody_has_it_any_more_it_lies_with_the_desk_as_a_whole(near):
    matter = reported(**REPORTERS["confidential"][0]).matter
    for action in ("solve", "send_back"):
        act(near, matter, action)
    assert (Matter.objects.get(pk=matter.pk).state, owed_by_the_desk(near, matter)) == ("registered", [])
