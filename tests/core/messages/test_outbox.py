"""From what happened to messages: once, in order, whatever dies in between."""

import pytest
from django.db import transaction

from tests.core.messages.conftest import MINUTE, TOPIC, deliver, key_of, notice, post, prefers, states, tell
from tests.support.statements import statements
from tests.support.street import AT
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages import actions, outbox, queries, topics
from xiuhuazhen.core.messages.models import Message, OutboxRow
from xiuhuazhen.core.messages.topics import UnknownTopic

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(near):
    return key_of(near.accounts["handler"])


def test_posting_is_one_statement():
    with transaction.atomic(), statements() as found:
        actions.post(topic=TOPIC, payload={"matter": new_id(), "step": 3}, at=AT)
    assert len(found) == 1, "\n".join(found)
    row = OutboxRow.objects.get()
    assert (row.topic, row.payload["step"], row.posted_at, row.claimed_at) == (TOPIC, 3, AT, None)


def test_an_unknown_topic_is_refused_when_it_is_posted():
    with pytest.raises(UnknownTopic, match=r"no topic is named 'sample\.tolled'"), transaction.atomic():
        actions.post(topic="sample.tolled", payload={}, at=AT)
    assert not OutboxRow.objects.exists()


def test_what_is_rolled_back_was_never_posted(handler):
    with transaction.atomic():
        actions.post(topic=TOPIC, payload={"notices": [{"recipient": handler}]}, at=AT)
        transaction.set_rollback(True)
    deliver()
    assert states() == []


def test_a_person_has_it_in_the_inbox(handler, near):
    tell({"recipient": handler})
    row = Message.objects.get()
    assert (row.recipient, row.channel, row.state, row.sent_at, row.read_at) == (handler, "inbox", "sent", AT, None)
    assert (row.subject, row.text, row.path) == ("Please sign for it", "A lamp is out.", "/desk/")
    assert row.area == near.areas["street"]
    assert OutboxRow.objects.get().claimed_at == AT


def test_the_same_key_is_told_once_to_each(handler, near):
    """Whether it is posted twice, or comes twice in one expansion."""
    other = key_of(near.accounts["leader"])
    tell({"recipient": handler}, {"recipient": handler}, {"recipient": other})
    tell({"recipient": handler}, {"recipient": handler, "key": "b"}, at=AT + MINUTE)
    assert sorted(Message.objects.values_list("recipient", "key")) == sorted(
        [(handler, "a"), (other, "a"), (handler, "b")]
    )


def test_a_choice_made_in_between_does_not_tell_it_again(handler, near, sms):
    tell({"recipient": handler})
    prefers(near.accounts["handler"], ordinary=["sms"])
    tell({"recipient": handler}, at=AT + MINUTE)
    assert states() == [("inbox", "sent")]
    assert sms.taken == {}


def test_killed_between_the_messages_and_the_claim_nothing_is_left_and_the_next_does_it(handler, monkeypatch):
    """Messages and claim are one transaction."""
    post({"recipient": handler})
    with monkeypatch.context() as killed:
        killed.setattr(OutboxRow, "save", _die)
        with pytest.raises(KeyboardInterrupt):
            outbox.expand_due(AT)
    assert states() == []
    deliver()
    assert states() == [("inbox", "sent")]


def _die(*_args, **_kwargs):
    raise KeyboardInterrupt


def test_a_topic_that_fails_is_tried_again_and_holds_nobody_up(handler, monkeypatch):
    def fails(payload, at):
        yield notice(recipient=handler, key="half")
        message = "no such matter 13800001234"
        raise LookupError(message)

    monkeypatch.setitem(topics._topics, "sample.broken", fails)
    with transaction.atomic():
        actions.post(topic="sample.broken", payload={}, at=AT)
    tell({"recipient": handler}, at=AT + MINUTE)
    row = OutboxRow.objects.get(topic="sample.broken")
    assert (row.attempts, row.next_at, row.error) == (1, AT + 2 * MINUTE, "LookupError: no such matter 138****1234")
    assert list(Message.objects.values_list("key", flat=True)) == ["a"]
    assert queries.stuck_outbox() == 1

    monkeypatch.setitem(topics._topics, "sample.broken", lambda payload, at: [notice(recipient=handler, key="whole")])
    deliver(AT + 2 * MINUTE)
    assert set(Message.objects.values_list("key", flat=True)) == {"a", "whole"}
    assert queries.stuck_outbox() == 0


def test_whether_anything_is_due_is_one_statement(handler, near, sms):
    prefers(near.accounts["handler"], urgent=["sms"])
    assert not queries.anything_due(AT)
    post({"recipient": handler, "urgent": True}, at=AT + MINUTE)
    with statements() as found:
        assert not queries.anything_due(AT)
        assert queries.anything_due(AT + MINUTE)
    assert len(found) == 2, "\n".join(found)
    sms.answers = [503]
    deliver(AT + MINUTE)
    assert not queries.anything_due(AT + MINUTE)
    assert queries.anything_due(AT + 2 * MINUTE)


def test_somebody_without_a_role_that_day_is_told_in_the_inbox_alone(near, world, sms):
    prefers(world.stranger, urgent=["sms"])
    tell({"recipient": key_of(world.stranger), "urgent": True})
    assert states() == [("inbox", "sent")]
