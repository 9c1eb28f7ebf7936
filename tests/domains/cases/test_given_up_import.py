"""An import whose worker dies on its last attempt says that it stopped, and can be handed in again."""

from datetime import timedelta

import pytest

from tests.support.orders import RESULT_HEADER, orders, result, sheet
from tests.support.street import AT
from xiuhuazhen.core.jobs import leases
from xiuhuazhen.core.jobs.actions import begin_anew, recover, run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.domains.cases.actions.importing import note_progress, start_import
from xiuhuazhen.domains.cases.choices import BatchKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LATER = AT + timedelta(minutes=2)
CONTENTS = {BatchKind.ORDERS: orders(3), BatchKind.RESULTS: sheet([result(1)], header=RESULT_HEADER)}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def handed_in(near, kind=BatchKind.ORDERS):
    return start_import(
        content=CONTENTS[kind],
        file_name="工单.xlsx",
        source_name="12345热线",
        area=near.areas["street"],
        by=near.actor("dispatcher"),
        at=AT,
        kind=kind,
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
