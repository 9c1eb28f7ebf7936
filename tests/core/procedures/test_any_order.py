"""Whatever people do to a case, in whatever order and however often, whenever the server dies and however much time
passes: a simple model of the procedure says what happens."""

from datetime import datetime

import pytest
from django.db import transaction
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
from xiuhuazhen.core.kit.clock import NO_LIMIT
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput, Refusal, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.access import resident
from xiuhuazhen.core.procedures.actions.waking import TICKER, wake_matter
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.queries import due_to_wake
from xiuhuazhen.domains.cases.actions.checking import Closing, Rating
from xiuhuazhen.domains.cases.choices import CloseReason

ENDS = dict.fromkeys(("record_withdrawal", "withdraw"), "closed")
STAYS = dict.fromkeys(("urge", "instruct"), "")
HELD = dict.fromkeys(("reassign", "hand_over", "report_progress", "contact"), "")
NEW = {"dispatch": "dispatched", "place": "", **dict.fromkeys(("answer", "decline", "void"), "closed"), **ENDS, **STAYS}
ASKS = dict.fromkeys(("ask_extension", "ask_pause", "ask_shelving", "grant_extension", "refuse"), "")

MODEL = {
    "registered": {"accept": "accepted", "solve": "checking", **NEW},
    "accepted": NEW,
    "dispatched": {"sign_for": "handling", "return": "registered", "recall": "registered", **HELD, **ENDS, **STAYS},
    "handling": {
        "finish": "answering", "recall": "registered", "grant_pause": "paused", "grant_shelving": "shelved",
        **ASKS, **HELD, **ENDS, **STAYS,
    },
    "paused": {"resume": "handling", "time_up": "handling", "recall": "registered", **HELD, **ENDS, **STAYS},
    "shelved": {
        "review": "", "take_up": "handling", "close_shelved": "closing", "hand_over": "", "instruct": "",
        "report_progress": "", **ENDS,
    },
    "answering": {"reply": "checking", "recall": "registered", **HELD, **ENDS, **STAYS},
    "checking": {
        "confirm": "rating", "rework": "again", "rate": "closing", "rate_no": "deciding", "send_back": "again",
        "urge": "", "hand_over": "", "report_progress": "",
    },
    "rating": {
        "rate": "closing", "rate_no": "deciding", "send_back": "again", "close": "closed", "lapse": "closed",
        "hand_over": "", "report_progress": "",
    },
    "deciding": {"settle": "closing", "order": "again", "recall": "registered", "hand_over": "", "report_progress": ""},
    "closing": {"close": "closed", "hand_over": "", "report_progress": ""},
    "closed": {"reopen": "registered", "archive": "archived", "report_progress": ""},
    "archived": {},
}  # fmt: skip
"""Written down from the mission, not from the product's table. Empty: it stays where it is. What goes ``again`` goes to
the unit that has it, or to the desk where none has."""

LIMITS = {
    "registered": {"dispatch"},
    "accepted": {"dispatch"},
    "dispatched": {"sign_for", "handle"},
    "handling": {"handle"},
    "paused": {"until"},
    "shelved": {"until"},
    "answering": {"reply"},
    "checking": {"check"},
    "rating": {"rate"},
    "closing": {"close"},
}
"""What runs in each state; what ran before goes on. In a pause the time for handling stands still."""

UNIT = {"handler", "colleague"}
CHECKERS = {"dispatcher", "secretary", "committee", "grid-worker", "inspector"}
MAY = (
    ("accept answer close decline dispatch place recall record_withdrawal reopen void", {"dispatcher"}),
    ("solve", {"secretary", "committee", "grid-worker"}),
    ("sign_for return contact finish reply reassign report_progress resume", UNIT),
    ("ask_extension ask_pause ask_shelving", UNIT),
    ("grant_extension grant_pause refuse urge instruct", {"dispatcher", "leader"}),
    ("grant_shelving review take_up close_shelved settle order", {"leader"}),
    ("hand_over", {"administrator"}),
    ("confirm rework", CHECKERS),
    ("rate rate_no send_back withdraw", {"resident"}),
    ("time_up lapse archive", {"clock"}),
)
ALLOWED = {action: who for names, who in MAY for action in names.split()}
"""Who may, in the near street, once the lamp unit has it. Nobody of the far street ever may."""

OF_THE_UNIT = {action for action, who in ALLOWED.items() if who == UNIT}
WORKED = {"sign_for", "contact", "finish", "reply", "solve"}
RAISES = {"ask_extension": "extension", "ask_pause": "pause", "ask_shelving": "shelving", "instruct": "supervision"}
SETTLES = {
    "grant_extension": {"extension"},
    "grant_pause": {"pause"},
    "grant_shelving": {"shelving"},
    "refuse": {"extension", "pause", "shelving"},
    "report_progress": {"supervision"},
}
CAME_BACK = {"return", "recall", "rework", "send_back", "order", "reopen"}
CLEARS = {"return", "recall", "reopen"}

people = st.sampled_from(["resident", "clock", *street.OFFICES])
actions = st.sampled_from(sorted(ALLOWED))


class ServerDies(Exception):  # noqa: N818 - an event
    pass


class CaseInAnyOrder(RuleBasedStateMachine):
    world: street.World

    @initialize(reached=st.sampled_from([state for state in cases.WAY if state != "closed"]))
    def begin(self, reached):
        """Somewhere along the ordinary course: chance alone would rarely come far."""
        self.near = self.world.near
        self.matter = cases.reported().matter
        self.state, self.given_to_unit, self.returned, self.climbed = "registered", False, False, False
        self.running, self.expired, self.still = {"dispatch"}, set(), set()
        self.asked: set[str] = set()
        self.history: list[tuple[str, str]] = [("report", "public")]
        self.sent: list[tuple[str, str, object, int, object]] = []
        self.day = AT
        for action in cases.WAY[reached]:
            self.somebody_acts(cases.WHO.get(action, "resident"), action)

    def actor(self, who):
        if who == "clock":
            return TICKER
        return resident(self.matter) if who == "resident" else self.near.actor(who)

    def inputs(self, action):
        if action == "close":
            return Closing(CloseReason.UNRATED if self.state == "rating" else CloseReason.EXPLAINED)
        if action == "rate_no":
            return Rating(solved=False)
        return usual_inputs(self.near, action, at=self.day)

    @property
    def late(self):
        return bool(self.running & self.expired)

    def did(self, action, since=""):
        """Whether the action was done, after the last ``since``."""
        done = [name for name, _who in self.history]
        after = done[len(done) - 1 - done[::-1].index(since) :] if since in done else done
        return action in after

    def expected(self, who, action):
        """The state that follows, or the refusal."""
        if action not in MODEL[self.state]:
            return Conflict
        if who not in ALLOWED[action] or (action in OF_THE_UNIT and not self.given_to_unit):
            return Forbidden
        if self.stands_in_the_way(who, action):
            return Conflict
        if action == "hand_over" and not self.given_to_unit:
            return InvalidInput
        after = MODEL[self.state][action] or self.state
        return ("handling" if self.given_to_unit else "registered") if after == "again" else after

    def stands_in_the_way(self, who, action):
        if action in SETTLES and not SETTLES[action] & self.asked:
            return True
        if action in RAISES and action != "instruct" and RAISES[action] in self.asked:
            return True
        return (
            (action in {"confirm", "rework"} and any(did in WORKED and by == who for did, by in self.history))
            or (action == "send_back" and self.did("send_back", since="reopen"))
            or (action == "ask_extension" and self.did("grant_extension", since="dispatch"))
            or (action == "close" and self.state == "rating" and not self.late)
        )

    def send(self, who, action, inputs, version, command):
        return cases.act(
            self.near,
            self.matter,
            "rate" if action == "rate_no" else action,
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
        self.follow(who, action, expected)
        self.sent.append((who, action, inputs, version, command))

    def follow(self, who, action, after):
        """The model takes the step as well."""
        moves = MODEL[self.state][action] != ""
        self.asked = (self.asked - SETTLES.get(action, set())) | ({RAISES[action]} if action in RAISES else set())
        if after != self.state:
            kept = after not in {"closed", "archived"} or (after == "closed" and self.given_to_unit)
            self.asked &= {"supervision"} if kept else set()
        self.given_to_unit = (self.given_to_unit or action == "dispatch") and action not in CLEARS
        if moves:
            self.returned = action in CAME_BACK
            self.enter(after)
        elif action == "review":
            self.expired -= {"until"}
        self.state = after
        self.climbed = self.climbed and self.late
        self.history.append(("rate" if action == "rate_no" else action, who))

    def enter(self, after):
        running = LIMITS.get(after, set())
        fresh = running - self.running - self.still
        thawing = self.still & running if self.state in {"paused", "shelved"} else set()
        self.still = self.running if after in {"paused", "shelved"} else set()
        self.expired = (self.expired & (running | self.still)) - (fresh - thawing)
        self.running = running

    @precondition(lambda self: MODEL[self.state])
    @rule(data=st.data())
    def somebody_does_what_can_be_done(self, data):
        """Anything that the state leads to, by somebody who may or by anybody at all."""
        dull = {"decline", "answer", "void", "close", "archive", *ENDS}
        ahead = sorted(set(MODEL[self.state]) - dull) or sorted(MODEL[self.state])
        action = data.draw(st.sampled_from(ahead))
        self.somebody_acts(data.draw(st.sampled_from(sorted(ALLOWED[action])) | people), action)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def a_command_comes_again(self, data):
        who, action, inputs, version, command = data.draw(st.sampled_from(self.sent))
        step = self.send(who, action, inputs, version, command)
        assert (step.replayed, step.number) == (True, version + 1)

    @rule(who=people, action=actions)
    def the_server_dies_before_it_has_answered(self, who, action):
        """Nothing of it is there, and nothing is in its way when it comes again."""
        version, command = len(self.history), new_id()
        try:
            with transaction.atomic():
                self.send(who, action, self.inputs(action), version, command)
                raise ServerDies
        except (ServerDies, Refusal):
            pass

    @rule(who=people, action=actions, behind=st.integers(1, 3))
    def somebody_acts_on_an_old_page(self, who, action, behind):
        version = max(len(self.history) - behind, 0)
        with pytest.raises(StaleVersion) as refused:
            self.send(who, action, self.inputs(action), version, new_id())
        changed = [change["number"] for change in refused.value.extra["changes"]]
        assert changed == list(range(version + 1, len(self.history) + 1))

    @rule()
    def time_passes(self):
        """Thirty days: every limit that ran has passed, extended or not."""
        self.day += 30 * DAY
        self.expired |= self.running

    @rule(twice=st.booleans())
    def the_product_wakes(self, twice):
        """It ends what has its time, and takes up what is late, once."""
        for _ in range(1 + twice):
            while pending := list(due_to_wake(self.day).filter(pk=self.matter.pk)):
                wake_matter(matter_id=pending[0].pk, by=TICKER, at=self.day)
        if self.late and self.state in {"paused", "rating"}:
            action = {"paused": "time_up", "rating": "lapse"}[self.state]
            self.follow("clock", action, MODEL[self.state][action])
        if self.late and not self.climbed and self.state != "closed":
            self.history += [("escalate", "clock")] * 3
            self.climbed = True

    @invariant()
    def everything_agrees(self):
        if not hasattr(self, "matter"):
            return
        row = Matter.objects.get(pk=self.matter.pk)
        steps = list(Step.objects.filter(matter=row).order_by("number"))
        ended = self.state in {"closed", "archived"}
        assert (row.state, row.version, row.is_open) == (self.state, len(self.history), not ended)
        assert [step.action for step in steps] == [action for action, _who in self.history]
        assert [step.number for step in steps] == list(range(1, row.version + 1))
        assert (steps[-1].to_state, steps[-1].due_at) == (row.state, row.due_at)
        assert (row.holder_id is not None) == self.given_to_unit
        assert set(row.requests) == self.asked
        assert chain.faults(row) == []
        assert (row.due_at == NO_LIMIT) == (not self.running)
        assert row.late(self.day) == (self.late and not ended)
        assert row.rung == (3 if self.climbed else 0)
        self.the_worklist_agrees(row)

    def the_worklist_agrees(self, row):
        rows = list(WorklistRow.objects.filter(matter=row))
        assert {(each.unit_id, each.permission, each.reason) for each in rows} == self.owed(row)
        assert len(rows) == len(self.owed(row))
        report = row.requests.get("supervision", {}).get("due", "")
        for work in (each for each in rows if not each.reason):
            same = report and work.permission == "cases.handle"
            due = min(row.due_at, datetime.fromisoformat(report)) if same else row.due_at
            assert (work.due_at, work.returned) == (due, self.returned)

    def owed(self, row):
        """By whom, with which permission and why: the work itself, what is asked for, what goes up."""
        units = {name: unit.pk for name, unit in self.near.units.items()}
        desk, office = units["desk"], units["office"]
        lamps = units["lamps"] if self.given_to_unit else desk
        waits = {
            **dict.fromkeys(("dispatched", "handling", "answering", "paused"), (lamps, "cases.handle")),
            **dict.fromkeys(("registered", "accepted"), (desk, "cases.dispatch")),
            **dict.fromkeys(("rating", "closing"), (desk, "cases.close")),
            "checking": (units["community"], "cases.check"),
            "shelved": (office, "cases.shelve"),
            "deciding": (office, "cases.decide"),
        }
        asked = {
            "extension": {(desk, "cases.approve"), (office, "cases.approve")},
            "pause": {(desk, "cases.approve"), (office, "cases.approve")},
            "shelving": {(office, "cases.shelve")},
            "supervision": {(office, "cases.lead")} | ({(lamps, "cases.handle")} if self.given_to_unit else set()),
        }
        owed = {(*who, name) for name in self.asked for who in asked[name]}
        if row.is_open:
            owed |= {(*waits[self.state], "")}
        if row.is_open and self.climbed:
            owed |= {(waits[self.state][0], "cases.issue", "head"), (office, "cases.lead", "leader")}
        return owed


def test_a_case_survives_everything_people_do_to_it(world):
    class OnThisWorld(CaseInAnyOrder):
        pass

    OnThisWorld.world = world
    run_state_machine_as_test(OnThisWorld, settings=settings(max_examples=80, stateful_step_count=20, deadline=None))
