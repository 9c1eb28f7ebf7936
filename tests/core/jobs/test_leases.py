"""One job, several workers, and workers that die."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from tests.core.jobs.conftest import AT
from xiuhuazhen.core.jobs import actions, execution, leases, registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.jobs.models import Job

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(seconds=61)


@pytest.fixture
def no_process():
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait(30)
    return ended.pid


@pytest.fixture
def job_id():
    registry.register("sample.note", lambda run: None, max_attempts=2)
    return actions.enqueue("sample.note", at=AT)


@pytest.fixture
def heard():
    found = []
    registry.register(
        "sample.heard", lambda run, **_: None, max_attempts=2, given_up=lambda **given: found.append(given)
    )
    return found


def test_of_two_workers_one_gets_the_job(job_id):
    assert leases.claim(job_id, at=AT).pk == job_id
    assert leases.claim(job_id, at=AT) is None


def test_a_leased_job_is_not_run_even_when_it_is_sent_twice(job_id):
    leases.claim(job_id, at=AT)
    assert actions.run_pending(at=AT) == 0


def test_recovery_leaves_a_running_lease_alone(job_id):
    leases.claim(job_id, at=AT)
    assert actions.recover(at=AT + timedelta(seconds=60)) == set()
    assert Job.objects.get(pk=job_id).state == JobState.RUNNING


def test_recovery_frees_a_job_whose_lease_ran_out(job_id):
    """The next worker starts from the checkpoint that the dead one saved."""
    dead = leases.claim(job_id, at=AT)
    leases.renew(dead, at=AT, lease=timedelta(seconds=60), checkpoint={"row": 40})
    DBTaskResult.objects.all().delete()
    actions.recover(at=LATER)
    assert DBTaskResult.objects.count() == 1
    assert leases.claim(job_id, at=LATER).checkpoint == {"row": 40}


def test_recovery_does_not_wait_for_the_lease_of_a_worker_of_this_machine_that_is_no_more(job_id, no_process):
    leases.claim(job_id, at=AT)
    Job.objects.update(lease_owner=f"{leases.worker_name(no_process)}:attempt")
    assert actions.recover(at=AT) == set()
    assert Job.objects.get(pk=job_id).state == JobState.QUEUED


def test_of_a_worker_elsewhere_recovery_waits_for_the_lease(job_id, no_process):
    """Its number says nothing here."""
    leases.claim(job_id, at=AT)
    Job.objects.update(lease_owner=f"elsewhere/pid:[1]:{no_process}:attempt")
    actions.recover(at=AT)
    assert Job.objects.get(pk=job_id).state == JobState.RUNNING
    assert actions.recover(at=LATER) == set()
    assert Job.objects.get(pk=job_id).state == JobState.QUEUED


def test_a_worker_of_this_machine_that_lives_and_lost_its_lease_is_named_as_hanging(job_id):
    leases.claim(job_id, at=AT)
    assert actions.recover(at=LATER) == {os.getpid()}
    assert Job.objects.get(pk=job_id).state == JobState.QUEUED


def test_a_job_whose_workers_keep_dying_is_given_up(job_id):
    for attempt in range(2):
        at = AT + attempt * timedelta(minutes=2)
        leases.claim(job_id, at=at)
        actions.recover(at=at + timedelta(seconds=61))
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "WorkerDied", 2)


def die_until_given_up(job_id, *, attempts=2):
    for attempt in range(attempts):
        at = AT + attempt * timedelta(minutes=2)
        leases.claim(job_id, at=at)
        actions.recover(at=at + timedelta(seconds=61))
    return at + timedelta(seconds=61)


def test_whoever_waits_for_a_job_that_is_given_up_is_told(heard):
    """Once, with what the job was given, when its worker has died for the last time."""
    job_id = actions.enqueue("sample.heard", at=AT, batch_id="7")
    leases.claim(job_id, at=AT)
    actions.recover(at=LATER)
    assert heard == []
    leases.claim(job_id, at=LATER)
    gone = LATER + timedelta(seconds=61)
    actions.recover(at=gone)
    actions.recover(at=gone)
    assert heard == [{"at": gone, "batch_id": "7"}]


def test_also_when_its_last_attempt_fails(heard):
    def fails(run, **_):
        raise ValueError

    registry.register("sample.heard", fails, max_attempts=1, given_up=lambda **given: heard.append(given))
    actions.enqueue("sample.heard", at=AT, batch_id="7")
    actions.run_pending(at=AT)
    assert (heard, Job.objects.get().state) == ([{"at": AT, "batch_id": "7"}], JobState.FAILED)


def test_who_cannot_be_told_keeps_no_job_from_being_given_up():
    def breaks(**_):
        Job.objects.update(note="half done")
        raise ValueError

    registry.register("sample.broken", lambda run: None, max_attempts=1, given_up=breaks)
    job_id = actions.enqueue("sample.broken", at=AT)
    die_until_given_up(job_id, attempts=1)
    assert Job.objects.values_list("state", "note").get() == ("failed", "")


def test_a_job_that_this_version_does_not_know_is_given_up_too(job_id):
    Job.objects.update(name="sample.of_tomorrow", max_attempts=1)
    die_until_given_up(job_id, attempts=1)
    assert Job.objects.get(pk=job_id).state == JobState.FAILED


def test_a_lease_that_was_renewed_in_the_meantime_is_not_taken_away(job_id):
    leases.claim(job_id, at=AT)
    seen = Job.objects.get(pk=job_id)
    leases.renew(seen, at=LATER, lease=timedelta(seconds=60))
    leases.take_away(seen, at=LATER)
    assert Job.objects.get(pk=job_id).state == JobState.RUNNING


def test_a_worker_that_was_thought_dead_can_change_nothing_any_more(job_id):
    slow = leases.claim(job_id, at=AT)
    actions.recover(at=LATER)
    leases.claim(job_id, at=LATER)
    run = JobRun(slow, at=AT, clock=lambda: LATER)
    for change in (
        lambda: run.checkpoint({"row": 1}),
        lambda: leases.finish(slow, at=LATER),
        lambda: leases.fail(slow, "ValueError", at=LATER),
    ):
        with pytest.raises(leases.LeaseLost):
            change()
    assert Job.objects.get(pk=job_id).checkpoint == {}


def test_a_checkpoint_holds_the_lease_for_another_minute(job_id):
    job = leases.claim(job_id, at=AT)
    JobRun(job, at=AT, clock=lambda: AT + timedelta(seconds=50)).checkpoint({"row": 1})
    assert Job.objects.get(pk=job_id).lease_until == AT + timedelta(seconds=110)


class Stopwatch:
    """In the place of the module ``time``; sleeping takes the time it is asked to."""

    def __init__(self):
        self.seconds, self.pauses = 0.0, []

    def monotonic(self):
        return self.seconds

    def sleep(self, seconds):
        self.seconds += seconds
        self.pauses.append((self.seconds, seconds))


def test_a_job_that_writes_gives_way_by_time_however_long_each_piece_takes(job_id, monkeypatch, settings):
    """Six quick pieces of 20 ms, then two that take 200 ms because others have the processor: what these take beyond
    100 ms it also pauses."""
    settings.JOBS_GIVE_WAY_SECONDS = 0.5
    monkeypatch.setattr(execution, "time", watch := Stopwatch())
    run = JobRun(leases.claim(job_id, at=AT), at=AT, clock=lambda: AT)
    for seconds in (*[0.02] * 6, *[0.2] * 2):
        watch.seconds += seconds
        run.give_way()
    gave_way = [(0.6, 0.5), (1.44, 0.62), (2.24, 0.6)] if connection.vendor == "sqlite" else []
    assert watch.pauses == [(pytest.approx(until), pytest.approx(paused)) for until, paused in gave_way]


def test_a_job_that_saves_how_far_it_is_gives_way_too(job_id, monkeypatch, settings):
    settings.JOBS_GIVE_WAY_SECONDS = 0.5
    monkeypatch.setattr(execution, "time", watch := Stopwatch())
    run = JobRun(leases.claim(job_id, at=AT), at=AT, clock=lambda: AT)
    watch.seconds += 0.2
    run.checkpoint({}, done=1, total=2)
    assert bool(watch.pauses) == (connection.vendor == "sqlite")


def test_a_job_whose_task_got_lost_is_sent_again(job_id):
    DBTaskResult.objects.all().delete()
    actions.recover(at=AT)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(job_id)]
    actions.recover(at=AT)
    assert DBTaskResult.objects.count() == 1


def test_a_task_that_died_before_it_claimed_its_job_is_replaced_after_twenty_seconds(job_id):
    DBTaskResult.objects.update(status="RUNNING", started_at=AT)
    actions.recover(at=AT + timedelta(seconds=19))
    assert DBTaskResult.objects.count() == 1
    actions.recover(at=AT + timedelta(seconds=21))
    assert DBTaskResult.objects.count() == 2


def test_a_job_that_gets_further_is_not_given_up_however_often_its_worker_dies(job_id):
    """It may be tried twice; its worker dies at every line, and in the end at the same line again and again."""
    at = AT
    for line in (1, 2, 3, 4, 4):
        job = leases.claim(job_id, at=at)
        run = JobRun(job, at=at, clock=lambda: at)  # noqa: B023 - called at once
        run.checkpoint({"line": line}, done=line, total=9)
        at += timedelta(seconds=61)
        actions.recover(at=at)
    assert Job.objects.values_list("state", "attempts", "progress_done").get() == ("failed", 2, 4)


def test_the_last_attempt_is_no_longer_the_last_once_it_gets_further(job_id):
    leases.claim(job_id, at=AT)
    actions.recover(at=LATER)
    run = JobRun(leases.claim(job_id, at=LATER), at=LATER, clock=lambda: LATER)
    assert run.last_attempt
    run.checkpoint({"line": 1}, done=1)
    assert not run.last_attempt
