"""Messages handed over to services that take them, refuse, hang and hang up: stand-ins on this machine."""

import pytest

from tests.core.messages.conftest import MINUTE, deliver, key_of, post, prefers, states, tell
from tests.support import street
from tests.support.standins import DRIP, HANG, HANG_UP, slow_to_shake_hands
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.messages import actions, outbox, recipients, wiring
from xiuhuazhen.core.messages.channels import Parcel
from xiuhuazhen.core.messages.channels.email import server_of
from xiuhuazhen.core.messages.channels.group import shaped
from xiuhuazhen.core.messages.channels.http import is_safe
from xiuhuazhen.core.messages.choices import RobotKind
from xiuhuazhen.core.messages.models import GroupRobot, Message
from xiuhuazhen.core.messages.recipients import Address
from xiuhuazhen.core.messages.sending import LEASE
from xiuhuazhen.core.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(near):
    """Wants urgent messages by SMS and e-mail."""
    account = near.accounts["handler"]
    prefers(account, urgent=["sms", "email"])
    return key_of(account)


def sms_row():
    return Message.objects.get(channel="sms")


def trouble(message):
    return message.state, message.attempts, message.trouble, message.code


def test_an_urgent_message_goes_out_on_each_chosen_channel(handler, sms, mail, settings):
    settings.SITE_URL = "https://street.example.org/"
    tell({"recipient": handler, "urgent": True})
    assert sorted(states()) == [("email", "sent"), ("inbox", "sent"), ("sms", "sent")]
    text = "Please sign for it\nA lamp is out.\nhttps://street.example.org/desk/"
    key = str(sms_row().pk)
    assert sms.taken == {key: {"id": key, "to": "13800001234", "text": text}}
    assert sms.headers[0]["Authorization"] == "Bearer secret-token"
    (letter,) = mail.taken.values()
    assert (letter["Subject"], letter["To"], letter["From"]) == (
        "Please sign for it",
        "some@example.org",
        "street@example.org",
    )
    assert letter["Message-ID"] == f"<{Message.objects.get(channel='email').pk}@example.org>"
    assert letter.get_content() == "A lamp is out.\nhttps://street.example.org/desk/\n"


def with_phone(account, phone="13800001234"):
    account.person.phone = phone
    account.person.save()
    return key_of(account)


def test_who_chose_nothing_gets_urgent_messages_as_text_messages_and_ordinary_ones_in_the_inbox(near, sms, mail):
    dispatcher = with_phone(near.accounts["dispatcher"])
    tell({"recipient": dispatcher, "urgent": True}, {"recipient": dispatcher, "key": "b"})
    assert sorted(states()) == [("inbox", "sent"), ("inbox", "sent"), ("sms", "sent")]
    assert [body["to"] for body in sms.taken.values()] == ["13800001234"]


def test_a_choice_of_the_inbox_alone_stands(near, sms):
    account = near.accounts["dispatcher"]
    prefers(account, urgent=[])
    tell({"recipient": key_of(account), "urgent": True})
    assert states() == [("inbox", "sent")]


def test_without_a_telephone_or_a_gateway_or_a_role_there_is_the_inbox_alone(near, settings, sms):
    tell({"recipient": with_phone(near.accounts["dispatcher"], ""), "urgent": True})
    tell({"recipient": with_phone(street.former(near, "handler", today=local_date(AT))), "urgent": True})
    settings.SMS_URL = ""
    tell({"recipient": with_phone(near.accounts["handler"]), "urgent": True})
    assert states() == [("inbox", "sent")] * 3


def test_chinese_arrives_whole(handler, mail):
    tell({"recipient": handler, "urgent": True, "subject": "请签收：路灯不亮", "text": "银杏小区3号楼"})
    (letter,) = mail.taken.values()
    assert (letter["Subject"], letter.get_content()) == ("请签收：路灯不亮", "银杏小区3号楼\n")


def test_what_is_switched_off_or_was_not_chosen_is_not_written(handler, sms):
    """No mail server is set; ordinary messages were not chosen at all."""
    tell({"recipient": handler, "urgent": True}, {"recipient": handler, "key": "b"})
    assert sorted(states()) == [("inbox", "sent"), ("inbox", "sent"), ("sms", "sent")]


def test_refused_twice_then_taken(handler, sms):
    sms.answers = [500, 429]
    tell({"recipient": handler, "urgent": True})
    assert trouble(sms_row()) == ("failed", 1, "refused", "HTTP 500")
    assert sms_row().next_at == AT + MINUTE
    deliver(AT + MINUTE)
    assert trouble(sms_row()) == ("failed", 2, "refused", "HTTP 429")
    assert sms_row().next_at == AT + 6 * MINUTE
    deliver(AT + 5 * MINUTE)
    assert sms.taken == {}
    deliver(AT + 6 * MINUTE)
    assert trouble(sms_row()) == ("sent", 3, "", "")
    assert (sms_row().sent_at, len(sms.taken)) == (AT + 6 * MINUTE, 1)


def test_after_five_attempts_it_is_given_up(handler, sms):
    sms.answers = [503] * 9
    tell({"recipient": handler, "urgent": True})
    for minutes in (1, 6, 31, 156):
        deliver(AT + minutes * MINUTE)
    assert trouble(sms_row()) == ("dead", 5, "refused", "HTTP 503")
    deliver(AT + 9 * DAY)
    assert len(sms.headers) == 5


@pytest.mark.parametrize("answer", [400, 401, 404, 302])
def test_what_is_wrong_for_good_is_given_up_at_once(handler, sms, answer):
    """Also a redirect: it is not followed."""
    sms.answers = [answer]
    tell({"recipient": handler, "urgent": True})
    assert trouble(sms_row()) == ("dead", 1, "refused", f"HTTP {answer}")
    assert len(sms.headers) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [(HANG, "TimeoutError"), (DRIP, "TimeoutError"), (HANG_UP, "BadStatusLine")],
    ids=["hangs", "drips", "hangs up"],
)
def test_a_service_that_does_not_answer_is_tried_again(handler, sms, answer, code):
    sms.answers = [answer]
    tell({"recipient": handler, "urgent": True})
    assert trouble(sms_row()) == ("failed", 1, "unreached", code)
    deliver(AT + MINUTE)
    assert sms_row().state == "sent"


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        (451, "failed", "SMTP 451"),
        (550, "dead", "SMTP 550"),
        (HANG, "failed", ""),
        (DRIP, "failed", "TimeoutError"),
        (HANG_UP, "failed", ""),
    ],
)
def test_mail_that_is_not_taken(handler, mail, answer, state, code):
    """What the server said, which repeats the address, is not kept."""
    mail.answers = [answer]
    tell({"recipient": handler, "urgent": True})
    row = Message.objects.get(channel="email")
    assert (row.state, row.attempts) == (state, 1)
    assert row.code.startswith(code)
    assert "@" not in row.code
    deliver(AT + MINUTE)
    assert len(mail.taken) == (state == "failed")


def test_a_service_that_drips_before_anything_is_said_is_left_in_time(handler, settings):
    with slow_to_shake_hands() as service:
        settings.SMS_URL = service.url
        tell({"recipient": handler, "urgent": True})
    assert trouble(sms_row()) == ("failed", 1, "unreached", "TimeoutError")


LOGIN = b"<html><title>Please sign in</title></html>"


@pytest.mark.parametrize(
    ("answer", "trouble_", "code"),
    [
        (LOGIN, "unclear", "HTTP 200"),
        (b"", "unclear", "HTTP 200"),
        (b"[" * 50_000, "unclear", "HTTP 200"),
        ([], "unclear", "HTTP 200"),
        ({}, "unclear", "HTTP 200"),
        ({"code": "0"}, "unclear", "HTTP 200"),
        ({"code": None}, "unclear", "HTTP 200"),
        ({"code": False}, "unclear", "HTTP 200"),
        ({"errcode": 0}, "unclear", "HTTP 200"),
        ({"code": 500, "message": "13800001234 is busy"}, "refused", "code 500"),
    ],
)
def test_what_is_no_clear_yes_is_tried_again(handler, sms, answer, trouble_, code):
    """What the service said is not kept."""
    sms.answers = [answer]
    tell({"recipient": handler, "urgent": True})
    assert trouble(sms_row()) == ("failed", 1, trouble_, code)
    deliver(AT + MINUTE)
    assert trouble(sms_row()) == ("sent", 2, "", "")


def test_a_message_over_which_the_process_died_five_times_is_given_up_and_can_be_sent_again(handler, near, sms):
    post({"recipient": handler, "urgent": True})
    outbox.expand_due(AT)
    Message.objects.filter(channel="sms").update(attempts=5, next_at=AT + LEASE)
    deliver(AT + LEASE)
    assert trouble(sms_row()) == ("dead", 5, "fault", "ProcessDied")
    assert sms.keys == []
    actions.resend_message(message=sms_row(), by=near.actor("administrator"), at=AT + LEASE)
    deliver(AT + LEASE)
    assert trouble(sms_row()) == ("sent", 1, "", "")


def test_nobody_there_at_all(handler, settings):
    """A port on which nobody listens."""
    settings.SMS_URL = "http://127.0.0.1:1/"
    tell({"recipient": handler, "urgent": True})
    assert trouble(sms_row()) == ("failed", 1, "unreached", "ConnectionRefusedError")


def test_a_service_that_hangs_holds_no_other_up_and_is_asked_once_a_round(handler, near, sms, mail):
    sms.answers = [HANG, HANG]
    tell(*({"recipient": handler, "urgent": True, "key": str(number)} for number in range(5)))
    assert len(mail.taken) == 5
    assert len(sms.headers) == 1
    assert sorted(Message.objects.filter(channel="sms").values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]


def test_a_channel_switched_off_since_is_tried_again(handler, sms, settings):
    post({"recipient": handler, "urgent": True})
    sms.answers = [500]
    deliver()
    settings.SMS_URL = ""
    deliver(AT + MINUTE)
    assert trouble(sms_row()) == ("failed", 2, "switched-off", "")


def test_an_address_removed_since_is_the_end(handler, near, sms):
    sms.answers = [500]
    tell({"recipient": handler, "urgent": True})
    person = near.accounts["handler"].person
    person.phone = ""
    person.save()
    deliver(AT + MINUTE)
    assert trouble(sms_row()) == ("dead", 2, "no-address", "")


# somebody outside, by reference


def outsider(near, **given):
    return {"recipient": "visitor:wang", "area_id": str(near.areas["grid"].pk), **given}


def test_somebody_outside_is_reached_in_one_way_and_the_address_is_not_kept(near, sms, mail):
    tell(outsider(near))
    assert states() == [("sms", "sent")]
    assert [body["to"] for body in sms.taken.values()] == ["13800001234"]
    assert mail.taken == {}
    kept = " ".join(str(value) for value in Message.objects.values().get().values())
    assert "13800001234" not in kept


def test_somebody_outside_without_a_telephone_is_sent_an_e_mail(near, sms, mail, monkeypatch):
    monkeypatch.setitem(recipients._resolvers, "visitor", lambda ref: Address(email=f"{ref}@example.org"))
    tell(outsider(near))
    assert (states(), sms.taken) == ([("email", "sent")], {})
    assert [letter["To"] for letter in mail.taken.values()] == ["wang@example.org"]


def test_somebody_outside_who_is_gone(near, sms, monkeypatch):
    monkeypatch.setitem(recipients._resolvers, "visitor", lambda ref: Address())
    tell(outsider(near))
    assert trouble(sms_row()) == ("dead", 1, "no-address", "")


def test_a_resolver_that_fails_is_asked_again(near, sms, monkeypatch):
    def fails(reference):
        raise LookupError(reference)

    with monkeypatch.context() as broken:
        broken.setitem(recipients._resolvers, "visitor", fails)
        tell(outsider(near))
    assert trouble(sms_row()) == ("failed", 1, "fault", "LookupError")
    deliver(AT + MINUTE)
    assert sms_row().state == "sent"


def test_an_address_that_is_none_holds_nobody_up(near, mail, monkeypatch):
    """Whatever the library makes of it, the message is tried again and then given up; the next one goes."""
    found = {"wang": Address(email="wang at home@@\n"), "li": Address(email="li@example.org")}
    monkeypatch.setitem(recipients._resolvers, "visitor", found.__getitem__)
    tell(outsider(near), outsider(near, recipient="visitor:li"))
    deliver(AT + MINUTE / 2)
    assert sorted(Message.objects.values_list("recipient", "state")) == [
        ("visitor:li", "sent"),
        ("visitor:wang", "failed"),
    ]


def test_nobody_outside_is_written_to_while_nothing_is_switched_on(near):
    tell(outsider(near))
    assert states() == []


# the group chat of a unit


def connect(near, chat, kind=RobotKind.WECOM):
    actions.set_robot(unit=near.units["lamps"], kind=kind, webhook=chat.url, by=near.actor("administrator"), at=AT)


def test_a_unit_is_told_in_its_group(near, chat):
    connect(near, chat)
    tell({"recipient": f"unit:{near.units['lamps'].pk}"}, {"recipient": f"unit:{near.units['water'].pk}"})
    assert states() == [("group", "sent")]
    (said,) = chat.taken.values()
    assert said == {"msgtype": "markdown", "markdown": {"content": "**Please sign for it**\n\nA lamp is out."}}
    assert chat.url.encode() not in bytes(GroupRobot.objects.get().webhook.content)


@pytest.mark.parametrize(
    ("code", "state"), [(45009, "failed"), (130101, "failed"), (-1, "failed"), (93000, "dead"), (310000, "dead")]
)
def test_robots_say_in_the_answer_what_is_wrong(near, chat, code, state):
    connect(near, chat)
    chat.answers = [{"errcode": code, "errmsg": "no"}]
    tell({"recipient": f"unit:{near.units['lamps'].pk}"})
    assert trouble(Message.objects.get()) == (state, 1, "refused", f"errcode {code}")


@pytest.mark.parametrize("answer", [LOGIN, [], {}, {"errcode": "0"}, {"errmsg": "ok"}])
def test_a_robot_that_does_not_clearly_say_yes_is_told_again(near, chat, answer):
    connect(near, chat)
    chat.answers = [answer]
    tell({"recipient": f"unit:{near.units['lamps'].pk}"})
    assert trouble(Message.objects.get()) == ("failed", 1, "unclear", "HTTP 200")
    deliver(AT + MINUTE)
    assert Message.objects.get().state == "sent"


def test_each_kind_of_robot_has_its_shape():
    parcel = Parcel("k", "Subject", "Text", "https://x.example.org/desk/", RobotKind.DINGTALK)
    text = "**Subject**\n\nText\n\n[https://x.example.org/desk/](https://x.example.org/desk/)"
    assert shaped(parcel) == {"msgtype": "markdown", "markdown": {"title": "Subject", "text": text}}


def test_a_group_is_connected_over_https_alone(near):
    with pytest.raises(InvalidInput):
        actions.set_robot(
            unit=near.units["lamps"],
            kind=RobotKind.WECOM,
            webhook="http://robots.example.org/",
            by=near.actor("administrator"),
            at=AT,
        )


# settings


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://gateway.example.org/send", True),
        ("http://127.0.0.1:8080/", True),
        ("http://[::1]:8080/", True),
        ("http://localhost/", True),
        ("http://gateway.example.org/", False),
        ("http://127.0.0.1.example.org/", False),
        ("ftp://127.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_nothing_is_sent_in_the_clear(url, safe):
    assert is_safe(url) is safe


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtps://user:p%40ss@mail.example.org", 465, True, False),
        ("smtp://user:p%40ss@mail.example.org", 587, False, True),
        ("smtp://user:p%40ss@127.0.0.1:25", 25, False, False),
    ],
)
def test_mail_servers_are_spoken_to_under_tls(url, port, ssl, tls):
    server = server_of(url)
    assert (server["port"], server["use_ssl"], server["use_tls"]) == (port, ssl, tls)
    assert (server["username"], server["password"]) == ("user", "p@ss")


def test_settings_that_would_send_in_the_clear_stop_start_up(settings):
    assert wiring.check_settings() == []
    settings.SMS_URL, settings.EMAIL_URL = "http://gateway.example.org/", "mail.example.org"
    assert [fault.id for fault in wiring.check_settings()] == ["xhz.E020", "xhz.E021"]


# at least once


def test_killed_after_the_service_took_it_the_next_hands_it_over_under_the_same_key(handler, sms):
    """Nobody else touches it before the lease is over; the service knows it by its key."""

    def dies():
        raise KeyboardInterrupt

    post({"recipient": handler, "urgent": True})
    with pytest.MonkeyPatch.context() as killed:
        killed.setattr("xiuhuazhen.core.messages.sending._hand_over", _then(dies))
        with pytest.raises(KeyboardInterrupt):
            deliver()
    assert trouble(sms_row()) == ("queued", 1, "", "")
    deliver(AT + LEASE - MINUTE)
    assert len(sms.keys) == 1
    deliver(AT + LEASE)
    assert trouble(sms_row()) == ("sent", 2, "", "")
    assert sms.keys == [str(sms_row().pk)] * 2
    assert len(sms.taken) == 1


def _then(what):
    from xiuhuazhen.core.messages.sending import _hand_over

    def hands_over(message):
        _hand_over(message)
        what()

    return hands_over


def test_old_messages_and_choices_of_those_who_left_are_erased(handler, near, world, sms, settings):
    settings.MESSAGES_KEPT_DAYS = 180
    prefers(world.stranger, urgent=["sms"])
    with_phone(world.stranger)
    tell({"recipient": handler, "urgent": True})
    actions.erase_old(by=SYSTEM, at=AT + 180 * DAY)
    assert not Person.objects.get(pk=world.stranger.person_id).phone
    assert Message.objects.count() == 2
    post({"recipient": handler, "key": "b"}, at=AT + 180 * DAY)
    actions.erase_old(by=SYSTEM, at=AT + 180 * DAY + MINUTE)
    assert Message.objects.count() == 0
    deliver(AT + 180 * DAY + MINUTE)
    assert states() == [("inbox", "sent")]
