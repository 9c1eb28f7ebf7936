"""A procedure is a table. One that contradicts itself is found when the program starts, not when somebody is stuck."""

from dataclasses import replace

import pytest

from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.rules.tables import (
    BrokenProcedure,
    NotAllowed,
    Procedure,
    Shape,
    State,
    Transition,
    Waits,
    missing_inputs,
    problems,
)
from xiuhuazhen.core.procedures.wiring import check_kinds

OPEN, WORKED, CLOSED = State("open", Waits.DESK), State("worked", Waits.HOLDER), State("closed", Waits.NOBODY)
TAKE = Transition("take", ("open",), ("worked",), "p")
CLOSE = Transition("close", ("worked",), ("closed",), "p", shape=Shape.CLOSE)


def table(*, states=(OPEN, WORKED, CLOSED), transitions=(TAKE, CLOSE), first="open"):
    return Procedure(kind="k", opening="begin", first=first, states=states, transitions=transitions)


def test_a_good_table_has_no_problems():
    assert problems(table()) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"states": (OPEN, WORKED, CLOSED, OPEN)}, "state open twice"),
        ({"transitions": (TAKE, CLOSE, Transition("x", ("gone",), ("closed",), "p"))}, "x: unknown state gone"),
        ({"transitions": (TAKE, CLOSE, Transition("x", ("open",), ("gone",), "p"))}, "x: unknown state gone"),
        ({"transitions": (TAKE, CLOSE, replace(TAKE, targets=("open",)))}, "take twice from open"),
        ({"states": (OPEN, WORKED, CLOSED, State("lost", Waits.NOBODY))}, "state lost cannot be reached"),
        ({"transitions": (TAKE,), "states": (OPEN, WORKED)}, "no way on from worked"),
        ({"first": "gone"}, "unknown first state gone"),
        ({"transitions": (TAKE, CLOSE, Transition("x", ("open",), (), "p", raises="time"))}, "x: unknown request time"),
        ({"transitions": (TAKE, CLOSE, Transition("x", ("closed",), ("open",), "p"))}, "x leads on from closed"),
        ({"states": (replace(OPEN, on_time="end"), WORKED, CLOSED)}, "open: no way on by end once it is due"),
    ],
)
def test_each_kind_of_broken_table_is_found(changed, problem):
    """And cannot be made at all."""
    with pytest.raises(BrokenProcedure) as broken:
        table(**changed)
    assert str(broken.value) == problem


def test_a_loop_that_never_ends_is_found():
    """Every open state has a way on, and yet nothing could ever be closed."""
    back = Transition("back", ("worked",), ("open",), "p")
    with pytest.raises(BrokenProcedure, match="a matter cannot be closed from open"):
        table(states=(OPEN, WORKED), transitions=(TAKE, back))


def test_an_action_leads_on_only_from_its_states():
    assert table().transition("take", "open") is TAKE
    for action, state in (("take", "worked"), ("close", "open"), ("close", "closed"), ("tkae", "open")):
        with pytest.raises(NotAllowed):
            table().transition(action, state)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"text": "因为", "unit": "7"}, []),
        ({"text": " \n", "unit": "7"}, ["text"]),
        ({"unit": None}, ["text", "unit"]),
        ({}, ["text", "unit"]),
    ],
)
def test_inputs_that_are_blank_are_missing(given, missing):
    assert missing_inputs(replace(TAKE, needs=("text", "unit")), given) == missing


def test_every_kind_that_is_offered_is_whole():
    assert check_kinds() == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda p: replace(p, transitions=(replace(p.transitions[0], permission="no.such"), *p.transitions[1:])),
         "cases.case: unknown permission no.such"),
        (lambda p: replace(p, states=(replace(p.states[0], limits=("no.such",)), *p.states[1:])),
         "cases.case: unknown norm no.such"),
    ],
)  # fmt: skip
def test_a_kind_that_names_what_nobody_declared_stops_start_up(monkeypatch, change, problem):
    kind = kinds.get("cases.case")
    monkeypatch.setitem(kinds._kinds, "cases.case", replace(kind, procedure=change(kind.procedure)))
    assert [error.msg for error in check_kinds()] == [problem]


def test_a_kind_without_words_for_a_state_or_an_action_stops_start_up(monkeypatch):
    kind = kinds.get("cases.case")
    labels = {name: label for name, label in kind.state_labels.items() if name != "rating"}
    done = {name: label for name, label in kind.done.items() if name != "solve"}
    monkeypatch.setitem(kinds._kinds, "cases.case", replace(kind, state_labels=labels, done=done))
    assert [error.msg for error in check_kinds()] == [
        "cases.case: no label for rating",
        "cases.case: no words for solve",
    ]
