"""One job, several workers, and workers that die."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tests.core.jobs.conftest import AT
from xiuhuazhen.core.jobs import actions, leases, registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.jobs.models import Job

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(seconds=61)


@pytest.fixture
def job_id():
    registry.register("sample.note", lambda run: None, max_attempts=2)
    return actions.enqueue("sample.note", at=AT)


def test_of_two_workers_one_gets_the_job(job_id):
    assert leases.claim(job_id, at=AT).pk == job_id
    assert leases.claim(job_id, at=AT) is None


def test_a_leased_job_is_not_run_even_when_it_is_sent_twice(job_id):
    leases.claim(job_id, at=AT)
    assert actions.run_pending(at=AT) == 0


def test_recovery_leaves_a_running_lease_alone(job_id):
    leases.claim(job_id, at=AT)
    assert actions.recover(at=AT + timedelta(seconds=60)) == 0
    assert Job.objects.get(pk=job_id).state == JobState.RUNNING


def test_recovery_frees_a_job_whose_lease_ran_out(job_id):
    """The next worker starts from the checkpoint that the dead one saved."""
    dead = leases.claim(job_id, at=AT)
    leases.renew(dead, at=AT, lease=timedelta(seconds=60), checkpoint={"row": 40})
    DBTaskResult.objects.all().delete()
    assert actions.recover(at=LATER) == 1
    assert leases.claim(job_id, at=LATER).checkpoint == {"row": 40}


def test_recovery_does_not_wait_for_the_lease_of_a_worker_that_is_known_to_be_dead(job_id):
    leases.claim(job_id, at=AT)
    assert not Job.objects.filter(state=JobState.QUEUED).exists()
    actions.recover(at=AT, dead_worker=leases.worker_name(pid=1))
    assert not Job.objects.filter(state=JobState.QUEUED).exists()
    actions.recover(at=AT, dead_worker=leases.worker_name())
    assert Job.objects.get(pk=job_id).state == JobState.QUEUED


def test_a_job_whose_workers_keep_dying_is_given_up(job_id):
    for attempt in range(2):
        at = AT + attempt * timedelta(minutes=2)
        leases.claim(job_id, at=at)
        actions.recover(at=at + timedelta(seconds=61))
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "WorkerDied", 2)


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


def test_a_job_whose_task_got_lost_is_sent_again(job_id):
    DBTaskResult.objects.all().delete()
    assert actions.recover(at=AT) == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(job_id)]
    assert actions.recover(at=AT) == 0


def test_a_task_that_died_before_it_claimed_its_job_is_replaced_after_a_minute(job_id):
    DBTaskResult.objects.update(status="RUNNING", started_at=AT)
    assert actions.recover(at=AT + timedelta(seconds=59)) == 0
    assert actions.recover(at=LATER) == 1
