"""The clock of the machine is set: a day back, forty days on. Nothing runs twice, nothing waits for ever."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.core.jobs.conftest import AT
from xiuhuazhen.core.jobs import actions, leases, queries, registry
from xiuhuazhen.core.jobs.models import Job, ScheduledRun
from xiuhuazhen.core.jobs.rules import is_ahead

pytestmark = pytest.mark.django_db
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
AHEAD = AT + 40 * DAY


def ticked(at):
    """As the product does every two seconds, and what the workers then do."""
    hanging = actions.tick(at=at)
    actions.run_pending(at=at)
    return hanging


@pytest.fixture
def ran():
    """When the job ``sample.noted`` ran."""
    moments = []
    registry.register("sample.noted", lambda run, **_: moments.append(run.at))
    return moments


@pytest.mark.parametrize(
    ("counted", "every", "ahead"),
    [
        (AT - SECOND, SECOND, False),
        (AT, SECOND, False),
        (AT + SECOND, SECOND, True),
        (AT + HOUR, None, False),
        (AT + DAY, None, False),
        (AT + DAY + SECOND, None, True),
    ],
)
def test_which_last_turn_lies_ahead(counted, every, ahead):
    assert is_ahead(counted, AT, every=every) is ahead


def test_a_schedule_goes_on_after_the_clock_was_set_back(ran):
    """Its next turn is counted from the present, not from the time that the clock showed before."""
    registry.schedule("sample.noted", every=timedelta(minutes=1), job_name="sample.noted")
    ticked(AHEAD)
    for at in (AT, AT + timedelta(seconds=59), AT + timedelta(seconds=60), AT + timedelta(seconds=61)):
        ticked(at)
    assert ran == [AHEAD, AT + timedelta(seconds=60)]


def test_what_runs_at_night_runs_no_second_time_when_the_clock_is_put_right_by_minutes(ran):
    registry.schedule("sample.noted", at_time=time(9, 30), job_name="sample.noted")
    night = AT + timedelta(minutes=30)
    for at in (AT, night, night - timedelta(minutes=5), night + SECOND):
        ticked(at)
    assert ran == [night]


def test_what_runs_at_night_goes_on_after_forty_days_back(ran):
    registry.schedule("sample.noted", at_time=time(9, 30), job_name="sample.noted")
    ScheduledRun.objects.create(name="sample.noted", last_at=AHEAD)
    for at in (AT, AT + timedelta(minutes=29), AT + timedelta(minutes=30), AT + DAY):
        ticked(at)
    assert ran == [AT + timedelta(minutes=30)]


@pytest.mark.parametrize("back", [timedelta(seconds=3), timedelta(minutes=3), HOUR, DAY, 40 * DAY])
def test_a_job_that_was_queued_before_the_clock_was_set_back_runs_at_once_and_once(ran, back):
    """The task that wakes the worker waits for a moment far ahead, and is sent anew."""
    job_id = actions.enqueue("sample.noted", at=AT + back)
    actions.tick(at=AT)
    assert DBTaskResult.objects.count() == 2
    assert actions.run_pending(at=AT) == 1
    for at in (AT + SECOND, AT + back, AT + back + DAY):
        ticked(at)
    assert (ran, Job.objects.get(pk=job_id).created_at) == ([AT], AT)


def test_a_job_that_is_to_wait_goes_on_waiting(ran):
    actions.enqueue("sample.noted", at=AT, run_after=AT + HOUR)
    ticked(AT + SECOND)
    assert ran == []
    ticked(AT + HOUR)
    assert ran == [AT + HOUR]


def test_pauses_between_attempts_stay_pauses(ran):
    """Brought back once, a job is one of the present."""
    registry.register("sample.broken", _broken, max_attempts=3)
    actions.enqueue("sample.broken", at=AHEAD)
    tried = []
    for second in range(0, 60, 2):
        before = Job.objects.get().attempts
        ticked(AT + second * SECOND)
        if Job.objects.get().attempts > before:
            tried.append(second)
    assert (tried, Job.objects.get().state) == ([0, 10, 30], "failed")


def _broken(run):
    raise ValueError("broken")


def test_a_job_taken_away_when_the_clock_was_ahead_does_not_wait_for_that_day(ran):
    job_id = actions.enqueue("sample.noted", at=AT)
    assert leases.claim(job_id, at=AT)
    actions.recover(at=AHEAD)
    assert Job.objects.get().run_after == AHEAD
    ticked(AT + SECOND)
    assert ran == [AT + SECOND]


def test_a_lease_lasts_no_longer_because_the_clock_was_set_back(ran):
    """Whoever holds it on another machine may be dead; whoever lives renews it."""
    job_id = actions.enqueue("sample.noted", at=AHEAD)
    job = leases.claim(job_id, at=AHEAD)
    Job.objects.update(lease_owner="elsewhere/1:7:abc")
    assert actions.tick(at=AT) == set()
    assert Job.objects.get().lease_until == AT + registry.LEASE
    assert ticked(AT + registry.LEASE) == set()
    assert ran == []
    ticked(AT + registry.LEASE + SECOND)
    assert ran == [AT + registry.LEASE + SECOND]
    with pytest.raises(leases.LeaseLost):
        leases.finish(job, at=AT)


def test_a_task_that_died_when_the_clock_was_ahead_keeps_nobody_waiting():
    registry.register("sample.noted", lambda run: None)
    job_id = actions.enqueue("sample.noted", at=AT)
    DBTaskResult.objects.update(status="RUNNING", started_at=AHEAD)
    assert [job.pk for job in queries.lost_jobs(AT)] == [job_id]


class Jumping(RuleBasedStateMachine):
    """Jobs and schedules under a clock that is set forwards and back. ``real`` goes on as time does."""

    @initialize()
    def begin(self):
        self.clock, self.ran, self.queued, self.turns = AT, [], [], []
        registry.register("sample.once", lambda run, **given: self.ran.append(given["number"]))
        registry.register("sample.turn", lambda run, **_: self.turns.append(run.at))
        registry.schedule("sample.turn", every=timedelta(minutes=1), job_name="sample.turn")

    @rule(wait=st.sampled_from([timedelta(0), 10 * SECOND, HOUR]))
    def enqueue(self, wait):
        self.queued.append(len(self.queued))
        actions.enqueue("sample.once", at=self.clock, run_after=self.clock + wait, number=self.queued[-1])

    @rule(jump=st.sampled_from([-40 * DAY, -DAY, -HOUR, -SECOND, HOUR, DAY, 40 * DAY]))
    def set_clock(self, jump):
        self.clock += jump

    @rule(passed=st.sampled_from([2 * SECOND, timedelta(minutes=2), 3 * HOUR]))
    def tick(self, passed):
        self.clock += passed
        ticked(self.clock)

    @rule()
    def a_worker_dies(self):
        due = Job.objects.filter(state="queued", run_after__lte=self.clock).values_list("pk", flat=True).first()
        if due:
            leases.claim(due, at=self.clock)
            Job.objects.filter(pk=due).update(lease_owner="elsewhere/1:7:abc")

    @invariant()
    def nothing_runs_twice(self):
        assert len(set(self.ran)) == len(self.ran)

    def teardown(self):
        """However the clock was set: within two hours from now everything is done, and the schedule goes on."""
        turns = len(self.turns)
        for _ in range(25):
            self.clock += timedelta(minutes=5)
            ticked(self.clock)
        assert sorted(self.ran) == self.queued
        assert len(self.turns) >= turns + 20


def test_any_course_of_the_clock():
    class Once(Jumping):
        @initialize()
        def begin(self):
            self.undone = transaction.atomic()
            self.undone.__enter__()
            super().begin()

        def teardown(self):
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.undone.__exit__(None, None, None)

    run_state_machine_as_test(Once, settings=settings(max_examples=25, stateful_step_count=12, derandomize=True))
