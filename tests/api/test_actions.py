"""POST /api/v1/matters/{number}/actions/{action}: once for each id, on the version that the caller knows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.api.conftest import kind_of, problem
from tests.support import cases
from tests.support.cases import act, case_in
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions.handling import Dispatch

pytestmark = pytest.mark.django_db


WAYS = [
    ("registered", "dispatch", "dispatcher", "dispatched"),
    ("registered", "place", "dispatcher", "registered"),
    ("registered", "accept", "dispatcher", "accepted"),
    ("registered", "answer", "dispatcher", "rating"),
    ("registered", "decline", "dispatcher", "closed"),
    ("registered", "void", "dispatcher", "closed"),
    ("registered", "record_withdrawal", "dispatcher", "closed"),
    ("registered", "reach", "dispatcher", "registered"),
    ("registered", "urge", "dispatcher", "registered"),
    ("registered", "instruct", "leader", "registered"),
    ("registered", "solve", "grid-worker", "checking"),
    ("dispatched", "sign_for", "handler", "handling"),
    ("dispatched", "return", "handler", "registered"),
    ("dispatched", "recall", "dispatcher", "registered"),
    ("handling", "contact", "handler", "handling"),
    ("handling", "ask_extension", "handler", "handling"),
    ("handling", "ask_pause", "handler", "handling"),
    ("handling", "ask_shelving", "handler", "handling"),
    ("handling", "reassign", "handler", "handling"),
    ("paused", "resume", "handler", "handling"),
    ("shelved", "review", "leader", "shelved"),
    ("shelved", "take_up", "leader", "handling"),
    ("shelved", "close_shelved", "leader", "closing"),
    ("handling", "finish", "handler", "answering"),
    ("answering", "reply", "handler", "checking"),
    ("checking", "confirm", "secretary", "rating"),
    ("checking", "rework", "secretary", "handling"),
    ("closing", "close", "dispatcher", "closed"),
    ("closed", "reopen", "dispatcher", "registered"),
]


@pytest.mark.parametrize(("state", "action", "office", "after"), WAYS, ids=[action for _, action, _, _ in WAYS])
def test_every_action_is_done_once(world, program, state, action, office, after):
    """The answer is the matter as it is then; the same command again gives the same answer and does nothing, also
    when the caller has given the matter away by it."""
    matter, caller, command = case_in(world.near, state), program(office), uuid4()
    inputs = {"note": "已处理", **cases.asked_by(world.near, action)}
    first = caller.act(matter, action, command_id=command, **inputs)
    again = caller.act(matter, action, command_id=command, **inputs)
    assert first.status_code == 200, first.content.decode()
    assert (first.json()["state"], first.json()["version"]) == (after, matter.version + 1)
    assert first.json()["steps"][-1]["action"] == action
    assert first.json()["steps"][-1]["text"].startswith("已处理")
    assert (again.status_code, again.json()) == (200, first.json())
    assert Step.objects.filter(matter=matter).count() == matter.version + 1


def test_closing_over_a_silent_reporter_is_done_once(world, program):
    """The form offers other reasons once it is closed; the repetition is answered all the same."""
    matter, caller, command = case_in(world.near, "rating"), program(), uuid4()
    Matter.objects.filter(pk=matter.pk).update(due_at=clock.now() - timedelta(hours=1))
    first = caller.act(matter, "close", command_id=command, reason="unrated")
    assert (first.status_code, first.json()["close_reason"]) == (200, "unrated")
    assert caller.act(matter, "close", command_id=command, reason="unrated").json() == first.json()


def test_the_same_id_for_something_else_is_refused(world, program):
    """Another note, another action, another matter."""
    matter, other, caller, command = (
        case_in(world.near, "dispatched"),
        case_in(world.near, "dispatched"),
        program("handler"),
        uuid4(),
    )
    caller.act(matter, "sign_for", command_id=command, note="收到")
    assert kind_of(caller.act(matter, "sign_for", command_id=command, note="别的")) == (409, "same-id-other-body")
    assert kind_of(caller.act(matter, "finish", command_id=command, note="收到")) == (409, "same-id-other-body")
    assert kind_of(caller.act(other, "sign_for", command_id=command, note="收到")) == (409, "same-id-other-body")


def test_an_old_version_is_told_what_happened_since(world, program):
    matter, caller = case_in(world.near, "dispatched"), program("handler")
    answer = caller.act(matter, "sign_for", version=1)
    assert kind_of(answer) == (409, "stale-version")
    about = problem(answer)["about"]
    assert about["version"] == 2
    assert [(change["number"], change["who"]) for change in about["changes"]] == [(2, "火乙")]


def test_an_action_that_does_not_fit_the_state_is_a_conflict(world, program):
    matter = case_in(world.near, "dispatched")
    assert kind_of(program("handler").act(matter, "finish", note="修好了")) == (409, "conflict")


def test_whoever_handled_it_does_not_check_it(world, program):
    """The guard's sentence is the detail."""
    matter = case_in(world.near, "registered")
    caller = program(permissions=["cases.view", "cases.patrol", "cases.check"])
    solved = caller.act(matter, "solve", note="修好了").json()
    answer = caller.act(matter, "confirm", version=solved["version"], way="looked")
    assert kind_of(answer) == (409, "conflict")
    assert problem(answer)["about"] == {"code": "checked-by-the-handler"}


def test_an_unknown_action_is_absent(world, program):
    matter = case_in(world.near, "registered")
    assert kind_of(program().act(matter, "vanish")) == (404, "not-found")
    assert kind_of(program().act(matter, "rep\0ort")) == (404, "not-found")


@pytest.mark.parametrize(
    ("inputs", "fields"),
    [
        ({}, {"unit", "category"}),
        ({"unit": "x", "category": "0101"}, {"unit"}),
        ({"unit": 3, "category": ["0101", {}]}, {"unit", "category"}),
        ({"note": "长" * 2001}, {"note"}),
        ({"assignee": "x"}, {"assignee", "unit", "category"}),
    ],
)
def test_what_is_wrong_is_named_by_input(world, program, inputs, fields):
    """Also what this action does not ask: it would be lost unseen."""
    matter = case_in(world.near, "registered")
    answer = program().act(matter, "dispatch", **inputs)
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) == fields


def test_a_note_that_is_needed_is_asked_for_by_the_senders_name(world, program):
    matter = case_in(world.near, "registered")
    assert set(problem(program().act(matter, "decline"))["fields"]) == {"note"}


@pytest.mark.parametrize("files", ["abc", ["abc"], ["0199b4e0-7c1a-7b3e-9a52-4d1f6c0e8a11"]])
def test_files_that_are_not_here_are_refused(world, program, files):
    matter = case_in(world.near, "handling")
    answer = program("handler").act(matter, "finish", note="修好了", files=files)
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) == {"files"}


@pytest.mark.parametrize("body", [{}, {"id": "x", "version": 1}, {"id": str(uuid4()), "version": -1}])
def test_id_and_version_are_needed(world, program, body):
    matter = case_in(world.near, "registered")
    answer = program().post(f"/matters/{matter.number}/actions/decline", body)
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) <= {"id", "version"}


def test_who_may_no_longer_see_it_is_told_of_their_own_step_alone(world, program):
    """The answer to the repeated command is as it was, whatever others have done since."""
    matter, caller, command = case_in(world.near, "dispatched"), program("handler"), uuid4()
    inputs = {"note": "不是我们的灯", "reason": "not_our_duty", "relied_on": "3-2"}
    first = caller.act(matter, "return", command_id=command, **inputs).json()
    act(world.near, matter, "dispatch", Dispatch(world.near.units["water"].pk, "0101", "只给供水站看"))
    act(world.near, matter, "sign_for", by=world.near.actor("other-handler"))
    again = caller.act(matter, "return", command_id=command, **inputs)
    found = again.json()
    assert (again.status_code, found["state"], found["version"]) == (200, "registered", 3)
    assert [(step["number"], step["action"]) for step in found["steps"]] == [(3, "return")]
    assert (found["actions"], found["holder"], found["due"]) == ([], "", None)
    assert found == first
    assert kind_of(caller.get(f"/matters/{matter.number}")) == (404, "not-found")


@pytest.mark.parametrize(
    ("inputs", "fields"),
    [
        ({"note": ["不是", "我们的"], "reason": "not_our_duty", "relied_on": "3-2"}, {"note"}),
        ({"note": "不是", "reason": ["not_our_duty"], "relied_on": "3-2"}, {"reason"}),
        ({"note": "不是", "reason": ["unclear", "not_our_duty"], "relied_on": "3-2"}, {"reason"}),
        ({"text": ["不是", "我们的"], "reason": "not_our_duty", "relied_on": "3-2"}, {"note"}),
        ({"text": ["不是"], "reason": ["not_our_duty"], "relied_on": "3-2"}, {"note", "reason"}),
    ],
)
def test_a_list_is_refused_where_one_text_is_asked(world, program, inputs, fields):
    """Otherwise its last item would be taken, or its spelling."""
    matter = case_in(world.near, "dispatched")
    answer = program("handler").act(matter, "return", **inputs)
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) == fields
    assert Matter.objects.get(pk=matter.pk).version == matter.version
