"""What has to be prompt does not wait for the end of a long job: each queue has a process to itself."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tests.core.jobs.conftest import AT
from xiuhuazhen.core.jobs import execution, registry
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.queries import lost_jobs
from xiuhuazhen.core.jobs.tasks import run_job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.management.commands import run

pytestmark = pytest.mark.django_db


def nothing(run, **_):
    pass


def test_a_prompt_job_goes_into_a_queue_of_its_own():
    registry.register("sample.long", nothing)
    registry.register("sample.prompt", nothing, queue="prompt")
    for name in ("sample.long", "sample.prompt"):
        enqueue(name, at=AT)
    assert list(DBTaskResult.objects.order_by("enqueued_at").values_list("queue_name", flat=True)) == [
        "default",
        "prompt",
    ]


def test_a_job_whose_task_was_lost_is_sent_to_its_own_queue_again():
    registry.register("sample.prompt", nothing, queue="prompt")
    enqueue("sample.prompt", at=AT)
    DBTaskResult.objects.all().delete()
    (lost,) = lost_jobs(AT)
    assert registry.queue_of(lost.name) == "prompt"


def test_every_queue_has_a_process():
    commands = [run._jobs(queue).command for queue in registry.QUEUES]
    assert [command[command.index("--queue-name") + 1] for command in commands] == list(registry.QUEUES)


def test_messages_deadlines_and_photos_do_not_wait_for_an_import_nor_for_each_other():
    names = ("messages.deliver", "procedures.wake", "cases.import", "files.process")
    assert [registry.queue_of(name) for name in names] == ["prompt", "prompt", "default", "files"]


@pytest.fixture
def lines(monkeypatch):
    """A long job of five lines, whose turn is over after each; the lines in the order in which they were done."""
    monkeypatch.setattr(execution, "_TURN_SECONDS", 0.0)
    monkeypatch.setattr(clock, "now", lambda: AT)
    done = []

    def work(run, *, name, **_):
        for line in range(run.state.get("done", 0) + 1, 6):
            done.append(f"{name}{line}")
            run.checkpoint({"done": line}, done=line, total=5, lets_others=True)

    registry.register("sample.lines", work)
    return done


def worked_off():
    """As the worker of the queue takes what was sent; gives how often it did."""
    for times in range(20):
        ready = DBTaskResult.objects.ready().filter(queue_name="default").first()
        if ready is None:
            return times
        run_job.call(*ready.args_kwargs["args"])
        ready.delete()
    raise AssertionError("it goes on for ever")


def test_a_long_job_lets_those_go_first_that_wait_beside_it(lines):
    """A short spreadsheet need not wait for the end of a long one; neither is done twice, and no attempt is lost."""
    registry.register("sample.short", lambda run, **_: lines.append("short"))
    long = enqueue("sample.lines", at=AT, name="a")
    enqueue("sample.short", at=AT)
    worked_off()
    assert lines == ["a1", "short", "a2", "a3", "a4", "a5"]
    assert Job.objects.get(pk=long).attempts <= 1


def test_two_long_jobs_take_turns_and_both_end(lines):
    enqueue("sample.lines", at=AT, name="a")
    enqueue("sample.lines", at=AT, name="b")
    worked_off()
    assert lines[:4] == ["a1", "b1", "a2", "b2"]
    assert sorted(lines) == [f"{name}{line}" for name in "ab" for line in range(1, 6)]


def test_nobody_is_let_go_first_who_waits_elsewhere_or_for_later(lines):
    registry.register("sample.prompt", nothing, queue="prompt")
    enqueue("sample.lines", at=AT, name="a")
    enqueue("sample.prompt", at=AT)
    enqueue("sample.lines", at=AT, run_after=AT + 36_500 * timedelta(days=1), name="b")
    assert worked_off() == 1
    assert len(lines) == 5
