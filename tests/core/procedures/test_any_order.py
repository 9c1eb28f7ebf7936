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

from tests.core.procedures.days import DAY, MINUTE, Calling, Days, Handling, day_of, end_of
from tests.core.procedures.expecting import Expecting, limit_further
from tests.core.procedures.model import (
    ALLOWED,
    ALSO_SETTLES,
    CALLED_IN,
    CAME_BACK,
    CLEARS,
    COMMUNITY,
    ENDS,
    LIMITS,
    MODEL,
    ORDERED,
    OWN_DATA,
    RAISES,
    SETTLES,
    STILL,
    TEAMS,
    WORKED,
)
from tests.support import cases, street
from tests.support.cases import usual_inputs
from tests.support.street import AT, HOUR
from xiuhuazhen.core.kit.clock import NO_LIMIT
from xiuhuazhen.core.kit.errors import Refusal, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import set_local_day
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.access import resident
from xiuhuazhen.core.procedures.actions.waking import TICKER, recount_matter, wake_matter
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.queries import due_to_wake
from xiuhuazhen.core.procedures.rules.clocks import read
from xiuhuazhen.domains.cases.actions.checking import Closing, Rating
from xiuhuazhen.domains.cases.actions.handling import Colleague, Dispatch, Place
from xiuhuazhen.domains.cases.choices import CloseReason, Source

people = st.sampled_from(["resident", "clock", *street.OFFICES])
actions = st.sampled_from(sorted(ALLOWED))
spans = st.sampled_from([MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, DAY, 2 * DAY, 5 * DAY, 30 * DAY])

ORDER = {"source": Source.HOTLINE, "source_name": "12345", "source_number": "7"}
GIVEN = {
    "public": {},
    "called": {"contact_phone": cases.PHONE},
    "confidential": {"source": Source.STAFF, "contact_phone": cases.PHONE, "confidential": True},
    "entered": {"source": Source.STAFF, "contact_name": cases.NAME},
    "noticed": {"source": Source.STAFF},
    "order": ORDER,
}
"""By a resident without a telephone or with one, and by the desk: for who stays unknown to the unit, for who can be
asked with the code alone, for nobody, and for an outside source."""


class ServerDies(Exception):  # noqa: N818 - an event
    pass


class CaseInTime(Expecting, RuleBasedStateMachine):
    """Whatever becomes of the time of a case that somebody works on."""

    world: street.World
    reaches = ("handling", "paused", "shelved")

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()

    def teardown(self):
        """Each example begins with the world and its calendar as they were."""
        transaction.savepoint_rollback(self.savepoint)

    @initialize(
        data=st.data(),
        given=st.sampled_from(sorted(GIVEN)),
        unit=st.sampled_from(sorted(TEAMS)),
        dated=st.integers(1, 12 * 24),
    )
    def begin(self, data, given, unit, dated):
        """Somewhere along the ordinary course: chance alone would rarely come far."""
        self.near, self.day, self.days = self.world.near, AT, Days()
        self.order = AT + dated * HOUR if given == "order" else None
        self.given, self.matter, self.unit, self.team = given, self.reported(given), unit, TEAMS[unit]
        self.coded, self.elsewhere = given not in {"noticed", "order"}, False
        self.consults, self.ends_by_yes = False, False
        self.state, self.given_to_unit, self.returned, self.rung = "registered", False, False, 0
        self.running, self.still, self.until, self.paused_at = {"accept": AT, "dispatch": AT}, {}, None, None
        self.asked: set[str] = set()
        self.wanted: dict[str, object] = {}
        self.history: list[tuple[str, str]] = [("report", "public" if given in {"public", "called"} else "dispatcher")]
        self.urged: set[tuple[str, object]] = set()
        self.sent: list[tuple[str, str, object, int, object]] = []
        for action in cases.WAY[data.draw(st.sampled_from(self.reaches))]:
            self.somebody_goes_on(cases.WHO.get(action, "resident"), action)

    def somebody_goes_on(self, who, action):
        """The next step of the ordinary course, with what has to come before it."""
        who = self.team[0] if who == "handler" else who
        if action == "finish" and self.has_to_call():
            self.somebody_acts(who, "contact")
        self.somebody_acts(who, action)
        if self.state == "reviewing":
            self.somebody_acts("head", "issue")

    def reported(self, given):
        told = {**GIVEN[given], **({"order_due": self.order} if self.order else {})}
        if given in {"public", "called"}:
            return cases.reported(**told).matter
        return cases.reported(by=self.near.actor("dispatcher"), **told).matter

    def actor(self, who):
        if who == "clock":
            return TICKER
        return resident(self.matter) if who == "resident" else self.near.actor(who)

    def inputs(self, action):
        if action == "close":
            return Closing(CloseReason.UNRATED if self.state == "rating" else self.end_at_the_desk())
        if action == "rate_no":
            return Rating(solved=False)
        if action == "dispatch":
            return Dispatch(self.near.units[self.unit].pk, "0101")
        if action == "place":
            return Place(self.near.areas["grid" if self.elsewhere else "community"].path)
        if action in {"reassign", "hand_over"}:
            return Colleague(self.near.accounts[self.team[1]].person.pk)
        return usual_inputs(self.near, action, at=self.day)

    def end_at_the_desk(self):
        """What the leader found impossible ends as that, unless it was opened again."""
        telling = [action for action, _who in self.history if action in {"close_shelved", "reopen", "source_returned"}]
        return CloseReason.IMPOSSIBLE if telling[-1:] == ["close_shelved"] else CloseReason.EXPLAINED

    def ends(self, limit):
        """When it ends as things are now."""
        began = self.running.get(limit, self.still.get(limit))
        if limit in {"until", "order"}:
            return {"until": self.until, "order": self.order}[limit]
        if isinstance(began, Handling | Calling):
            return began.ends(self.days)
        return {
            "accept": lambda: self.days.after_open_hours(began, 1),
            "dispatch": lambda: self.days.after_open_hours(began, 2),
            "sign_for": lambda: self.days.after_open_hours(began, 4),
            "reply": lambda: self.days.after_work_days(began, 1),
            "check": lambda: self.days.after_work_days(began, 2),
            "rate": lambda: self.days.after_days(began, 7),
            "close": lambda: self.days.after_work_days(began, 1),
            "issue": lambda: self.days.after_work_days(began, 1),
            "report_back": lambda: self.days.after_work_days(began, 1),
            "source": lambda: self.days.after_days(began, 5),
            "decide": lambda: self.days.after_work_days(began, 2),
            "archive": lambda: self.days.after_days(began, 30),
        }[limit]()

    @property
    def limits(self):
        """Those that run in this state."""
        dated = {"order"} if self.order and self.state in ORDERED else set()
        return {limit: self.ends(limit) for limit in {*self.running, *dated}}

    @property
    def due(self):
        return min(self.limits.values(), default=NO_LIMIT)

    @property
    def late(self):
        return self.due < self.day

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
        if who != "clock":
            self.urged = self.urged | {(who, day_of(self.day))} if action == "urge" else set()
        self.asked -= SETTLES.get(action, set()) | ALSO_SETTLES.get(action, set())
        if after != self.state:
            called = {"contact"} if after in {*CALLED_IN, "reporting_back"} else set()
            self.asked &= {"supervision", "erasure"} | called
        self.asked |= {RAISES[action]} if action in RAISES else set()
        if self.given == "confidential" and after == "handling" and self.contact_owed(action):
            self.asked.add("contact")
        self.given_to_unit = (self.given_to_unit or action == "dispatch") and action not in CLEARS
        self.elsewhere ^= action == "place"
        self.consults |= action == "answer"
        self.set_dates(action)
        if action in {"contact", "reach"}:
            self.running.pop("contact", None)
            self.still.pop("contact", None)
        if moves:
            self.ends_by_yes = action == "answer"
            self.returned = action in CAME_BACK
            self.enter(after, calls=self.given == "called" and self.contact_owed(action))
        self.state = after
        self.sent = [] if action == "grant_erasure" else self.sent  # what is erased cannot be compared any more
        self.history.append(("rate" if action == "rate_no" else action, who))
        self.come_down()

    def set_dates(self, action):
        """Four days are asked for; a day that has passed before it was granted becomes the present one."""
        if action in {"ask_pause", "ask_shelving"}:
            self.wanted[RAISES[action]] = day_of(self.day + 4 * DAY)
        elif action in {"grant_pause", "grant_shelving"}:
            (asked,) = SETTLES[action]
            self.until = end_of(max(self.wanted[asked], day_of(self.day)))
        elif action == "review":
            self.until = end_of(day_of(self.day + 4 * DAY))
        elif action == "redate":
            self.order = self.day + 3 * DAY
        elif action in {"reopen", "source_returned"} and self.order and self.order <= self.day:
            self.order = None
        elif action == "grant_extension":
            handling = self.running["handle"]
            handling.granted, handling.more = self.day, 3

    def enter(self, after, *, calls):
        known = self.running
        if self.state in STILL:
            known = self.still
            ended = min(self.day, self.until) if self.state == "paused" else self.day
            for each in known.values():
                each.pauses.append((self.paused_at, ended))
        limits = LIMITS.get(after, set()) - (set() if calls or "contact" in known else {"contact"})
        goes_on = {limit: known[limit] for limit in limits if limit in known}
        self.running = goes_on if self.state in STILL and goes_on else self.begun(limits - set(goes_on)) | goes_on
        self.still, self.paused_at = (known, self.day) if after in STILL else ({}, None)

    def begun(self, limits):
        kinds = {"handle": Handling, "contact": Calling}
        return {limit: kinds[limit](self.day) if limit in kinds else self.day for limit in limits}

    def come_down(self):
        """What is no longer late has climbed nothing."""
        self.rung = 0 if self.due > self.day else self.rung

    @precondition(lambda self: self.state == "handling")
    @rule(what=st.sampled_from(["extension", "pause", "pause", "shelving"]), between=spans)
    def the_unit_is_granted_what_it_asks(self, what, between):
        self.somebody_acts(self.team[0], f"ask_{what}")
        self.day += min(between, DAY)
        self.somebody_acts("leader", f"grant_{what}")

    @precondition(lambda self: self.state in STILL)
    @rule(stood=spans, wakes=st.booleans())
    def it_goes_on(self, stood, wakes):
        self.day += stood
        if wakes:
            self.the_product_wakes(twice=False)
        if self.state in STILL:
            action = {"paused": "resume", "shelved": "take_up"}[self.state]
            self.somebody_acts({"paused": self.team[0], "shelved": "leader"}[self.state], action)

    @precondition(lambda self: self.given == "order" and "redate" in MODEL[self.state])
    @rule()
    def the_source_sets_another_date(self):
        self.somebody_acts("dispatcher", "redate")

    @rule(span=spans)
    def time_passes(self, span):
        self.day += span

    @rule(ahead=st.integers(-3, 6), worked=st.booleans())
    def the_calendar_changes(self, ahead, worked):
        """A day off in the street, or one that is worked. A step says so where something changed by it."""
        day = day_of(self.day + ahead * DAY)
        if day in self.days.named:
            return
        given = {"area": self.near.areas["street"], "day": day, "is_workday": worked}
        set_local_day(**given, name="运动会", basis="通知", by=self.near.actor("administrator"), at=self.day)
        self.days.named[day] = worked
        before = self.kept()
        step = recount_matter(matter_id=self.matter.pk, by=TICKER, at=self.day)
        assert (step is None) == (self.kept() == before)
        if step:
            self.history.append(("recount", "clock"))
            self.come_down()
        if self.kept()[1] != min(self.own_end(), self.next_rung()):
            self.day += HOUR  # what wakes within the hour is left to it

    def kept(self):
        row = Matter.objects.get(pk=self.matter.pk)
        return row.clocks, row.wake_at

    @rule(twice=st.booleans())
    def the_product_wakes(self, twice):
        """It ends what has its time, and takes up what is late, a rung at a time."""
        for _ in range(1 + twice):
            while pending := list(due_to_wake(self.day).filter(pk=self.matter.pk)):
                wake_matter(matter_id=pending[0].pk, by=TICKER, at=self.day)
        while action := self.comes_by_itself():
            if action == "escalate":
                self.rung = self.climbed()
                self.history.append((action, "clock"))
            else:
                self.follow("clock", action, MODEL[self.state][action])

    def comes_by_itself(self):
        if self.own_end() <= self.day:
            return {"paused": "time_up", "rating": "lapse", "closed": "archive"}[self.state]
        return "escalate" if self.next_rung() <= self.day else ""

    def own_end(self):
        own = {"paused": "until", "rating": "rate", "closed": "archive"}.get(self.state)
        return self.ends(own) if own else NO_LIMIT

    def climbed(self):
        """Where the unit it waits for has no head it goes to the leader, when it would have gone to the head."""
        return 3 if self.rung == 1 and not self.headed() else self.rung + 1

    def headed(self):
        """The unit it waits for, if somebody is head there: of the community the secretary."""
        if self.checked_by() == "community":
            return "community"
        with_unit = self.given_to_unit and self.state in {"dispatched", "handling", "reviewing", "paused", "answering"}
        return "water" if with_unit and self.unit == "water" else ""

    def checked_by(self):
        """The unit whose people are to check now, if it is to be checked."""
        if self.state != "checking":
            return ""
        worked = {who for did, who in self.history if did in WORKED}
        return "community" if COMMUNITY & self.may("confirm") - worked else "office"

    def next_rung(self):
        """At once, its head after a work day, the leader after two."""
        due = self.due
        if due == NO_LIMIT or self.rung == 3 or self.state == "closed":
            return NO_LIMIT
        return due if not self.rung else self.days.after_work_days(due, self.rung)

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
        assert row.due_at == self.due
        kept = {each.limit.rpartition(".")[2]: each.due for each in read(row.clocks)}
        assert kept == {**self.limits, **{limit: self.ends(limit) for limit in self.still}}
        assert row.late(self.day) == (self.late and not ended)
        assert row.rung == self.rung
        wakes = min(self.own_end(), self.next_rung())
        assert row.wake_at == wakes or max(row.wake_at, wakes) <= self.day
        self.the_worklist_agrees(row)
        assert recount_matter(matter_id=row.pk, by=TICKER, at=self.day) is None

    def the_worklist_agrees(self, row):
        rows = list(WorklistRow.objects.filter(matter=row))
        assert {(each.unit_id, each.permission, each.reason) for each in rows} == self.owed(row)
        assert len(rows) == len(self.owed(row))
        report = row.requests.get("supervision", {}).get("due", "")
        reporting = {(each.unit_id, each.permission) for each in rows if each.reason == "supervision"}
        for work in (each for each in rows if not each.reason):
            same = report and (work.unit_id, work.permission) in reporting
            due = min(row.due_at, datetime.fromisoformat(report)) if same else row.due_at
            assert (work.due_at, work.returned) == (due, self.returned)

    def owed(self, row):
        """By whom, with which permission and why: the work itself, what is asked for, what goes up."""
        units = {name: unit.pk for name, unit in self.near.units.items()}
        desk, office = units["desk"], units["office"]
        unit = units[self.unit] if self.given_to_unit else desk
        waits = {
            **dict.fromkeys(("dispatched", "handling", "answering", "paused"), (unit, "cases.handle")),
            "reviewing": (unit, "cases.issue"),
            **dict.fromkeys(("registered", "accepted"), (desk, "cases.dispatch")),
            **dict.fromkeys(("rating", "closing"), (desk, "cases.close")),
            **dict.fromkeys(("reporting_back", "at_source"), (desk, "cases.report_back")),
            "checking": (units[self.checked_by() or "community"], "cases.check"),
            "shelved": (office, "cases.shelve"),
            "deciding": (office, "cases.decide"),
        }
        asked = {
            "extension": {(desk, "cases.approve")},
            "pause": {(desk, "cases.approve")},
            "shelving": {(office, "cases.shelve")},
            "contact": {(desk, "cases.reach")},
            "erasure": {(desk, "cases.erase")},
            "supervision": {(office, "cases.lead"), (unit, "cases.handle" if self.given_to_unit else "cases.dispatch")},
        }
        owed = {(*who, name) for name in self.asked for who in asked[name]}
        if row.is_open:
            owed |= {(*waits[self.state], "")}
            heads = {(units[self.headed()], "cases.issue", "head")} if self.headed() else set()
            owed |= heads if self.rung > 1 else set()
            owed |= {(office, "cases.lead", "leader")} if self.rung == 3 else set()
        return owed


class CaseInAnyOrder(CaseInTime):
    reaches = tuple(state for state in cases.WAY if state != "closed")

    @rule(who=people, action=actions)
    def anybody_tries_anything(self, who, action):
        self.somebody_acts(who, action)

    @precondition(lambda self: MODEL[self.state])
    @rule(data=st.data())
    def somebody_does_what_can_be_done(self, data):
        """Anything that the state leads to, by somebody who may or by anybody at all."""
        dull = {"decline", "answer", "void", "close", "archive", *OWN_DATA, *ENDS}
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


def survives(machine, world, *, examples, steps):
    class OnThisWorld(machine):
        pass

    limit_further(world.near)
    OnThisWorld.world = world
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(OnThisWorld, settings=chosen)


def test_a_case_survives_everything_people_do_to_it(world):
    survives(CaseInAnyOrder, world, examples=80, steps=20)


def test_the_time_of_a_case_is_counted_right_whatever_becomes_of_it(world):
    survives(CaseInTime, world, examples=60, steps=20)
