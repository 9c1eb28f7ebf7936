"""An import whose worker dies on its last attempt says that it stopped, and can be handed in again. Whatever runs late
or once more, lines come in only when a person has said so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.orders import RESULT_HEADER, orders, result, sheet
from tests.support.street import AT
from xiuhuazhen.core.jobs import leases
from xiuhuazhen.core.jobs.actions import begin_anew, enqueue, recover, run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import jobs
from xiuhuazhen.domains.cases.actions.importing import (
    JOB,
    bring_in,
    note_checked,
    note_progress,
    say_columns,
    start_import,
)
from xiuhuazhen.domains.cases.beginnings import beginning_of, columns_of
from xiuhuazhen.domains.cases.choices import BatchKind
from xiuhuazhen.domains.cases.models import ImportBatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LATER = AT + timedelta(minutes=2)
CONTENTS = {BatchKind.ORDERS: orders(3), BatchKind.RESULTS: sheet([result(1)], header=RESULT_HEADER)}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def handed_in(near, kind=BatchKind.ORDERS, **given):
    return start_import(
        content=CONTENTS[kind],
        file_name="工单.xlsx",
        source_name="12345热线",
        area=near.areas["street"],
        by=near.actor("dispatcher"),
        at=AT,
        kind=kind,
        **given,
    )


def worker_dies_for_the_last_time(batch):
    """It had begun, and nothing is left of it."""
    job = Job.objects.get()
    Job.objects.update(max_attempts=1)
    leases.claim(job.pk, at=AT)
    note_progress(batch=batch, total=3, done=1, by=batch, at=AT)
    recover(at=LATER)


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_batch_says_that_it_stopped(near, kind):
    batch = handed_in(near, kind)
    worker_dies_for_the_last_time(batch)
    batch.refresh_from_db()
    said = "系统出了故障，没有导完。请重新上传，已经收下的不会重复。"
    assert (batch.state, batch.problem, batch.finished_at) == ("failed", said, LATER)


def test_its_page_says_so_too(client, near):
    batch = handed_in(near)
    worker_dies_for_the_last_time(batch)
    client.force_login(near.accounts["dispatcher"])
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "系统出了故障，没有导完。" in page


def test_handed_in_again_it_goes_on(near):
    worker_dies_for_the_last_time(handed_in(near))
    again = handed_in(near)
    run_pending(at=LATER)
    again.refresh_from_db()
    assert (again.state, again.done) == ("done", 3)


def test_tried_again_by_the_administration_it_is_done_and_no_problem_is_left(near):
    batch = handed_in(near)
    worker_dies_for_the_last_time(batch)
    begin_anew(job=Job.objects.get(), at=LATER)
    run_pending(at=LATER)
    batch.refresh_from_db()
    assert (batch.state, batch.problem, batch.done) == ("done", "", 3)


def looked_over(near):
    """Its columns were said; it waits for somebody to bring it in."""
    batch = handed_in(near, at_once=False)
    run_pending(at=AT)
    says_its_columns(near, batch)
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == ("ready", {"created": 3})
    return batch


def says_its_columns(near, batch, **other):
    batch.refresh_from_db()
    columns = columns_of(batch, beginning_of(batch), 0)
    say_columns(batch=batch, columns=replace(columns, **other), by=near.actor("dispatcher"), at=AT)


def runs_once_more(near, batch, *, at_once=False):
    """As a job does whose worker died after what it did was kept and before the job was noted as done."""
    enqueue(JOB, at=AT, by_key=near.actor("dispatcher").key, batch_id=str(batch.pk), at_once=at_once)
    run_pending(at=AT)
    batch.refresh_from_db()


def test_columns_that_are_said_twice_before_it_was_looked_over_bring_nothing_in(near):
    batch = handed_in(near, at_once=False)
    run_pending(at=AT)
    says_its_columns(near, batch)
    says_its_columns(near, batch)
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.counts, Matter.objects.count()) == ("ready", {"created": 3}, 0)


def test_what_was_counted_by_columns_that_were_said_anew_since_does_not_count(near):
    batch = handed_in(near, at_once=False)
    run_pending(at=AT)
    says_its_columns(near, batch)
    batch.refresh_from_db()
    says_its_columns(near, ImportBatch.objects.get(pk=batch.pk), day_first=True)
    note_checked(batch=batch, counts={"failed": 3}, by=near.actor("dispatcher"), at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == ("checking", {})


@pytest.mark.parametrize("at_once", [False, True])
def test_a_look_over_that_runs_once_more_brings_nothing_in(near, at_once):
    batch = looked_over(near)
    runs_once_more(near, batch, at_once=at_once)
    assert (batch.state, Matter.objects.count()) == ("ready", 0)


@pytest.mark.parametrize("state", ["stopped", "discarded", "columns", "done"])
def test_what_was_stopped_put_away_or_waits_brings_nothing_in_by_itself(near, state):
    batch = looked_over(near)
    ImportBatch.objects.update(state=state)
    runs_once_more(near, batch)
    assert (batch.state, Matter.objects.count()) == (state, 0)


def test_a_look_over_that_was_given_up_and_begins_anew_is_looked_over(near):
    batch = handed_in(near, at_once=False)
    run_pending(at=AT)
    Job.objects.all().delete()
    says_its_columns(near, batch)
    worker_dies_for_the_last_time(batch)
    batch.refresh_from_db()
    assert batch.state == "failed"
    begin_anew(job=Job.objects.get(), at=LATER)
    run_pending(at=LATER)
    batch.refresh_from_db()
    assert (batch.state, batch.problem, batch.counts) == ("ready", "", {"created": 3})
    assert not Matter.objects.exists()


def test_what_is_looked_over_stays_so_though_its_worker_died_for_the_last_time(near):
    """It had counted everything, and the job was not noted as done."""
    batch = looked_over(near)
    Job.objects.all().delete()
    enqueue(JOB, at=AT, by_key=near.actor("dispatcher").key, batch_id=str(batch.pk))
    Job.objects.update(max_attempts=1)
    leases.claim(Job.objects.get().pk, at=AT)
    recover(at=LATER)
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == ("ready", "")


def test_of_what_was_given_up_halfway_the_rest_comes_in_when_it_begins_anew(near, monkeypatch):
    real, seen = jobs.take_in_line, []

    def dying(**given):
        seen.append(given)
        if len(seen) > 1:
            raise RuntimeError
        return real(**given)

    batch = looked_over(near)
    bring_in(batch=batch, by=near.actor("dispatcher"), at=AT)
    job = Job.objects.get(state="queued")
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "take_in_line", dying)
        Job.objects.filter(pk=job.pk).update(max_attempts=1)
        run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, Matter.objects.count()) == ("failed", 1)
    begin_anew(job=job, at=LATER)
    run_pending(at=LATER)
    batch.refresh_from_db()
    assert (batch.state, batch.problem, Matter.objects.count()) == ("done", "", 3)
