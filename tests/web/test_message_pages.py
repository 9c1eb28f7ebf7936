"""What one was told, how one wants to be told, and what did not arrive: pages and who may open them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.support import cases, street
from tests.support.statements import statements
from tests.support.street import AT, DAY, SINCE, give
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.messages import actions
from xiuhuazhen.core.messages.models import GroupRobot, Message, Preference
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Person
from xiuhuazhen.core.procedures.models import Matter

pytestmark = pytest.mark.django_db

NOBODY = "01a218b8-2990-776b-9234-8bba3df6316f"
ROBOT = "https://robots.example.org/send?key=7"


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def world():
    return street.build()


@pytest.fixture
def near(world):
    return world.near


@pytest.fixture
def handler(near, client):
    client.force_login(near.accounts["handler"])
    return client


@pytest.fixture
def manager(near):
    return signed_in(near.accounts["administrator"])


def signed_in(account):
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(account, **given):
    usual = {
        "recipient": f"person:{account.person_id}",
        "channel": "inbox",
        "key": str(uuid4()),
        "subject": "路灯不亮，请签收",
        "path": "/matters/",
        "urgent": False,
        "state": "sent",
        "created_at": AT - timedelta(minutes=5),
    }
    return Message.objects.create(**{**usual, **given})


def given_up(street, **given):
    usual = {
        "channel": "sms",
        "state": "dead",
        "area": street.areas["street"],
        "trouble": "refused",
        "code": "HTTP 400",
    }
    return told(street.accounts["handler"], **{**usual, **given})


# the inbox


def test_the_inbox_says_what_the_matter_is_to_who_sees_it(handler, near):
    """The message itself holds only the number; a matter that lies with others now is not named."""
    matter = cases.case_in(near, "dispatched")
    far = cases.reported().matter
    for each in (matter, far):
        told(
            near.accounts["handler"], subject=f"{each.number} 派给你们单位了，请签收。", path=f"/matters/{each.number}/"
        )
    Matter.objects.filter(pk=matter.pk).update(title="银杏小区路灯")
    Matter.objects.filter(pk=far.pk).update(title="别处的事")
    page = handler.get("/messages/").content.decode()
    assert ("银杏小区路灯" in page, far.number in page, "别处的事" in page) == (True, True, False)


def test_the_inbox_shows_the_unread_and_apart_the_read(handler, near):
    told(near.accounts["handler"], subject="新的", text="3号楼", urgent=True)
    told(near.accounts["handler"], subject="旧的", read_at=AT)
    told(near.accounts["colleague"], subject="同事的")
    unread, read = (handler.get(f"/messages/{query}").content.decode() for query in ("", "?only=read"))
    assert [word in unread for word in ("新的", "3号楼", "紧急", "旧的", "同事的")] == [True, True, True, False, False]
    assert [word in read for word in ("新的", "旧的", "同事的")] == [False, True, False]


def test_nothing_to_read(handler):
    assert "没有新消息。" in handler.get("/messages/").content.decode()
    assert "还没有已读的消息。" in handler.get("/messages/?only=read").content.decode()


def test_following_a_message_marks_it_read_and_leads_on(handler, near):
    message = told(near.accounts["handler"])
    response = handler.post(f"/messages/{message.pk}/follow/")
    assert (response.status_code, response["Location"]) == (302, "/matters/")
    message.refresh_from_db()
    assert message.read_at == AT
    handler.post(f"/messages/{message.pk}/follow/")
    assert AuditRow.objects.filter(subject_type="messaging.message").count() == 0


def test_marking_one_and_all(handler, near):
    first = told(near.accounts["handler"])
    told(near.accounts["handler"])
    late = told(near.accounts["handler"], created_at=AT + timedelta(seconds=1))
    others = told(near.accounts["colleague"])
    assert handler.post(f"/messages/{first.pk}/read/")["Location"] == "/messages/"
    assert Message.objects.filter(read_at__isnull=False).count() == 1
    handler.post("/messages/read/")
    assert set(Message.objects.filter(read_at__isnull=True)) == {late, others}


@pytest.mark.parametrize("door", ["follow", "read"])
@pytest.mark.parametrize("visitor", ["near-colleague", "near-dispatcher", "far-handler", "stranger"])
def test_a_message_of_somebody_else_is_absent(world, near, visitor, door):
    """As is one that was never there."""
    message = told(near.accounts["handler"])
    caller = visit(world, visitor, today=clock.local_date(AT))
    assert caller.post(f"/messages/{message.pk}/{door}/").status_code == 404
    assert caller.post(f"/messages/{uuid4()}/{door}/").status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_what_went_outside_is_not_in_the_inbox(handler, near):
    message = told(near.accounts["handler"], channel="sms")
    assert handler.post(f"/messages/{message.pk}/follow/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/messages/", "/messages/settings/", "/messages/dead/", "/messages/groups/", f"/messages/groups/{NOBODY}/"],
)
def test_without_signing_in_there_is_the_sign_in_page(client, path):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={path}")


@pytest.mark.parametrize("path", ["read/", f"{NOBODY}/follow/", f"{NOBODY}/read/", f"dead/{NOBODY}/drop/"])
def test_reading_a_page_changes_nothing(handler, path):
    assert handler.get(f"/messages/{path}").status_code == 405


def test_pages_of_messages(handler, near):
    for number in range(51):
        told(near.accounts["handler"], subject=f"第{number}条", created_at=AT - timedelta(minutes=number))
    page = handler.get("/messages/")
    assert len(page.context["rows"]) == 50
    rest = handler.get(f"/messages/{page.context['next_url']}")
    assert [row["subject"] for row in rest.context["rows"]] == ["第50条"]
    assert handler.get("/messages/?cursor=nonsense")["Location"] == "/messages/"


@pytest.mark.parametrize(("number", "shown"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (130, "99+")])
def test_the_bell_counts_to_99(handler, near, number, shown):
    rows = [{"subject": str(each)} for each in range(number)]
    for row in rows:
        told(near.accounts["handler"], **row)
    assert str(handler.get("/desk/").context["unread"]) == shown


def test_the_bell_costs_one_statement_and_residents_pages_none(handler, near):
    """It is shown three times on a page."""
    told(near.accounts["handler"])
    with statements() as found:
        handler.get("/messages/settings/")
    assert len([sql for sql in found if "messaging_message" in sql]) == 1
    with statements() as found:
        handler.get("/")
    assert [sql for sql in found if "messaging_" in sql] == []


# one's own choices


def choose(client, **form):
    return client.post("/messages/settings/", form)


def with_phone(near):
    person = near.accounts["handler"].person
    person.phone = "13800001234"
    person.save()


def test_choosing_how_to_be_told(handler, near):
    with_phone(near)
    response = choose(handler, ordinary=["email"], urgent=["sms", "email"], daily="on", email="han@example.org")
    assert (response.status_code, response["Location"]) == (302, "/messages/settings/")
    row = Preference.objects.get()
    assert (row.ordinary, row.urgent, row.daily) == (["email"], ["sms", "email"], True)
    assert row.email.open() == "han@example.org"
    (history,) = AuditRow.objects.filter(action="messages.choices.set")
    assert history.after == {
        "ordinary": ["email"],
        "urgent": ["sms", "email"],
        "daily": True,
        "email": True,
        "phone": True,
    }
    assert "han@example.org" not in handler.get("/messages/settings/").content.decode()


@pytest.mark.parametrize(("phone", "ticked"), [("13800001234", ["sms"]), ("", [])])
def test_the_page_shows_what_is_usual_to_who_chose_nothing(handler, near, phone, ticked):
    person = near.accounts["handler"].person
    person.phone = phone
    person.save()
    form = handler.get("/messages/settings/").context["form"]
    assert (form["urgent"].value(), form["ordinary"].value()) == (ticked, [])


def test_the_stored_address_is_kept_until_it_is_removed(handler):
    choose(handler, ordinary=["email"], email="han@example.org")
    choose(handler, urgent=["email"])
    row = Preference.objects.get()
    assert (row.ordinary, row.urgent, row.email.open()) == ([], ["email"], "han@example.org")
    choose(handler, forget="on")
    assert Preference.objects.get().email.open() == ""


def test_one_writes_down_a_telephone_of_ones_own(handler, near):
    """It is sealed and shown to nobody, not even to the person; history says that there is one, not which."""
    choose(handler, urgent=["sms"], phone="138 0000-1234")
    person = Person.objects.get(pk=near.accounts["handler"].person_id)
    assert person.phone.open() == "13800001234"
    page = handler.get("/messages/settings/").content.decode()
    assert "13800001234" not in page
    assert "138 0000-1234" not in page
    choose(handler, ordinary=["sms"])
    assert Preference.objects.get().ordinary == ["sms"]
    assert choose(handler, ordinary=["sms"], forget_phone="on").status_code == 422
    assert choose(handler, forget_phone="on").status_code == 302
    assert not Person.objects.get(pk=person.pk).phone


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"ordinary": ["email"]}, "请填邮箱地址，或者不选邮件。"),
        ({"email": "han@"}, "这不像邮箱地址，请再看一下。"),
        ({"urgent": ["sms"]}, "请填手机号，或者不选短信。"),
        ({"phone": "不告诉"}, "这个号码收不了短信，请再看一下。"),
    ],
)
def test_a_way_without_an_address_is_refused_with_what_to_do(handler, form, sentence):
    response = choose(handler, **form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Preference.objects.exists()


@pytest.mark.parametrize("way", ["inbox", "group", "pigeon"])
def test_an_unknown_way_is_refused(handler, way):
    assert choose(handler, ordinary=[way]).status_code == 422


# what did not arrive

DOORS = ["near-dispatcher", "near-leader", "near-handler", "stranger", "far administrator", "former administrator"]


def manages_not(world, name):
    """Somebody who does not manage the near street: another office, the neighbour's, one that ended yesterday."""
    if name == "far administrator":
        return signed_in(world.far.accounts["administrator"])
    if name == "former administrator":
        place = (world.near.areas["street"], world.near.units["office"])
        held = give(world.stranger, RoleName.ADMINISTRATOR, *place, since=SINCE)
        end_role(role=held, last_day=clock.local_date(AT) - DAY, by=SYSTEM, at=AT)
        return signed_in(world.stranger)
    return visit(world, name, today=clock.local_date(AT))


@pytest.mark.parametrize("visitor", DOORS)
def test_only_the_administrator_of_the_place_deals_with_what_did_not_arrive(world, near, visitor):
    message, caller = given_up(near), manages_not(world, visitor)
    page = caller.get("/messages/dead/")
    assert page.status_code == (200 if visitor == "far administrator" else 404)
    assert message.subject not in page.content.decode()
    for act in ("resend", "drop"):
        assert caller.post(f"/messages/dead/{message.pk}/{act}/").status_code == 404
    unit = near.units["lamps"]
    assert caller.post(f"/messages/groups/{unit.pk}/", {"kind": "wecom", "webhook": ROBOT}).status_code == 404
    message.refresh_from_db()
    assert (message.state, GroupRobot.objects.exists()) == ("dead", False)


def test_what_did_not_arrive_is_shown_with_its_reason(manager, near, world):
    given_up(near)
    given_up(
        near, recipient=f"unit:{near.units['lamps'].pk}", channel="group", trouble="unreached", code="TimeoutError"
    )
    given_up(near, recipient="visitor:wang", area=near.areas["grid"])
    given_up(world.far)
    given_up(near, state="dropped")
    rows = manager.get("/messages/dead/").context["rows"]
    assert sorted((row["to"], row["channel"], row["why"], row["code"], row["area_name"]) for row in rows) == sorted(
        [
            (near.accounts["handler"].person.name, "短信", "对方的服务没有收下。", "HTTP 400", "火车站街道"),
            ("火车站街道路灯队", "工作群", "没连上对方的服务。", "TimeoutError", "火车站街道"),
            ("外部人员", "短信", "对方的服务没有收下。", "HTTP 400", "富民路社区第一网格"),
        ]
    )


def test_sending_again_begins_anew_and_is_recorded(manager, near):
    message = given_up(near, attempts=5)
    assert manager.post(f"/messages/dead/{message.pk}/resend/")["Location"] == "/messages/dead/"
    message.refresh_from_db()
    assert (message.state, message.attempts, message.next_at) == ("queued", 0, AT)
    (history,) = AuditRow.objects.filter(action="messages.message.resent", subject_id=str(message.pk))
    assert (history.before, history.area_code) == ({"trouble": "refused", "code": "HTTP 400"}, "630102005")
    assert manager.post(f"/messages/dead/{message.pk}/resend/").status_code == 404


def test_dropping_ends_it_and_is_recorded(manager, near):
    message = given_up(near)
    manager.post(f"/messages/dead/{message.pk}/drop/")
    message.refresh_from_db()
    assert (message.state, message.next_at) == ("dropped", None)
    assert AuditRow.objects.filter(action="messages.message.dropped", subject_id=str(message.pk)).count() == 1
    assert "消息都送到了。" in manager.get("/messages/dead/").content.decode()


def test_of_two_administrators_the_second_is_told(near):
    """Both had the page open."""
    message, by = given_up(near), near.actor("administrator")
    actions.drop_message(message=message, by=by, at=AT)
    with pytest.raises(Conflict):
        actions.resend_message(message=message, by=by, at=AT)
    assert AuditRow.objects.filter(subject_id=str(message.pk)).count() == 1


# group chats


def test_connecting_and_disconnecting_a_group(manager, near):
    address = f"/messages/groups/{near.units['lamps'].pk}/"
    assert manager.post(address, {"kind": "dingtalk", "webhook": ROBOT})["Location"] == "/messages/groups/"
    robot = GroupRobot.objects.get()
    assert (robot.unit, robot.kind, robot.webhook.open()) == (near.units["lamps"], "dingtalk", ROBOT)
    shown = manager.get("/messages/groups/").content.decode() + manager.get(address).content.decode()
    assert "钉钉" in shown
    assert ROBOT not in shown
    manager.post(address, {"kind": "dingtalk", "webhook": ""})
    assert not GroupRobot.objects.exists()
    kinds = AuditRow.objects.filter(action="messages.robot.set").order_by("id").values_list("after", flat=True)
    assert list(kinds) == [{"kind": "dingtalk"}, {"kind": ""}]


@pytest.mark.parametrize("address", ["http://robots.example.org/", "robots.example.org", "javascript:alert(1)"])
def test_a_group_is_connected_over_https_alone(manager, near, address):
    response = manager.post(f"/messages/groups/{near.units['lamps'].pk}/", {"kind": "wecom", "webhook": address})
    assert response.status_code == 422
    assert "地址要以 https:// 开头。" in response.content.decode()
