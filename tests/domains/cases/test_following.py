"""A lost query code is given again, and a relative follows with consent; each with a code that nobody stores."""

import pytest
from django.test import Client

from tests.support import cases
from tests.support.cases import NAME, PHONE, case_in, reported
from tests.support.street import AT, PASSWORD
from tests.support.visitors import OUTSIDERS, visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import OutboxRow
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import telling
from xiuhuazhen.domains.cases.actions.handling import Contact, Dispatch
from xiuhuazhen.domains.cases.choices import Means, Outcome, Source
from xiuhuazhen.domains.cases.models import Follower
from xiuhuazhen.domains.cases.queries import follower_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts")]

TODAY = local_date(AT)


def recognised(**given):
    return {"id": str(new_id()), "recognised": "counter", "password": PASSWORD, **given}


@pytest.fixture
def matter(near):
    return case_in(near, "rating", contact_name=NAME, contact_phone=PHONE)


def follower(**given):
    usual = {"id": str(new_id()), "name": "王大力", "relation": "child", "consent": "counter", "password": PASSWORD}
    return {**usual, **given}


def rows(name):
    return list(AuditRow.objects.filter(action=name).values_list("actor_name", "after"))


@pytest.mark.parametrize("office", ["dispatcher", "secretary"])
def test_who_recognised_the_reporter_gives_the_code_again(world, near, matter, office):
    client, address = visit(world, f"near-{office}", today=TODAY), f"/cases/{matter.number}/code/"
    assert query_code(matter) not in client.get(address).content.decode()
    assert rows("cases.code.given") == []
    response = client.post(address, recognised())
    assert query_code(matter) in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    name, unit = near.accounts[office].person.name, str(near.actor(office).unit_id)
    assert rows("cases.code.given") == [(name, {"recognised": "counter", "unit": unit})]
    assert query_code(matter) not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "given", [{}, {"recognised": "counter"}, {"password": PASSWORD}, recognised(password="wrong"),
              recognised(recognised="voice"), recognised(id=""), recognised(id="1")],
)  # fmt: skip
def test_without_saying_how_and_without_the_password_it_is_not_given(client, near, matter, given):
    client.force_login(near.accounts["dispatcher"])
    response = client.post(f"/cases/{matter.number}/code/", given)
    assert query_code(matter) not in response.content.decode()
    assert rows("cases.code.given") == []


def doors(matter):
    number = matter.number
    yield lambda c: c.get(f"/cases/{number}/code/")
    yield lambda c: c.post(f"/cases/{number}/code/", recognised())
    yield lambda c: c.get(f"/cases/{number}/followers/")
    yield lambda c: c.post(f"/cases/{number}/followers/", follower())
    yield lambda c: c.post(f"/cases/{number}/followers/{new_id()}/end/")


@pytest.mark.parametrize("visitor", OUTSIDERS)
def test_who_does_not_see_the_case_finds_no_door(world, matter, visitor):
    client = visit(world, visitor, today=TODAY)
    wanted = 302 if visitor == "anonymous" else 404
    assert {knock(client).status_code for knock in doors(matter)} == {wanted}
    assert (Follower.objects.count(), rows("cases.code.given")) == (0, [])


@pytest.mark.parametrize("office", ["leader", "committee", "grid-worker", "inspector", "handler"])
def test_who_only_sees_the_case_may_not(world, matter, office):
    client = visit(world, f"near-{office}", today=TODAY)
    assert {knock(client).status_code for knock in doors(matter)} == {403}
    assert (Follower.objects.count(), rows("cases.code.given")) == (0, [])


def test_of_a_confidential_case_the_desk_alone_gives_it(world, near):
    matter = reported(confidential=True).matter
    tried = {office: visit(world, f"near-{office}", today=TODAY) for office in ("secretary", "dispatcher")}
    answers = {name: c.post(f"/cases/{matter.number}/code/", recognised()).status_code for name, c in tried.items()}
    assert answers == {"secretary": 403, "dispatcher": 200}


def test_what_nobody_outside_reported_has_no_code_to_give(client, near):
    matter = reported(source=Source.PATROL, by=near.actor("grid-worker")).matter
    client.force_login(near.accounts["dispatcher"])
    assert client.post(f"/cases/{matter.number}/code/", recognised()).status_code == 404


@pytest.fixture
def own(near):
    """A case that the community's committee handled: its secretary signed, finished and replied."""
    found = reported(contact_name=NAME, contact_phone=PHONE).matter
    cases.act(near, found, "dispatch", Dispatch(near.units["community"].pk))
    cases.act(near, found, "contact", Contact(Means.CALL, Outcome.REACHED), by=near.actor("secretary"))
    for action in ("sign_for", "finish", "reply"):
        cases.act(near, found, action, by=near.actor("secretary"))
    cases.act(near, found, "confirm", by=near.actor("inspector"))
    return found


def test_whoever_handles_it_gets_no_code_and_the_desk_gives_it(world, own):
    """With the code they would rate their own work as the reporter."""
    client = visit(world, "near-secretary", today=TODAY)
    assert {knock(client).status_code for knock in doors(own)} == {403}
    assert f"/cases/{own.number}/code/" not in client.get(f"/matters/{own.number}/").content.decode()
    assert rows("cases.code.given") == []
    assert visit(world, "near-dispatcher", today=TODAY).get(f"/cases/{own.number}/code/").status_code == 200


def test_nor_does_who_worked_on_it_for_a_unit_that_gave_it_back(world, near, own):
    """The committee is not the holder any more; the secretary has still signed and replied."""
    cases.act(near, own, "send_back")
    cases.act(near, own, "recall")
    assert visit(world, "near-secretary", today=TODAY).get(f"/cases/{own.number}/code/").status_code == 403


def test_a_secretary_whose_committee_has_nothing_to_do_with_it_gives_it(world, matter):
    assert visit(world, "near-secretary", today=TODAY).get(f"/cases/{matter.number}/code/").status_code == 200


def test_nobody_is_called_back_who_left_no_number(client, near):
    matter = case_in(near, "rating")
    client.force_login(near.accounts["dispatcher"])
    response = client.post(f"/cases/{matter.number}/code/", recognised(recognised="called_back"))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["recognised"])
    assert query_code(matter) not in response.content.decode()
    assert rows("cases.code.given") == []


@pytest.mark.parametrize(("given", "count"), [({"contact_name": NAME, "contact_phone": PHONE}, 1), ({}, 0)])
def test_the_reporter_is_told_that_the_code_was_given(client, near, given, count):
    """So that one who did not ask for it knows."""
    matter = case_in(near, "registered", **given)
    client.force_login(near.accounts["dispatcher"])
    client.post(f"/cases/{matter.number}/code/", recognised())
    found = [notice for row in OutboxRow.objects.all() for notice in telling.code_given(row.payload, AT)]
    assert [(notice.recipient, notice.subject) for notice in found] == [
        (f"cases.reporter:{matter.pk}", f"{matter.number}的查询码刚被问过一次。如果不是您问的，请告诉派遣台。")
    ] * count
    expand_due(AT)


def test_sent_twice_it_is_given_once(client, near, matter):
    """The second answer holds the code as well; on record and told is one."""
    client.force_login(near.accounts["dispatcher"])
    body, address = recognised(), f"/cases/{matter.number}/code/"
    OutboxRow.objects.all().delete()
    answers = [client.post(address, body).content.decode() for _ in range(2)]
    assert [query_code(matter) in answer for answer in answers] == [True, True]
    assert (len(rows("cases.code.given")), OutboxRow.objects.filter(topic=telling.CODE_GIVEN).count()) == (1, 1)
    other = client.post(address, {**body, "recognised": "called_back"})
    assert (other.status_code, query_code(matter) in other.content.decode()) == (422, False)
    client.post(address, recognised())
    assert (len(rows("cases.code.given")), OutboxRow.objects.filter(topic=telling.CODE_GIVEN).count()) == (2, 2)
    keys = {notice.key for row in OutboxRow.objects.all() for notice in telling.code_given(row.payload, AT)}
    assert len(keys) == 2


def test_the_form_makes_an_id_each_time(client, near, matter):
    client.force_login(near.accounts["dispatcher"])
    pages = [client.get(f"/cases/{matter.number}/code/") for _ in range(2)]
    assert len({page.context["form"].initial["id"] for page in pages}) == 2
    assert all('name="id"' in page.content.decode() for page in pages)


def test_what_was_posted_before_there_were_commands_is_told_still(matter):
    (notice,) = telling.code_given({"matter": str(matter.pk), "at": AT.isoformat()}, AT)
    assert notice.key == f"cases.code_given:{matter.pk}:{AT.isoformat()}"


@pytest.fixture
def desk(near):
    client = Client()
    client.force_login(near.accounts["dispatcher"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def added(desk, matter, **given):
    response = desk.post(f"/cases/{matter.number}/followers/", follower(**given))
    assert response.status_code == 200
    return Follower.objects.order_by("-added_at", "-pk").first(), response


def opens(matter, code):
    client = Client()
    return client, client.post(f"/m/{matter.number}/", {"code": code}).status_code


def test_a_relative_follows_with_a_code_of_their_own(desk, matter):
    row, response = added(desk, matter)
    code = follower_code(row)
    assert code in response.content.decode()
    assert code != query_code(matter)
    assert "王大力" not in response.content.decode()
    assert code not in desk.get(f"/cases/{matter.number}/followers/").content.decode()
    after = {"matter": matter.number, "relation": "child", "consent": "counter"}
    assert [each for _name, each in rows("cases.follower.added")] == [after]
    client, status = opens(matter, code)
    page = client.get(f"/m/{matter.number}/").content.decode()
    assert (status, cases.TEXT in page) == (302, True)


def test_they_only_look(desk, matter):
    """Neither what the page offers nor what is sent without it rates or withdraws."""
    client, _status = opens(matter, follower_code(added(desk, matter)[0]))
    page = client.get(f"/m/{matter.number}/").content.decode()
    assert 'name="verdict"' not in page
    assert 'name="withdraw"' not in page
    sent = ({"verdict": "yes"}, {"verdict": "no", "comment": "没好"}, {"withdraw": "1", "version": matter.version})
    before = Step.objects.count()
    assert [client.post(f"/m/{matter.number}/", each).status_code for each in sent] == [403, 403, 403]
    assert Step.objects.count() == before


def test_once_ended_the_code_opens_nothing_also_where_it_was_open(desk, matter):
    row, _response = added(desk, matter)
    code = follower_code(row)
    client, _status = opens(matter, code)
    end = f"/cases/{matter.number}/followers/{row.pk}/end/"
    assert [desk.post(end).status_code for _ in range(2)] == [302, 404]
    assert len(rows("cases.follower.ended")) == 1
    assert cases.TEXT not in client.get(f"/m/{matter.number}/").content.decode()
    assert opens(matter, code)[1] == 404
    assert opens(matter, query_code(matter))[1] == 302


def test_each_follower_and_each_matter_has_another_code(desk, matter):
    other = reported().matter
    first, second = added(desk, matter)[0], added(desk, matter, name="王小花")[0]
    elsewhere = added(desk, other)[0]
    codes = [follower_code(each) for each in Follower.objects.all()]
    assert len({*codes, query_code(matter), query_code(other)}) == 5
    assert first.pk != second.pk
    assert opens(matter, follower_code(elsewhere))[1] == 404
    assert opens(other, follower_code(first))[1] == 404


def test_a_follower_of_another_matter_is_not_ended_here(desk, matter):
    row, _response = added(desk, reported().matter)
    assert desk.post(f"/cases/{matter.number}/followers/{row.pk}/end/").status_code == 404
    assert Follower.objects.get().ended_at is None


def test_sending_the_form_twice_adds_one(desk, matter):
    sent = follower()
    address = f"/cases/{matter.number}/followers/"
    assert [desk.post(address, sent).status_code for _ in range(2)] == [200, 200]
    assert desk.post(address, {**sent, "name": "别人"}).status_code == 422
    assert (Follower.objects.count(), len(rows("cases.follower.added"))) == (1, 1)


@pytest.mark.parametrize(
    "given", [{"name": ""}, {"relation": "boss"}, {"consent": ""}, {"password": "no"}, {"id": "x"}]
)
def test_without_a_name_consent_or_the_password_nobody_is_added(desk, matter, given):
    assert desk.post(f"/cases/{matter.number}/followers/", follower(**given)).status_code == 422
    assert not Follower.objects.exists()


def test_the_name_is_sealed(desk, matter):
    row, _response = added(desk, matter)
    assert "王大力".encode() not in row.name.content
    assert row.name.open() == "王大力"


def test_guessing_is_counted_as_for_the_reporter(settings, matter):
    settings.PUBLIC_RATE = "2"
    assert [opens(matter, "AAAA-AAAA-AAAA")[1] for _ in range(3)] == [404, 404, 429]
    assert Matter.objects.get().state == "rating"
