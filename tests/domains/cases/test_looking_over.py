"""A spreadsheet is looked over in turns with what waits beside it, goes on where it stopped, and can be put away
meanwhile."""

import pytest

from tests.support.orders import order, orders, sheet
from tests.support.street import AT, HOUR
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.jobs import execution, registry
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import jobs
from xiuhuazhen.domains.cases.actions.importing import JOB, bring_in, discard_import, say_columns, start_import
from xiuhuazhen.domains.cases.beginnings import beginning_of, columns_of
from xiuhuazhen.domains.cases.models import ImportBatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LINES = [order(1), order(2), order(2), order(1, 问题描述="别的事"), order(3, 问题描述=""), order(4)]
COUNTS = {"created": 3, "same": 1, "differs": 1, "failed": 1}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def turns(monkeypatch):
    """Its turn is over after each line, as long as something waits."""
    monkeypatch.setattr(jobs, "_CHECKPOINT_EVERY", 1)
    monkeypatch.setattr(execution, "_TURN_SECONDS", 0.0)


@pytest.fixture
def judged(monkeypatch):
    """Rows of the sheet in the order in which they were judged; ``then`` is done before one of them is."""
    rows, judge = Rows(), jobs.judge_line

    def noting(*, line, **more):
        rows.append(line[0])
        rows.then.pop(line[0], lambda: None)()
        return judge(line=line, **more)

    monkeypatch.setattr(jobs, "judge_line", noting)
    return rows


class Rows(list):
    def __init__(self):
        super().__init__()
        self.then = {}


def with_columns(near, content, **more):
    """Handed in, its columns said; it waits to be looked over."""
    given = {"file_name": "工单.xlsx", "source_name": "12345热线", "area": near.areas["street"], "at_once": False}
    batch = start_import(content=content, by=near.actor("dispatcher"), at=AT, **given)
    run_pending(at=AT)
    says(near, batch)
    return batch


def says(near, batch):
    batch.refresh_from_db()
    say_columns(batch=batch, columns=columns_of(batch, beginning_of(batch), 0), by=near.actor("dispatcher"), at=AT)


def short(done):
    """A job that waits in the same queue, as a result file does."""
    registry.register("sample.short", lambda _run, **_: done.append(len(done)))
    return lambda: enqueue("sample.short", at=AT, run_after=AT - HOUR)


def test_it_lets_others_go_and_counts_on_from_where_it_was(near, judged):
    batch, done = with_columns(near, sheet(LINES)), []
    seen = []
    judged.then = {3: short(done), 4: lambda: seen.append(list(done)), 5: short(done)}
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.counts, batch.total) == ("ready", COUNTS, 6)
    assert list(judged) == [2, 3, 4, 5, 6, 7]
    assert (seen, done) == ([[0]], [0, 1])


def test_what_it_goes_on_from_tells_nothing_of_the_lines(near, judged):
    with_columns(near, sheet(LINES))
    kept = []
    judged.then = {7: lambda: kept.append(Job.objects.filter(name=JOB).latest("id").checkpoint)}
    run_pending(at=AT)
    assert kept[0]["looked_over"]["done"] == 5
    assert not [word for word in ("QH", "银杏", "别的事", "路灯", "1390000") if word in str(kept)]


def test_put_away_half_way_it_ends_quietly(near, judged):
    """What was kept is erased, and the job is through without a fault; nothing comes in."""
    batch = with_columns(near, orders(6))
    judged.then = {4: lambda: discard_import(batch=batch, by=near.actor("dispatcher"), at=AT)}
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.counts, batch.problem, batch.blob) == ("discarded", {}, "", None)
    assert list(judged) == [2, 3, 4]
    assert not SealedBlob.objects.exists()
    assert set(Job.objects.filter(name=JOB).values_list("state", "error")) == {("done", "")}
    assert AuditRow.objects.filter(action="cases.import.discarded").count() == 1
    assert not Matter.objects.exists()


def test_put_away_while_others_have_their_turn_it_does_not_go_on(near, judged):
    batch = with_columns(near, orders(6))
    registry.register("sample.away", lambda _run, **_: discard_import(batch=batch, by=near.actor("dispatcher"), at=AT))
    judged.then = {4: lambda: enqueue("sample.away", at=AT, run_after=AT - HOUR)}
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, list(judged)) == ("discarded", [2, 3, 4])
    assert set(Job.objects.filter(name=JOB).values_list("state", "error")) == {("done", "")}


def test_whoever_may_import_puts_it_away_on_its_page(client, near, world, judged):
    batch = with_columns(near, orders(2))
    client.force_login(world.far.accounts["dispatcher"])
    assert client.post(f"/imports/{batch.pk}/do/discard/").status_code == 404
    client.force_login(near.accounts["dispatcher"])
    assert f"/imports/{batch.pk}/do/discard/" in client.get(f"/imports/{batch.pk}/").content.decode()
    assert client.post(f"/imports/{batch.pk}/do/discard/").status_code == 302
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, list(judged)) == ("discarded", [])
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "已作废" in page
    assert f"/imports/{batch.pk}/do/discard/" not in page


def test_columns_said_anew_half_way_are_looked_over_by_alone(near, judged):
    """The job that looked by the former ones leaves it to the next."""
    batch = with_columns(near, sheet(LINES))

    def otherwise():
        batch.refresh_from_db()
        columns = columns_of(batch, beginning_of(batch), 0)
        columns = type(columns)(**{**vars(columns), "day_first": not columns.day_first})
        say_columns(batch=batch, columns=columns, by=near.actor("dispatcher"), at=AT)

    judged.then = {4: otherwise}
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == ("ready", COUNTS)
    assert list(judged) == [2, 3, 4, *range(2, 8)]


def test_how_far_one_looked_leaves_no_line_out_when_they_come_in(near, judged):
    """Two jobs look, one is through and it is brought in; the other one, half way, takes in from the first line."""
    batch = with_columns(near, orders(4))
    half_way = Job.objects.filter(name=JOB).latest("id")
    ImportBatch.objects.filter(pk=batch.pk).update(state="ready")
    Job.objects.filter(pk=half_way.pk).update(checkpoint={"looked_over": {"done": 3}})
    bring_in(batch=batch, by=near.actor("dispatcher"), at=AT)
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.done, Matter.objects.count()) == ("done", 4, 4)
