"""Messages after the clock of the machine was set back: none waits for the day on which the clock once was."""

from datetime import timedelta

import pytest

from tests.core.messages.conftest import MINUTE, deliver, key_of, post, states, tell
from tests.support.street import AT, DAY
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.messages.models import Message, OutboxRow

pytestmark = pytest.mark.django_db
AHEAD = AT + 40 * DAY


@pytest.fixture
def told(near, sms):
    """A notice to somebody outside, who is told by text message; the first one does not get through."""
    sms.answers = [503]
    return {"recipient": "visitor:wang", "urgent": True, "area_id": str(near.areas["grid"].pk)}


def bring_back():
    enqueue("messages.bring_back", at=AT)
    run_pending(at=AT)


def test_what_was_posted_when_it_was_ahead_is_told_now(near):
    post({"recipient": key_of(near.accounts["handler"])}, at=AHEAD)
    deliver()
    assert states() == []
    bring_back()
    deliver()
    assert states() == [("inbox", "sent")]
    assert OutboxRow.objects.get().claimed_at == AT


def test_what_could_not_be_sent_when_it_was_ahead_is_tried_now_and_arrives_once(told, sms):
    tell(told, at=AHEAD)
    assert Message.objects.get(channel="sms").next_at == AHEAD + MINUTE
    deliver()
    assert sms.keys == []
    bring_back()
    for at in (AT, AT + MINUTE, AHEAD + 2 * MINUTE):
        deliver(at)
    assert len(sms.keys) == 1


def test_a_pause_after_a_failure_stays_one(told):
    tell(told)
    bring_back()
    assert Message.objects.get(channel="sms").next_at == AT + MINUTE


def test_what_is_held_until_tomorrow_stays_held(told):
    tell(told)
    Message.objects.filter(channel="sms").update(state="held", next_at=AT + timedelta(hours=22))
    bring_back()
    assert Message.objects.get(channel="sms").next_at == AT + timedelta(hours=22)
    Message.objects.filter(channel="sms").update(next_at=AHEAD)
    bring_back()
    assert Message.objects.get(channel="sms").next_at == AT
