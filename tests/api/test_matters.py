"""GET /api/v1/matters and one of them: filters, pages, and what is told."""

import pytest

from tests.api.conftest import kind_of, problem
from tests.support.cases import TEXT, act, case_in, reported
from tests.support.street import AT, DAY, HOUR, SYSTEM
from xiuhuazhen.core.areas.actions import rename_area
from xiuhuazhen.core.kit.clock import local_date

pytestmark = pytest.mark.django_db


def numbers(answer):
    assert answer.status_code == 200, answer.content.decode()
    return [item["number"] for item in answer.json()["items"]]


def test_what_is_told_of_a_matter(world, program):
    matter = case_in(world.near, "dispatched")
    (item,) = program().get("/matters").json()["items"]
    assert item == {
        "number": "630102005-20261123-0001",
        "kind": "cases.case",
        "title": TEXT,
        "state": "dispatched",
        "urgency": "ordinary",
        "category": "0101",
        "area": "630102005006001",
        "holder": "火车站街道路灯队",
        "opened": "2026-11-23T01:00:00Z",
        "due": "2026-11-23T07:00:00Z",
        "closed": None,
        "close_reason": "",
        "version": 2,
        "url": f"http://testserver/matters/{matter.number}/",
    }


def test_a_matter_has_its_steps_and_the_actions_open_to_the_caller(world, program):
    matter = case_in(world.near, "dispatched")
    found = program("handler").get(f"/matters/{matter.number}").json()
    assert found["actions"] == ["sign_for", "return", "contact", "reassign"]
    assert [(step["number"], step["action"], step["to_state"], step["text"]) for step in found["steps"]] == [
        (1, "report", "registered", TEXT),
        (2, "dispatch", "dispatched", ""),
    ]
    assert program("inspector").get(f"/matters/{matter.number}").json()["actions"] == []


def test_a_closed_matter_has_no_limit(world, program):
    matter = case_in(world.near, "closed")
    found = program().get(f"/matters/{matter.number}").json()
    assert (found["state"], found["due"], found["close_reason"]) == ("closed", None, "solved")
    assert found["closed"] == "2026-11-23T01:00:00Z"


def test_filters_narrow_the_list(world, program):
    """By kind, state, area's subtree, due time, words; an unknown value fits nothing."""
    new = case_in(world.near, "registered")
    sent = case_in(world.near, "dispatched", text="车站广场井盖松动", point=(1_018_050_000, 366_020_000))
    ended = case_in(world.near, "closed")
    caller = program()
    every = {new.number, sent.number, ended.number}
    assert set(numbers(caller.get("/matters", kind="cases.case"))) == every
    assert numbers(caller.get("/matters", kind="works.work")) == []
    assert numbers(caller.get("/matters", state="dispatched")) == [sent.number]
    assert set(numbers(caller.get("/matters", state="open"))) == {new.number, sent.number}
    assert numbers(caller.get("/matters", state="nonsense")) == []
    assert numbers(caller.get("/matters", area="630102005001")) == [sent.number]
    assert set(numbers(caller.get("/matters", area="630102"))) == every
    assert numbers(caller.get("/matters", area="630102006")) == []
    assert numbers(caller.get("/matters", area="999")) == []
    assert numbers(caller.get("/matters", q="井盖")) == [sent.number]
    assert numbers(caller.get("/matters", q=sent.number)) == [sent.number]


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ("2026-11-23T11:00:00", 0),
        ("2026-11-23T11:00:01", 1),
        ("2026-11-23T03:00:01Z", 1),
        ("2026-11-23", 0),
        ("2026-11-24", 1),
    ],
)
def test_due_before_is_a_time_in_china(world, program, before, count):
    """The case is due at 11:00; what is due at that very moment is not due before it."""
    case_in(world.near, "registered")
    assert len(numbers(program().get("/matters", due_before=before))) == count


def test_pages_follow_each_other_without_gap(world, program):
    """A hundred a page, newest first, also where several were opened at the same moment."""
    wanted = [
        reported(at=AT + (number // 3) * HOUR, area="630102005", point=None).matter.number for number in range(103)
    ]
    caller = program()
    first = caller.get("/matters")
    second = caller.get("/matters", cursor=first.json()["next"])
    assert (len(numbers(first)), len(numbers(second)), second.json()["next"]) == (100, 3, "")
    assert numbers(first) + numbers(second) == wanted[::-1]


@pytest.mark.parametrize("asked", [{"due_before": "soon"}, {"due_before": "0001-01-01"}, {"due_before": "1700000000"}])
def test_what_is_no_time_is_refused(world, program, asked):
    answer = program().get("/matters", **asked)
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) == {"due_before"}


def test_days_urgency_and_what_came_back_are_asked_for_as_on_the_page(world, program):
    """A day is one of China, whatever the hour in UTC."""
    number = reported(area="630102005", point=None).matter.number
    day = local_date(AT).isoformat()
    caller = program()
    assert numbers(caller.get("/matters", opened_from=day, opened_to=day, urgency="ordinary")) == [number]
    for asked in (
        {"opened_from": "2030-01-01"},
        {"closed_from": "2020-01-01"},
        {"back": "true"},
        {"urgency": "urgent"},
    ):
        assert numbers(caller.get("/matters", **asked)) == []
    assert kind_of(caller.get("/matters", opened_from="gestern")) == (422, "invalid-input")


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIiwiYiJd", "\0"])
def test_what_is_no_cursor_is_refused(world, program, cursor):
    assert kind_of(program().get("/matters", cursor=cursor)) == (422, "invalid-input")


def test_a_handler_sees_what_their_unit_has(world, program):
    """Not what lies with another unit, and no longer what was given back."""
    matter = case_in(world.near, "dispatched")
    case_in(world.near, "registered")
    handler, other = program("handler"), program("other-handler")
    assert numbers(handler.get("/matters")) == [matter.number]
    assert numbers(other.get("/matters")) == []
    act(world.near, matter, "return", at=AT + DAY)
    assert numbers(handler.get("/matters")) == []


def test_areas_go_by_padded_and_by_former_codes_too(world, program):
    """Statistics pad with zeros; a program that was not told of a new code goes on with the old one."""
    matter = case_in(world.near, "registered")
    caller, community = program(), world.near.areas["community"]
    rename_area(area=community, name=community.name, code="630102005016", on=AT.date(), basis="测试", by=SYSTEM, at=AT)
    for code in ("630102000000", "630102005000", "630102005016", "630102005006"):
        assert numbers(caller.get("/matters", area=code)) == [matter.number], code
    for code in ("630102006000", "630102005001", "6301", "x", "²"):
        assert numbers(caller.get("/matters", area=code)) == [], code
