"""Whatever people do to a case, in whatever order and however often: a simple model of the table says what happens."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support import cases, street
from tests.support.cases import usual_inputs
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, Refusal, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.access import resident
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.domains.cases.actions.checking import Closing
from xiuhuazhen.domains.cases.choices import CloseReason

MODEL = {
    ("registered", "dispatch"): "dispatched",
    ("registered", "place"): "registered",
    ("registered", "decline"): "closed",
    ("registered", "solve"): "checking",
    ("dispatched", "sign_for"): "handling",
    ("dispatched", "return"): "registered",
    ("dispatched", "recall"): "registered",
    ("handling", "recall"): "registered",
    ("handling", "finish"): "answering",
    ("answering", "reply"): "checking",
    ("checking", "confirm"): "rating",
    ("checking", "rework"): "handling",
    ("rating", "rate"): "closing",
    ("rating", "send_back"): "handling",
    ("rating", "close"): "closed",
    ("closing", "close"): "closed",
}
"""Written down from the mission, not from the product's table. What was never dispatched is done again at the desk."""

ALLOWED = {
    "dispatch": {"dispatcher"},
    "place": {"dispatcher"},
    "decline": {"dispatcher"},
    "solve": {"secretary", "committee", "grid-worker"},
    "sign_for": {"handler", "colleague"},
    "return": {"handler", "colleague"},
    "recall": {"dispatcher"},
    "finish": {"handler", "colleague"},
    "reply": {"handler", "colleague"},
    "confirm": {"dispatcher", "secretary", "committee", "grid-worker", "inspector"},
    "rework": {"dispatcher", "secretary", "committee", "grid-worker", "inspector"},
    "rate": {"resident"},
    "send_back": {"resident"},
    "close": {"dispatcher"},
}
"""Who may, in the near street, once the lamp unit has it. Nobody of the far street ever may."""

WORKED = {"sign_for", "finish", "reply", "solve"}

people = st.sampled_from(["resident", *street.OFFICES])
actions = st.sampled_from(sorted(cases.ACTIONS))


class CaseInAnyOrder(RuleBasedStateMachine):
    world: street.World

    @initialize(reached=st.sampled_from([state for state in cases.WAY if state != "closed"]))
    def begin(self, reached):
        """Somewhere along the ordinary course: chance alone would rarely come far."""
        self.near = self.world.near
        self.matter = cases.reported().matter
        self.state, self.given_to_unit, self.late = "registered", False, False
        self.history: list[tuple[str, str]] = [("report", "public")]
        self.sent: list[tuple[str, str, object, int, object]] = []
        self.day = AT
        for action in cases.WAY[reached]:
            self.somebody_acts(cases.WHO.get(action, "resident"), action)

    def actor(self, who):
        return resident(self.matter) if who == "resident" else self.near.actor(who)

    def inputs(self, action):
        if action == "close" and self.state == "rating":
            return Closing(CloseReason.UNRATED)
        return usual_inputs(self.near, action)

    def expected(self, who, action):
        """The state that follows, or the refusal."""
        if (self.state, action) not in MODEL:
            return Conflict
        if who not in ALLOWED[action] or (
            action in {"sign_for", "return", "finish", "reply"} and not self.given_to_unit
        ):
            return Forbidden
        if action in {"confirm", "rework"} and any(did in WORKED and by == who for did, by in self.history):
            return Conflict
        if action == "send_back" and any(did == "send_back" for did, _by in self.history):
            return Conflict
        if action == "close" and self.state == "rating" and not self.late:
            return Conflict
        after = MODEL[self.state, action]
        return "registered" if action in {"rework", "send_back"} and not self.given_to_unit else after

    def send(self, who, action, inputs, version, command):
        return cases.act(
            self.near,
            self.matter,
            action,
            inputs,
            by=self.actor(who),
            version=version,
            command_id=command,
            at=self.day,
        )

    @rule(who=people, action=actions)
    def somebody_acts(self, who, action):
        expected, inputs, command = self.expected(who, action), self.inputs(action), new_id()
        version = len(self.history)
        if not isinstance(expected, str):
            with pytest.raises(Refusal) as refused:
                self.send(who, action, inputs, version, command)
            assert refused.type is expected, f"{who} {action} in {self.state}"
            return
        assert self.send(who, action, inputs, version, command).to_state == expected, f"{who} {action} in {self.state}"
        self.state = expected
        self.given_to_unit = {"dispatch": True, "return": False, "recall": False}.get(action, self.given_to_unit)
        if action != "place":
            self.late = False
        self.history.append((action, who))
        self.sent.append((who, action, inputs, version, command))

    @precondition(lambda self: self.state != "closed")
    @rule(data=st.data())
    def somebody_does_what_can_be_done(self, data):
        """Anything that the state leads to, by somebody who may or by anybody at all."""
        ahead = [action for state, action in MODEL if state == self.state and action not in {"decline", "close"}]
        action = data.draw(st.sampled_from(ahead or ["close"]))
        self.somebody_acts(data.draw(st.sampled_from(sorted(ALLOWED[action])) | people), action)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def a_command_comes_again(self, data):
        who, action, inputs, version, command = data.draw(st.sampled_from(self.sent))
        step = self.send(who, action, inputs, version, command)
        assert (step.replayed, step.number) == (True, version + 1)

    @rule(who=people, action=actions, behind=st.integers(1, 3))
    def somebody_acts_on_an_old_page(self, who, action, behind):
        version = max(len(self.history) - behind, 0)
        with pytest.raises(StaleVersion) as refused:
            self.send(who, action, self.inputs(action), version, new_id())
        changed = [change["number"] for change in refused.value.extra["changes"]]
        assert changed == list(range(version + 1, len(self.history) + 1))

    @rule()
    def time_passes(self):
        """Ten days: every limit that ran has passed."""
        self.day += 10 * DAY
        self.late = self.state != "closed"

    @invariant()
    def everything_agrees(self):
        if not hasattr(self, "matter"):
            return
        row = Matter.objects.get(pk=self.matter.pk)
        steps = list(Step.objects.filter(matter=row).order_by("number"))
        assert (row.state, row.version, row.is_open) == (self.state, len(self.history), self.state != "closed")
        assert [step.action for step in steps] == [action for action, _who in self.history]
        assert [step.number for step in steps] == list(range(1, row.version + 1))
        assert (steps[-1].to_state, steps[-1].due_at) == (row.state, row.due_at)
        assert (row.holder_id is not None) == self.given_to_unit
        assert chain.faults(row) == []
        self.the_worklist_agrees(row)

    def the_worklist_agrees(self, row):
        owed = list(WorklistRow.objects.filter(matter=row))
        assert len(owed) == (1 if row.is_open else 0)
        if owed:
            waits = {"dispatched": "lamps", "handling": "lamps", "answering": "lamps", "checking": "community"}
            unit = self.near.units[waits.get(self.state, "desk")]
            came_back = self.history[-1][0] in {"return", "recall", "rework", "send_back"}
            assert (owed[0].unit_id, owed[0].due_at, owed[0].returned) == (unit.pk, row.due_at, came_back)


def test_a_case_survives_everything_people_do_to_it(world):
    class OnThisWorld(CaseInAnyOrder):
        pass

    OnThisWorld.world = world
    run_state_machine_as_test(OnThisWorld, settings=settings(max_examples=60, stateful_step_count=16, deadline=None))
