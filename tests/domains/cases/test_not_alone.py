"""What one person asks for another one grants, and whom a unit may not know it has not reached."""

import pytest

from tests.support.cases import NAME, PHONE, WAY, act, case_in, reported
from tests.support.street import AT, give
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.offers import possible
from xiuhuazhen.core.procedures.queries import steps_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

ASKED = {"extension": "handling", "pause": "paused", "shelving": "shelved"}


def offered(near, matter, office):
    matter = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    return {each.action for each in possible(matter, steps_of(matter), by=near.actor(office), at=AT)}


@pytest.fixture
def handler_in_every_office(near):
    """Also dispatcher and leader, as in a small street."""
    account, street = near.accounts["handler"], near.areas["street"]
    give(account, RoleName.DISPATCHER, street, near.units["desk"])
    give(account, RoleName.STREET_LEADER, street, near.units["office"])


@pytest.mark.usefixtures("handler_in_every_office")
@pytest.mark.parametrize("what", ASKED)
def test_nobody_grants_what_they_asked_for_themselves(near, what):
    matter = case_in(near, "handling")
    act(near, matter, f"ask_{what}", by=near.actor("handler"))
    assert f"grant_{what}" not in offered(near, matter, "handler")
    with pytest.raises(Conflict) as refused:
        act(near, matter, f"grant_{what}", by=near.actor("handler"))
    assert refused.value.extra["code"] == "asked-by-oneself"
    assert act(near, matter, f"grant_{what}", by=near.actor("leader")).to_state == ASKED[what]


@pytest.mark.usefixtures("handler_in_every_office")
def test_who_asked_first_may_grant_what_a_colleague_asks_later(near):
    matter = case_in(near, "handling")
    act(near, matter, "ask_pause", by=near.actor("handler"))
    act(near, matter, "refuse", by=near.actor("leader"))
    act(near, matter, "ask_pause", by=near.actor("colleague"))
    assert act(near, matter, "grant_pause", by=near.actor("handler")).to_state == "paused"


@pytest.mark.parametrize("state", ["dispatched", "handling", "answering", "paused"])
def test_a_unit_notes_no_contact_with_who_stays_unknown_to_it(client, near, state):
    """Not by the menu, not by a tap, not by a program: the desk's call stays owed."""
    matter = reported(contact_name=NAME, contact_phone=PHONE, confidential=True).matter
    for action in WAY[state]:
        act(near, matter, action)
    assert "contact" not in offered(near, matter, "handler")
    client.force_login(near.accounts["handler"])
    assert client.get(f"/matters/{matter.number}/").context["taps"] == []
    with pytest.raises(Conflict) as refused:
        act(near, matter, "contact")
    assert refused.value.extra["code"] == "confidential"
    sent = {"id": str(new_id()), "version": len(steps_of(matter)), "means": "call", "outcome": "reached"}
    answer = client.post(f"/api/v1/matters/{matter.number}/actions/contact", sent, content_type="application/json")
    assert (answer.status_code, "派遣台" in answer.json()["detail"]) == (409, True)
