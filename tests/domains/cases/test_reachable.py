"""The unit owes a first contact only with a reporter whom it can reach, by whatever way the case comes to it."""

import pytest

from tests.support.cases import NAME, PHONE, act, reported
from tests.support.street import AT, BASIS, DAY, SINCE
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import worklist
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
        action, inputs = each if isinstance(each, tuple) else (each, None)
        act(near, matter, action, inputs)
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
    rows = worklist(near.actor("dispatcher"), at=AT).filter(matter=matter, reason="contact")
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
@pytest.mark.parametrize("action", ["reach", "contact"])
def test_until_they_are_reached(near, action, outcome, left):
    """By the desk, or by the unit that met them."""
    matter = brought(near, "sign_for", **REPORTERS["confidential"][0])
    act(near, matter, action, Contact(Means.VISIT, outcome))
    assert len(owed_by_the_desk(near, matter)) == left


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
