"""Contact with the reporter is noted wherever a case is at work, by the unit, and by the desk for who stays unknown."""

import pytest

from tests.support import cases
from tests.support.cases import NAME, PHONE, WAY, act, case_in, reported
from tests.support.street import AT, BASIS, SINCE, give
from tests.support.visitors import visit
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import Conflict, Forbidden
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.offers import possible
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.actions.handling import Contact, Dispatch
from xiuhuazhen.domains.cases.choices import Means, Outcome, Source
from xiuhuazhen.domains.cases.rules import CONTACT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TODAY = local_date(AT)
WAYS = {
    **{state: WAY[state] for state in ("registered", "accepted", "dispatched", "handling", "paused", "answering")},
    "checking": WAY["checking"],
    "rating": WAY["rating"],
    "closed": WAY["closed"],
    "reporting_back": ("void",),
}
OF_THE_UNIT = {"dispatched", "handling", "paused", "answering"}
OF_THE_DESK = {"registered", "accepted", "reporting_back"}


def brought(near, state, *, confidential=False):
    order = {"source": Source.HOTLINE, "source_name": "12345", "source_number": "1"}
    given = {"contact_name": NAME, "contact_phone": PHONE, "confidential": confidential}
    matter = reported(**given, **(order if state == "reporting_back" else {})).matter
    return cases.brought(near, matter, *WAYS[state])


def offered(near, matter, office):
    return [each.action for each in possible(matter, steps_of(matter), by=near.actor(office), at=AT)]


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("confidential", [False, True])
def test_who_may_note_it_where(near, state, confidential):
    """Of an ordinary case the unit does while it has it, and the desk before and after; of a confidential one the desk
    alone, as long as it is open here."""
    matter = brought(near, state, confidential=confidential)
    desk = OF_THE_DESK | ({*OF_THE_UNIT, "checking", "rating"} if confidential else set())
    assert ("contact" in offered(near, matter, "handler")) is (state in OF_THE_UNIT and not confidential)
    assert ("reach" in offered(near, matter, "dispatcher")) is (state in desk)
    if state in desk:
        step = act(near, matter, "reach", Contact(Means.CALL, Outcome.NOT_REACHED, "无人接听"))
        assert (step.to_state, step.facts["means"], step.facts["outcome"]) == (state, "call", "not_reached")


def test_in_review_too(near):
    """Where somebody signs for the unit."""
    matter = reported(contact_phone=PHONE, confidential=True).matter
    act(near, matter, "dispatch", Dispatch(near.units["water"].pk))
    for action in ("sign_for", "finish"):
        act(near, matter, action, by=near.actor("other-handler"))
    assert act(near, matter, "reach").to_state == "reviewing"
    matter = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    assert offered(near, matter, "head")[0] == "issue"


@pytest.mark.parametrize(
    ("state", "office", "first"),
    [("dispatched", "handler", "sign_for"), ("answering", "handler", "reply"), ("paused", "handler", "resume"),
     ("registered", "dispatcher", "dispatch"), ("reporting_back", "dispatcher", "report_back")],
)  # fmt: skip
def test_it_is_never_the_first_thing_to_do_there(near, state, office, first):
    assert offered(near, brought(near, state, confidential=True), office)[0] == first


def test_while_a_unit_has_an_ordinary_case_the_desk_does_not_go_between(near):
    with pytest.raises(Conflict) as refused:
        act(near, brought(near, "handling"), "reach")
    assert refused.value.extra["code"] == "not-confidential"


@pytest.mark.parametrize("state", ["registered", "handling"])
@pytest.mark.parametrize("office", ["leader", "secretary", "committee", "grid-worker", "handler", "inspector"])
def test_nobody_but_the_desk_does(near, state, office):
    with pytest.raises(Forbidden):
        act(near, brought(near, state, confidential=True), "reach", by=near.actor(office))


def test_the_neighbouring_desk_does_not(world):
    with pytest.raises(Forbidden):
        act(world.near, brought(world.near, "handling", confidential=True), "reach", by=world.far.actor("dispatcher"))


@pytest.mark.parametrize("visitor", ["far-dispatcher", "former-near-dispatcher", "coming-near-dispatcher", "stranger"])
def test_who_is_almost_the_desk_finds_no_door(world, visitor):
    matter = brought(world.near, "handling", confidential=True)
    address = f"/matters/{matter.number}/do/reach/"
    sent = {"id": str(new_id()), "version": matter.version, "means": "call", "outcome": "reached"}
    client = visit(world, visitor, today=TODAY)
    assert [client.get(address).status_code, client.post(address, sent).status_code] == [404, 404]
    assert Matter.objects.get(pk=matter.pk).version == matter.version


def test_who_reached_them_for_the_unit_may_still_check_the_work(near):
    matter = brought(near, "handling", confidential=True)
    for action in ("reach", "finish", "reply"):
        act(near, matter, action)
    assert act(near, matter, "confirm", by=near.actor("dispatcher")).to_state == "rating"


@pytest.mark.parametrize("state", ["handling", "paused"])
def test_reached_by_the_unit_the_first_contact_is_owed_no_more(near, state):
    limit = NormText(CONTACT, 24, "hour_24x7", BASIS, "D")
    set_norm(norm=limit, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)
    matter = brought(near, state)
    assert CONTACT in matter.clocks
    act(near, matter, "contact")
    assert CONTACT not in Matter.objects.get(pk=matter.pk).clocks


def test_another_unit_notes_nothing(near):
    matter = brought(near, "answering")
    give(near.accounts["head"], RoleName.UNIT_HANDLER, near.areas["street"], near.units["water"])
    for office in ("other-handler", "head", "dispatcher"):
        with pytest.raises(Forbidden):
            act(near, matter, "contact", by=near.actor(office))


@pytest.mark.parametrize(
    ("office", "action", "confidential"), [("handler", "contact", False), ("dispatcher", "reach", True)]
)
def test_one_tap_on_the_matters_page_notes_it(client, near, office, action, confidential):
    """The page holds all that is sent; a second tap on the same button is the same contact."""
    matter = brought(near, "handling", confidential=confidential)
    client.force_login(near.accounts[office])
    (tap,) = client.get(f"/matters/{matter.number}/").context["taps"]
    assert [button["label"] for button in tap["buttons"]] == ["打通了", "没打通", "发了短信", "上门见到了", "上门没人"]
    button = tap["buttons"][1]
    sent = {**button["given"], "version": matter.version, "command_id": button["id"]}
    for _ in range(2):
        assert client.post(tap["url"], sent).status_code == 302
    step = matter.steps.get(action=action)
    assert (step.facts["means"], step.facts["outcome"]) == ("call", "not_reached")


def test_where_nothing_is_to_be_noted_there_is_nothing_to_tap(client, near):
    """Nothing by who only looks, and nothing of a reporter who left no way to reach them."""
    matter, silent = brought(near, "handling"), case_in(near, "handling")
    for office, seen in (("leader", matter), ("handler", silent)):
        client.force_login(near.accounts[office])
        assert client.get(f"/matters/{seen.number}/").context["taps"] == []
