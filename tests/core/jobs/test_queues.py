"""What has to be prompt does not wait for the end of a long job: each queue has a process to itself."""

import pytest
from django_tasks_db.models import DBTaskResult

from tests.core.jobs.conftest import AT
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.queries import lost_jobs
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
