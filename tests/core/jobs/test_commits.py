"""The queue against a database that really commits."""

import signal
import threading

import pytest
from django.db import transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tests.core.jobs.conftest import AT
from xiuhuazhen.core.jobs import actions, execution, leases, registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.management.commands.job_worker import PatientWorker
from xiuhuazhen.core.jobs.models import Job

pytestmark = pytest.mark.race


class RefusedError(Exception):
    pass


def worker(kind=Worker, *, batch=True):
    return kind(
        queue_names=["default"],
        interval=0,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )


def work():
    worker().run()


def test_a_rolled_back_transaction_leaves_neither_job_nor_task(real_database):
    registry.register("sample.note", lambda run: None)

    def enqueue_and_refuse():
        with transaction.atomic():
            actions.enqueue("sample.note", at=AT)
            assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)
            raise RefusedError

    with pytest.raises(RefusedError):
        enqueue_and_refuse()
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_the_worker_of_the_package_runs_a_job(real_database):
    seen = []
    registry.register("sample.note", lambda run: seen.append(run.job_id))
    job_id = actions.enqueue("sample.note", at=AT)
    work()
    assert seen == [job_id]
    assert Job.objects.get(pk=job_id).state == JobState.DONE


def test_a_signal_breaks_nothing_off_not_even_while_the_worker_claims(real_database, monkeypatch):
    """An exception out of the signal's handler would come in the middle of a transaction."""
    monkeypatch.setattr(execution, "_stopping", threading.Event())
    seen = []
    registry.register("sample.note", lambda run: seen.append(run.job_id))
    job_id = actions.enqueue("sample.note", at=AT)
    stopped = worker(PatientWorker, batch=False)
    claim = DBTaskResult.claim

    def claim_while_told_to_stop(*args):
        claim(*args)
        stopped.shutdown(signal.SIGTERM, None)

    monkeypatch.setattr(DBTaskResult, "claim", claim_while_told_to_stop)
    stopped.run()
    assert (seen, Job.objects.get(pk=job_id).state) == ([job_id], JobState.DONE)


def test_a_failed_job_leaves_a_task_for_its_next_attempt(real_database):
    """The worker does not depend on the ticker to try again."""

    def broken(run):
        raise OSError("disk full")

    registry.register("sample.broken", broken)
    job_id = actions.enqueue("sample.broken", at=AT)
    work()
    waiting = DBTaskResult.objects.get(status="READY")
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.attempts, str(waiting.pk)) == (JobState.QUEUED, 1, job.task_id)
    assert waiting.run_after == job.run_after


def test_of_two_workers_that_claim_at_the_same_moment_one_gets_the_job(real_database):
    registry.register("sample.note", lambda run: None)
    job_id = actions.enqueue("sample.note", at=AT)

    def claim():
        return leases.claim(job_id, at=AT)

    won = [result for result in real_database.together(claim, claim) if result is not None]
    assert [job.pk for job in won] == [job_id]
    assert Job.objects.get(pk=job_id).attempts == 1


def test_two_tickers_at_the_same_moment_run_a_schedule_once(real_database):
    registry.register("sample.nightly", lambda run: None)
    registry.schedule("sample.nightly", every=registry.LEASE, job_name="sample.nightly")

    def tick():
        return actions.run_schedules(at=AT)

    assert real_database.together(tick, tick) == [None, None]
    assert Job.objects.count() == 1
