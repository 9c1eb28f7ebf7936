"""Quiet hours and daily messages, by norms of the recipient's area and with the time handed in."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.core.messages.conftest import MINUTE, deliver, key_of, let_hold, post, prefers, states, tell
from tests.support.street import AT, DAY, HOUR
from xiuhuazhen.core.messages import actions
from xiuhuazhen.core.messages.choices import RobotKind
from xiuhuazhen.core.messages.models import Message

pytestmark = pytest.mark.django_db

NIGHT = [[0, 7 * 60], [22 * 60, 24 * 60]]
MORNING = [[8 * 60 + 30, 9 * 60]]
EVENING = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
"""Monday, 22:30 in China."""

SEVEN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Tuesday, 7:00 in China."""


@pytest.fixture
def handler(near):
    account = near.accounts["handler"]
    prefers(account, ordinary=["sms"], urgent=["sms"])
    return key_of(account)


@pytest.fixture
def quiet(near):
    let_hold("messages.quiet_hours", NIGHT, near.areas["street"])


def test_at_night_an_ordinary_message_waits_and_the_inbox_has_it_at_once(handler, quiet, sms):
    tell({"recipient": handler}, at=EVENING)
    assert states() == [("inbox", "sent"), ("sms", "held")]
    assert Message.objects.get(channel="sms").next_at == SEVEN
    deliver(SEVEN - MINUTE)
    assert sms.taken == {}
    deliver(SEVEN)
    assert states() == [("inbox", "sent"), ("sms", "sent")]


def test_an_urgent_one_does_not_wait(handler, quiet, sms):
    tell({"recipient": handler, "urgent": True}, at=EVENING)
    assert states() == [("inbox", "sent"), ("sms", "sent")]


def test_no_norm_no_quiet_hours(handler, sms):
    tell({"recipient": handler}, at=EVENING)
    assert states() == [("inbox", "sent"), ("sms", "sent")]


def test_the_neighbouring_street_has_its_own_hours(near, world, sms):
    """The area of the first role counts."""
    let_hold("messages.quiet_hours", NIGHT, near.areas["street"])
    for street in (world.near, world.far):
        prefers(street.accounts["secretary"], ordinary=["sms"])
        tell({"recipient": key_of(street.accounts["secretary"])}, at=EVENING)
    assert states(recipient=key_of(near.accounts["secretary"]), channel="sms") == [("sms", "held")]
    assert states(recipient=key_of(world.far.accounts["secretary"]), channel="sms") == [("sms", "sent")]


def test_a_new_attempt_does_not_wake_anybody_either(handler, quiet, sms):
    """Failed at 21:59, due again at 22:00, sent at 7:00; waiting does not count as an attempt."""
    sms.answers = [500]
    tell({"recipient": handler}, at=EVENING - 31 * MINUTE)
    deliver(EVENING - 30 * MINUTE)
    row = Message.objects.get(channel="sms")
    assert (row.state, row.attempts, row.next_at) == ("held", 1, SEVEN)
    deliver(SEVEN)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 2)


def test_groups_and_people_outside_are_left_in_peace_too(near, quiet, sms, chat):
    by = near.actor("administrator")
    actions.set_robot(unit=near.units["lamps"], kind=RobotKind.WECOM, webhook=chat.url, by=by, at=AT)
    outside = {"recipient": "visitor:wang", "area_id": str(near.areas["grid"].pk)}
    tell({"recipient": f"unit:{near.units['lamps'].pk}"}, outside, at=EVENING)
    assert states() == [("group", "held"), ("sms", "held")]


# one message a day


@pytest.fixture
def collector(near):
    """Wants ordinary messages once a day."""
    account = near.accounts["secretary"]
    prefers(account, ordinary=["email"], urgent=["email"], daily=True)
    return key_of(account)


def test_ordinary_messages_of_a_day_go_as_one(collector, near, mail):
    let_hold("messages.digest", MORNING, near.areas["street"])
    tell(*({"recipient": collector, "key": key, "subject": f"Matter {key}"} for key in "ab"))
    tell({"recipient": collector, "key": "c", "subject": "Matter c"}, at=AT + HOUR)
    tell({"recipient": collector, "key": "d", "subject": "Matter d", "urgent": True}, at=AT + HOUR)
    assert [letter["Subject"] for letter in mail.taken.values()] == ["Matter d"]
    due = AT + DAY - HOUR / 2
    assert set(Message.objects.filter(collect=True).values_list("next_at", flat=True)) == {due}

    deliver(due - MINUTE)
    assert len(mail.taken) == 1
    deliver(due)
    deliver(due + MINUTE)
    assert len(mail.taken) == 2
    letter = list(mail.taken.values())[1]
    assert (letter["Subject"], letter.get_content()) == ("3 messages for you", "Matter a; Matter b; Matter c\n")
    assert Message.objects.filter(state="collected").count() == 3
    assert Message.objects.get(key__startswith="daily:").path == "/messages/"


def test_what_comes_after_the_hour_waits_for_the_next_day(collector, near, mail):
    let_hold("messages.digest", MORNING, near.areas["street"])
    tell({"recipient": collector}, at=AT - HOUR / 2)
    assert Message.objects.get(collect=True).next_at == AT - HOUR / 2 + DAY


def test_one_alone_goes_as_it_is(collector, near, mail):
    let_hold("messages.digest", MORNING, near.areas["street"])
    tell({"recipient": collector})
    deliver(AT + DAY)
    assert [letter["Subject"] for letter in mail.taken.values()] == ["Please sign for it"]


def test_without_a_norm_they_go_together_at_once(collector, mail):
    tell({"recipient": collector}, {"recipient": collector, "key": "b"})
    assert [letter["Subject"] for letter in mail.taken.values()] == ["2 messages for you"]


def test_long_days_are_cut_short(collector, mail):
    tell(*({"recipient": collector, "key": str(n), "subject": f"{n:02} " + "x" * 77} for n in range(9)))
    (letter,) = mail.taken.values()
    text = "".join(letter.get_content().splitlines())
    assert text.endswith("x and more")
    assert len(text) <= 300


def test_a_daily_message_that_is_refused_is_tried_again_whole(collector, mail):
    mail.answers = [451]
    tell({"recipient": collector}, {"recipient": collector, "key": "b"})
    tell({"recipient": collector, "key": "c"}, {"recipient": collector, "key": "d"}, at=AT + timedelta(seconds=30))
    deliver(AT + MINUTE)
    assert [letter["Subject"] for letter in mail.taken.values()] == ["2 messages for you"] * 2


def test_killed_while_collecting_nothing_is_lost(collector, mail, monkeypatch):
    def dies(*_args, **_kwargs):
        raise KeyboardInterrupt

    post({"recipient": collector}, {"recipient": collector, "key": "b"})
    with monkeypatch.context() as killed:
        killed.setattr("xiuhuazhen.core.messages.daily._listed", dies)
        with pytest.raises(KeyboardInterrupt):
            deliver()
    deliver()
    assert [letter["Subject"] for letter in mail.taken.values()] == ["2 messages for you"]
