"""A case on the pages of those who work on it: what was sent twice, came late or holds nonsense."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from tests.support.cases import NAME, PHONE, WAY, act, brought, case_in
from tests.support.orders import order, sheet
from tests.support.street import AT, DAY
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.domains.cases.actions.handling import Dispatch
from xiuhuazhen.domains.cases.actions.importing import start_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def handler(client, near):
    client.force_login(near.accounts["handler"])
    return client


def give_back(client, matter, **given):
    form = {"version": matter.version, "command_id": str(new_id()), "text": "不是我们的灯", "reason": "not_our_duty"}
    form["relied_on"] = "3-2-07"
    return client.post(f"/matters/{matter.number}/do/return/", {**form, **given})


def test_who_gave_a_matter_away_lands_on_the_desk_and_is_told(handler, near):
    """Its own page is closed to them now."""
    matter = case_in(near, "dispatched")
    response = give_back(handler, matter)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert [matter.number in str(message) for message in get_messages(response.wsgi_request)] == [True]
    assert matter.number in handler.get("/desk/").content.decode()
    assert handler.get(f"/matters/{matter.number}/").status_code == 404


def test_a_double_click_on_giving_away_is_one_step_and_no_error(handler, near):
    """Also when others have worked on it in between."""
    matter, command = case_in(near, "dispatched"), str(new_id())
    give_back(handler, matter, command_id=command)
    act(near, matter, "dispatch")
    act(near, matter, "recall")
    again = give_back(handler, matter, command_id=command)
    assert (again.status_code, again["Location"]) == (302, "/desk/")
    assert Step.objects.filter(matter=matter, action="return").count() == 1


def test_another_command_on_a_matter_that_was_given_away_does_nothing_and_says_why(handler, near):
    matter = case_in(near, "dispatched")
    give_back(handler, matter)
    again = give_back(handler, matter)
    assert (again.status_code, "这件事已经不在你们单位了" in again.content.decode()) == (409, True)
    assert Step.objects.filter(matter=matter, action="return").count() == 1


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "x", ""])
def test_a_version_that_is_no_number_is_an_old_one(handler, near, version):
    """The page says what happened since, and asks again."""
    matter = case_in(near, "dispatched")
    assert give_back(handler, matter, version=version).status_code == 409
    assert give_back(handler, matter, version=version, text="").status_code == 422
    assert Matter.objects.get(pk=matter.pk).version == matter.version


def test_the_desk_takes_a_case_back_on_its_page(client, near):
    """It stands among the other actions, and not as the one to do next."""
    matter = case_in(near, "dispatched")
    client.force_login(near.accounts["dispatcher"])
    page = client.get(f"/matters/{matter.number}/")
    assert page.context["primary"] is None
    assert f"/matters/{matter.number}/do/recall/" in [link["url"] for link in page.context["others"]]
    form = {"version": matter.version, "command_id": str(new_id()), "text": "收回重派"}
    response = client.post(f"/matters/{matter.number}/do/recall/", form)
    assert (response.status_code, response["Location"]) == (302, f"/matters/{matter.number}/")
    assert Matter.objects.get(pk=matter.pk).state == "registered"


ASKED = ("ask_extension", "ask_pause", "ask_shelving")


@pytest.mark.parametrize(
    ("state", "asked"), [*((state, "") for state in WAY), *(("handling", action) for action in ASKED)]
)
def test_a_matter_has_a_page_in_every_state_whatever_is_asked_for(client, near, state, asked):
    """For each of those who may decide, and those who may only look."""
    matter = case_in(near, state)
    if asked:
        act(near, matter, asked)
    for office in ("dispatcher", "leader", "secretary", "inspector"):
        client.force_login(near.accounts[office])
        assert client.get(f"/matters/{matter.number}/").status_code == 200


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_for_is_refused_on_its_page(client, near, asked):
    matter = case_in(near, "handling")
    act(near, matter, asked)
    client.force_login(near.accounts["leader"])
    form = {"version": matter.version + 1, "command_id": str(new_id()), "text": "三天够了"}
    assert client.post(f"/matters/{matter.number}/do/refuse/", form).status_code == 302
    assert Matter.objects.get(pk=matter.pk).requests == {}


def form_of(client, near, matter, office, action):
    client.force_login(near.accounts[office])
    return client.get(f"/matters/{matter.number}/do/{action}/").content.decode()


@pytest.mark.parametrize(
    ("asked", "office", "granted", "seen"),
    [
        ("ask_extension", "dispatcher", "grant_extension", ("申请延期3个工作日", "等配件")),
        ("ask_pause", "dispatcher", "grant_pause", ("申请暂停到2026年11月27日", "等配件到货")),
        ("ask_shelving", "leader", "grant_shelving", ("申请挂账，2026年11月27日再看", "产权单位已注销")),
    ],
)
def test_who_decides_sees_what_was_asked_for_how_long_and_why(client, near, asked, office, granted, seen):
    matter = case_in(near, "handling")
    act(near, matter, asked)
    for action in (granted, *(("refuse",) if office == "dispatcher" else ())):
        page = form_of(client, near, matter, office, action)
        assert [word for word in (*seen, near.actor("handler").name) if word not in page] == []


def test_who_issues_sees_what_goes_out(client, near):
    matter = case_in(near, "registered")
    act(near, matter, "dispatch", Dispatch(near.units["water"].pk))
    for action in ("sign_for", "finish"):
        act(near, matter, action, by=near.actor("other-handler"))
    for action in ("issue", "redo"):
        assert "已办：finish" in form_of(client, near, matter, "head", action)


def test_who_checks_sees_what_was_done_and_answered(client, near):
    matter = case_in(near, "checking")
    for action in ("confirm", "rework"):
        page = form_of(client, near, matter, "secretary", action)
        assert [word for word in ("已办：finish", "已办：reply") if word not in page] == []


FIRST = {
    ("handling", "handler"): "finish",
    ("handling", "dispatcher"): None,
    ("paused", "handler"): "resume",
    ("shelved", "leader"): "review",
    ("registered", "dispatcher"): "dispatch",
    ("checking", "secretary"): "confirm",
    ("rating", "dispatcher"): None,
    ("closing", "dispatcher"): "close",
    ("closed", "dispatcher"): None,
}


@pytest.mark.parametrize(("state", "office"), FIRST)
def test_one_action_stands_first(client, near, state, office):
    matter = case_in(near, state)
    client.force_login(near.accounts[office])
    first = client.get(f"/matters/{matter.number}/").context["primary"]
    assert (first and first["url"].split("/")[-2]) == FIRST[state, office]


def test_the_menu_has_what_asks_and_what_ends_in_parts_of_their_own(client, near):
    """First what goes on with the work, then what asks for something, below it what ends the matter."""
    matter = case_in(near, "registered")
    client.force_login(near.accounts["dispatcher"])
    others = client.get(f"/matters/{matter.number}/").context["others"]
    assert [("—" if link["line"] else "") + link["url"].split("/")[-2] for link in others] == [
        *("accept", "place", "reach", "urge"),
        "—instruct",
        *("—answer", "decline", "void", "record_withdrawal"),
    ]


def test_a_row_that_asks_for_a_decision_says_so_and_has_its_own_date(client, near):
    matter = case_in(near, "handling")
    act(near, matter, "ask_extension")
    WorklistRow.objects.filter(matter=matter, reason="extension").update(due_at=AT - DAY)
    client.force_login(near.accounts["dispatcher"])
    [row] = client.get("/desk/").context["rows"]
    assert (row["mark"], row["due_at"], row["late"], row["state_label"]) == ("待批延期", AT - DAY, True, "处置中")


@pytest.mark.parametrize(("after", "shown"), [("", 2), ("2", 1), ("²", 2), ("9" * 5000, 2), ("-1", 2), ("x", 2)])
def test_faults_of_an_import_go_on_after_a_line(client, near, settings, tmp_path, after, shown):
    settings.FILES_DIR = tmp_path / "files"
    batch = start_import(
        content=sheet([order(1, 问题描述=""), order(2, 问题描述="")]),
        file_name="a.xlsx",
        source_name="12345热线",
        area=near.areas["street"],
        by=near.actor("dispatcher"),
        at=AT,
    )
    run_pending(at=AT)
    client.force_login(near.accounts["dispatcher"])
    response = client.get(f"/imports/{batch.pk}/", {"after": after})
    assert (response.status_code, len(response.context["errors"])) == (200, shown)


@pytest.mark.parametrize("asked", ["area=999999", "state=nonsense", "due=someday"])
def test_a_filter_that_is_unknown_fits_nothing(client, near, asked):
    """An old address must not look as if it showed what it asks for."""
    matter = case_in(near, "dispatched")
    client.force_login(near.accounts["dispatcher"])
    assert matter.number in client.get("/matters/").content.decode()
    assert matter.number not in client.get(f"/matters/?{asked}").content.decode()


def test_who_reopens_a_case_is_told_that_the_reporter_reads_why(client, near):
    client.force_login(near.accounts["dispatcher"])
    matter = case_in(near, "closed")
    assert "您写的原因反映人看得到" in client.get(f"/matters/{matter.number}/do/reopen/").content.decode()


ENTERED = {"text": "银杏小区路灯不亮", "area": "630102005006", "contact_name": NAME, "contact_phone": PHONE}


def enter(client, near, office, **given):
    """The new matter, and the page to which one comes."""
    client.force_login(near.accounts[office])
    answer = client.post("/cases/new/", {"id": str(new_id()), **ENTERED, **given})
    assert answer.status_code == 302
    return Matter.objects.get(), answer["Location"]


def test_the_desk_is_shown_once_with_which_code_the_caller_follows_it(client, near):
    matter, address = enter(client, near, "dispatcher")
    pages = [client.get(address).content.decode() for _ in range(2)]
    assert [query_code(matter) in page for page in pages] == [True, False]
    assert f'href="/cases/{matter.number}/code/"' in pages[1]
    resident = Client()
    assert resident.post(f"/m/{matter.number}/", {"code": query_code(matter)}).status_code == 302


def test_who_may_be_given_it_to_handle_is_not_shown_the_code(client, near):
    """The committee enters it, and may handle it later: the desk gives the code."""
    matter, address = enter(client, near, "committee")
    page = client.get(address).content.decode()
    assert [said in page for said in (query_code(matter), "查询码由派遣台告诉反映人。")] == [False, True]


def test_what_came_by_telephone_is_rated_by_the_caller(near, client):
    matter, _address = enter(client, near, "dispatcher")
    assert brought(near, matter, "dispatch", "sign_for", "finish", "reply", "confirm").state == "rating"


def test_of_a_grid_workers_round_nobody_has_a_code(client, near):
    client.force_login(near.accounts["grid-worker"])
    sent = {"id": str(new_id()), "text": "路灯不亮", "outcome": "handed_on"}
    assert client.post("/patrol/", sent).status_code == 302
    assert Matter.objects.get().code_key == ""
