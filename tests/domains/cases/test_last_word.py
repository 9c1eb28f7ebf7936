"""What is answered or done there and then ends by the word of its reporter, where there is one who can be asked."""

import pytest

from tests.support.cases import NAME, PHONE, act, case_in, reported
from tests.support.street import AT, BASIS, DAY, SINCE
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.actions.waking import TICKER, wake_matter
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.offers import possible
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.actions.checking import Rating
from xiuhuazhen.domains.cases.actions.handling import Dispatch
from xiuhuazhen.domains.cases.choices import RequestKind, Source
from xiuhuazhen.domains.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "none_drawn")]

ENDS = {"answer": "answered", "solve": "on_the_spot"}
BY_DESK = {"source": Source.STAFF}
ASKED = {
    "with a code": {},
    "confidential, with a code": {"confidential": True, "contact_phone": PHONE},
    "entered at the desk, with a name": {**BY_DESK, "contact_name": NAME},
    "entered at the desk, with a telephone": {**BY_DESK, "contact_phone": PHONE},
}
NOBODY = {
    "entered at the desk, for nobody": BY_DESK,
    "seen on patrol": {"source": Source.PATROL},
}
ORDER = {"source": Source.HOTLINE, "source_name": "12345", "source_number": "1", "contact_phone": PHONE}


@pytest.fixture
def none_drawn(near):
    share = NormText("cases.sample.on_the_spot", 0, "count", BASIS, "D")
    set_norm(norm=share, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)


def now(matter):
    return Matter.objects.select_related("area", "holder").get(pk=matter.pk)


def entered(near, given):
    return reported(**given, **({"by": near.actor("dispatcher")} if "source" in given else {})).matter


@pytest.mark.parametrize("action", ENDS)
@pytest.mark.parametrize("who", ASKED)
def test_who_can_be_asked_is_asked_first(near, who, action):
    """For as long as for any other rating; then it is closed as not rated."""
    matter = entered(near, ASKED[who])
    assert act(near, matter, action).to_state == "rating"
    assert (now(matter).is_open, now(matter).due) == (True, case_in(near, "rating").due)
    wake_matter(matter_id=matter.pk, by=TICKER, at=now(matter).due_at + DAY)
    assert (now(matter).state, now(matter).close_reason) == ("closed", "unrated")


@pytest.mark.parametrize("action", ENDS)
@pytest.mark.parametrize("who", NOBODY)
def test_where_there_is_nobody_to_ask_it_ends_at_once(near, who, action):
    matter = entered(near, NOBODY[who])
    act(near, matter, action)
    assert (now(matter).state, now(matter).close_reason) == ("closed", ENDS[action])


@pytest.mark.parametrize("action", ENDS)
def test_an_order_goes_back_to_its_source_as_before(near, action):
    matter = entered(near, ORDER)
    step = act(near, matter, action)
    assert (step.to_state, step.facts["ended"]) == ("reporting_back", ENDS[action])


@pytest.mark.parametrize("action", ENDS)
def test_their_yes_ends_it_as_what_it_was(near, action):
    """Nobody has to close it by hand; it is counted as what it was, and not among what a unit solved."""
    matter = reported().matter
    act(near, matter, action)
    version, command = now(matter).version, new_id()
    for _ in range(2):
        step = act(near, matter, "rate", version=version, command_id=command)
    assert (step.to_state, step.replayed) == ("closed", True)
    assert (now(matter).close_reason, Case.objects.get(pk=matter.pk).solved) == (ENDS[action], True)


@pytest.mark.parametrize("action", ENDS)
def test_their_no_sends_it_to_the_desk_once_and_then_up_to_the_leader(client, near, action):
    """On the page that opens with the code; in the second round a unit has done it, and a yes leaves it to the desk to
    say how it ended."""
    matter = reported().matter
    act(near, matter, action)
    client.post(f"/m/{matter.number}/", {"code": query_code(matter)})
    said = {"verdict": "no", "comment": "没说清楚", "version": now(matter).version}
    assert client.post(f"/m/{matter.number}/", said).status_code == 302
    assert (now(matter).state, now(matter).holder) == ("registered", None)
    for again in ("dispatch", "sign_for", "finish", "reply"):
        act(near, matter, again)
    with pytest.raises(Conflict):
        act(near, matter, "send_back")
    other = reported().matter
    for again in (action, "send_back", "dispatch", "sign_for", "finish", "reply", "rate"):
        act(near, other, again)
    assert now(other).state == "closing"
    assert act(near, matter, "rate", Rating(solved=False)).to_state == "deciding"


def test_what_is_drawn_is_still_looked_at_by_somebody_else(near):
    share = NormText("cases.sample.on_the_spot", 100, "count", BASIS, "D")
    set_norm(norm=share, area=near.areas["grid"], valid_from=SINCE, by=SYSTEM, at=AT)
    assert act(near, reported().matter, "solve").to_state == "checking"


OTHER_WISHES = [kind for kind in RequestKind if kind != RequestKind.CONSULT]


def offered(near, matter):
    return [each.action for each in possible(now(matter), steps_of(matter), by=near.actor("dispatcher"), at=AT)]


@pytest.mark.parametrize("request_kind", OTHER_WISHES)
def test_only_a_consultation_is_answered_at_once(near, request_kind):
    matter = reported(request=request_kind).matter
    assert "answer" not in offered(near, matter)
    with pytest.raises(Conflict) as refused:
        act(near, matter, "answer")
    assert refused.value.extra["code"] == "not-a-consultation"
    assert "请派给能办的单位" in refused.value.message
    assert now(matter).state == "registered"


def test_what_was_found_out_when_it_was_dispatched_counts(near):
    """It came without a word on what is wanted, was dispatched as a call for help and came back."""
    matter = reported().matter
    act(near, matter, "dispatch", Dispatch(near.units["lamps"].pk, "0101", request=RequestKind.HELP))
    act(near, matter, "return")
    with pytest.raises(Conflict):
        act(near, matter, "answer")
    act(near, matter, "dispatch", Dispatch(near.units["lamps"].pk, "0101", request=RequestKind.CONSULT))
    act(near, matter, "return")
    assert act(near, matter, "answer").to_state == "rating"


@pytest.mark.parametrize("given", [{}, {"request": RequestKind.CONSULT}])
def test_answered_it_is_a_consultation_and_the_form_says_so(client, near, given):
    client.force_login(near.accounts["dispatcher"])
    matter = reported(**given).matter
    assert "记为咨询" in client.get(f"/matters/{matter.number}/do/answer/").content.decode()
    act(near, matter, "answer")
    assert Case.objects.get().request == "consult"
