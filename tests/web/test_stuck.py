"""What stands still: why, for whom to see, how many, and nothing of the neighbours'."""

from datetime import date

import pytest

from tests.support import cases, street
from tests.support.statements import statements
from tests.support.street import AT, DAY, HOUR, SYSTEM
from tests.support.visitors import visit
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.stuck import stuck_matters
from xiuhuazhen.domains.cases.actions.supervising import Instruction

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def dispatcher(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


def leave(near, *offices):
    """Since yesterday none of these holds a role."""
    for office in offices:
        end_role(role=Role.objects.get(person=near.accounts[office].person), last_day=TODAY - DAY, by=SYSTEM, at=AT)


def overdue(matter, **given):
    """The product moves limits by itself; here they have passed."""
    Matter.objects.filter(pk=matter.pk).update(due_at=AT - DAY, **given)
    return matter


def failed(matter):
    """The product could not do its part since an hour ago."""
    Matter.objects.filter(pk=matter.pk).update(failed_at=AT - HOUR)
    return matter


def standing_still(near):
    """One matter for each reason."""
    nobody = cases.case_in(near, "handling")
    Matter.objects.filter(pk=nobody.pk).update(holder=near.units["water"])
    WorklistRow.objects.filter(matter=nobody).update(unit=near.units["water"])
    leave(near, "other-handler", "head")
    asked = cases.case_in(near, "handling")
    cases.act(near, asked, "ask_extension")
    WorklistRow.objects.filter(matter=asked, reason="extension").update(due_at=AT - HOUR)
    return {
        Why.NOBODY: nobody,
        Why.LATE: overdue(cases.case_in(near, "handling"), rung=3),
        Why.UNDECIDED: asked,
        Why.STILL: overdue(cases.case_in(near, "paused")),
        Why.OUTSIDE: overdue(cases.case_in(near, "rating"), rung=3),
        Why.FAULT: failed(cases.case_in(near, "handling")),
    }


def found(by, why=Why.NOBODY, **given):
    return set(stuck_matters(by, why, at=AT, **given))


def test_each_stands_under_its_reason_alone(near):
    matters, by = standing_still(near), near.actor("dispatcher")
    assert {why: found(by, why) for why in Why} == {why: {matter} for why, matter in matters.items()}


@pytest.mark.parametrize("state", [state for state in cases.WAY if state != "closed"])
def test_what_goes_on_in_the_ordinary_course_is_not_stuck(near, state):
    cases.case_in(near, state)
    assert [found(near.actor("dispatcher"), why) for why in Why] == [set()] * len(Why)


def test_what_is_due_now_is_not_late_yet(near):
    by = near.actor("dispatcher")
    for state, why in (("handling", Why.LATE), ("paused", Why.STILL), ("rating", Why.OUTSIDE)):
        matter = cases.case_in(near, state)
        Matter.objects.filter(pk=matter.pk).update(due_at=AT, rung=3)
        assert found(by, why) == set()
        assert set(stuck_matters(by, why, at=AT + HOUR)) == {matter}


def test_below_the_last_rung_others_are_told_first(near):
    overdue(cases.case_in(near, "handling"), rung=2)
    assert found(near.actor("dispatcher"), Why.LATE) == set()


# nobody can act


def test_one_colleague_is_enough(near):
    matter, by = cases.case_in(near, "handling"), near.actor("dispatcher")
    leave(near, "handler")
    assert found(by) == set()
    leave(near, "colleague")
    assert found(by) == {matter}


def test_another_office_of_the_unit_does_not_help(near):
    """Who signs for the unit handles too; an inspector does not."""
    matter, by = cases.case_in(near, "handling"), near.actor("dispatcher")
    leave(near, "handler", "colleague")
    somebody = street._account("third", "火丑丑")
    street.give(somebody, RoleName.INSPECTOR, near.areas["street"], near.units["lamps"])
    assert found(by) == {matter}
    street.give(somebody, RoleName.UNIT_HEAD, near.areas["street"], near.units["lamps"])
    assert found(by) == set()


def test_who_comes_tomorrow_is_not_here_today(near):
    matter, by = cases.case_in(near, "handling"), near.actor("dispatcher")
    leave(near, "handler", "colleague")
    street.coming(near, "handler", today=TODAY)
    assert found(by) == {matter}


def test_a_desk_held_for_another_community_cannot_act_here(near):
    """The permission of a desk holds in an area: the one who is left serves the neighbouring community."""
    matter, by = cases.case_in(near, "registered"), near.actor("leader")
    leave(near, "dispatcher")
    somebody = street._account("third", "火丑丑")
    street.give(somebody, RoleName.DISPATCHER, near.areas["second"], near.units["desk"])
    assert found(by) == {matter}
    street.give(somebody, RoleName.DISPATCHER, near.areas["community"], near.units["desk"])
    assert found(by) == set()


def test_a_unit_may_handle_what_lies_outside_its_peoples_area(world, near):
    cases.case_in(near, "handling")
    leave(near, "handler", "colleague")
    somebody = street._account("third", "火丑丑")
    street.give(somebody, RoleName.UNIT_HANDLER, world.far.areas["street"], near.units["lamps"])
    assert found(near.actor("dispatcher")) == set()


def test_what_is_on_no_worklist_is_stuck(near):
    matter = cases.case_in(near, "registered")
    WorklistRow.objects.all().delete()
    assert found(near.actor("dispatcher")) == {matter}


def test_a_request_that_nobody_can_decide_is_stuck(near):
    matter, by = cases.case_in(near, "handling"), near.actor("leader")
    cases.act(near, matter, "ask_extension")
    leave(near, "dispatcher")
    assert found(by) == {matter}


def test_who_only_sees_a_late_matter_is_not_missed(near):
    """The head of the lamp unit, whom a late matter climbs to, was never named; its handlers are there."""
    matter = cases.case_in(near, "handling")
    where = {"matter": matter, "area": matter.area, "unit": near.units["lamps"]}
    WorklistRow.objects.create(**where, permission="cases.issue", due_at=AT, from_at=AT, reason="head")
    assert found(near.actor("dispatcher")) == set()


# who may see it


@pytest.mark.parametrize(
    ("name", "status", "counts"),
    [
        ("near-dispatcher", 200, ["1"] * 6),
        ("near-leader", 200, ["1"] * 6),
        ("near-administrator", 200, ["1"] * 6),
        ("far-dispatcher", 200, ["0"] * 6),
        ("far-leader", 200, ["0"] * 6),
        ("near-secretary", 403, []),
        ("near-inspector", 403, []),
        ("near-handler", 403, []),
        ("former-near-dispatcher", 403, []),
        ("coming-near-dispatcher", 403, []),
        ("stranger", 403, []),
        ("anonymous", 302, []),
    ],
)
def test_who_watches_over_an_area_sees_it_and_its_counts(world, name, status, counts):
    matters, browser = standing_still(world.near), visit(world, name, today=TODAY)
    page = browser.get("/stuck/")
    assert page.status_code == status
    assert [each["count"] for each in (page.context or {}).get("reasons", [])] == counts
    seen = "1" in counts
    assert (matters[Why.NOBODY].number in page.content.decode()) is seen
    if counts == ["0"] * 6:
        assert "现在没有卡住的事。" in page.content.decode()


def test_the_door_stands_in_the_navigation_of_those_who_watch(world):
    def doors(name):
        page = visit(world, name, today=TODAY).get("/desk/")
        return {door.url: door.phone for door in page.context["nav"]}

    assert [doors(name).get("/stuck/") for name in ("near-dispatcher", "near-leader", "near-administrator")] == [
        False
    ] * 3
    assert "/stuck/" not in doors("near-secretary")


def test_only_who_sees_the_matter_has_a_link_to_it(world, near):
    matter = standing_still(near)[Why.NOBODY]
    for name, url in (("near-leader", f"/matters/{matter.number}/"), ("near-administrator", "")):
        (row,) = visit(world, name, today=TODAY).get("/stuck/").context["rows"]
        assert row["url"] == url


# the page


@pytest.mark.parametrize(
    ("why", "waits_for", "late"),
    [
        ("late", "火车站街道路灯队 · 火己", "已超期 1 天"),
        ("undecided", "火车站街道派遣台 · 已申请延期，等派遣台决定", "已超期 1 小时"),
        ("still", "火车站街道路灯队 · 火己", "已超期 1 天"),
        ("outside", "反映人", "已超期 1 天"),
    ],
)
def test_a_row_says_whom_it_waits_for_and_since_when(near, dispatcher, why, waits_for, late):
    matters = standing_still(near)
    page = dispatcher.get("/stuck/", {"why": why})
    (row,) = page.context["rows"]
    assert (row["number"], row["waits_for"]) == (matters[Why(why)].number, waits_for)
    assert late in page.content.decode()


@pytest.mark.parametrize(
    ("state", "who"),
    [("registered", "火车站街道派遣台"), ("handling", "火车站街道路灯队"), ("checking", "火车站街道路灯队")],
)
def test_a_report_that_is_not_given_in_time_is_owed_by_who_has_it(near, dispatcher, monkeypatch, state, who):
    """And not by the leader, on whose worklist it is then as well."""
    matter = cases.case_in(near, "handling") if state == "checking" else cases.case_in(near, state)
    cases.act(near, matter, "instruct", Instruction(TODAY, "请报结果"))
    for action in ("finish", "reply") if state == "checking" else ():
        cases.act(near, matter, action)
    monkeypatch.setattr(clock, "now", lambda: AT + DAY)
    (row,) = dispatcher.get("/stuck/", {"why": "undecided"}).context["rows"]
    assert (row["number"], row["waits_for"]) == (matter.number, f"{who} · 还要报告批示落实情况")


def test_the_first_reason_that_has_any_is_shown(near, dispatcher):
    overdue(cases.case_in(near, "paused"))
    assert dispatcher.get("/stuck/").context["why"] == "still"
    assert dispatcher.get("/stuck/", {"why": "x"}).context["why"] == "still"
    assert dispatcher.get("/stuck/", {"why": "late"}).context["rows"] == []


def test_a_community_narrows_rows_and_counts(near, dispatcher):
    overdue(cases.case_in(near, "paused"))
    for code, count in (("630102005006", "1"), ("630102005001", "0"), ("x", "0"), ("\0", "1")):
        page = dispatcher.get("/stuck/", {"area": code, "why": "still"})
        assert page.context["reasons"][3]["count"] == count
        assert len(page.context["rows"]) == int(count)
    assert [each["code"] for each in page.context["communities"]] == ["630102005001", "630102005006"]


def test_pages_follow_one_another(near, dispatcher, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.web.views.stuck._ROWS_A_PAGE", 1)
    for days in (3, 2):
        matter = cases.case_in(near, "paused")
        Matter.objects.filter(pk=matter.pk).update(due_at=AT - days * DAY)
    first = dispatcher.get("/stuck/", {"why": "still"})
    second = dispatcher.get("/stuck/" + first.context["next_url"])
    assert [len(page.context["rows"]) for page in (first, second)] == [1, 1]
    assert first.context["rows"][0]["due_at"] == AT - 3 * DAY
    assert second.context["rows"][0]["due_at"] == AT - 2 * DAY
    assert second.context["next_url"] == ""


def test_pages_of_what_is_undecided_follow_one_another(near, dispatcher, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.web.views.stuck._ROWS_A_PAGE", 1)
    for hours in (3, 2):
        matter = cases.case_in(near, "handling")
        cases.act(near, matter, "ask_pause")
        WorklistRow.objects.filter(matter=matter, reason="pause").update(due_at=AT - hours * HOUR)
    first = dispatcher.get("/stuck/", {"why": "undecided"})
    second = dispatcher.get("/stuck/" + first.context["next_url"])
    assert [page.context["rows"][0]["due_at"] for page in (first, second)] == [AT - 3 * HOUR, AT - 2 * HOUR]


def test_a_cursor_that_is_none_leads_to_the_beginning(near, dispatcher):
    assert dispatcher.get("/stuck/", {"cursor": "x"})["Location"] == "/stuck/"


def test_however_much_is_stuck_it_takes_thirteen_statements(near, dispatcher):
    standing_still(near)
    for why in Why:
        dispatcher.get("/stuck/", {"why": why.value})
        with statements() as executed:
            dispatcher.get("/stuck/", {"why": why.value})
        assert len(executed) <= 13, executed
