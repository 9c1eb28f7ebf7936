"""Real worker processes on a database that really commits."""

import os
import subprocess
import sys

import pytest

from tests.core.jobs import worker
from xiuhuazhen.core.jobs import actions, registry
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock

pytestmark = pytest.mark.race


@pytest.fixture
def lines(tmp_path):
    return tmp_path / "lines.txt"


def enqueue(name, lines):
    registry.register(name, worker.count)
    return actions.enqueue(name, at=clock.now(), path=str(lines))


def start(database, *words):
    env = {**os.environ, **database.environment(), "DJANGO_SETTINGS_MODULE": "tests.support.served"}
    command = [sys.executable, "-m", "tests.core.jobs.worker", *words]
    return subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def finish(process):
    with process:
        process.communicate(timeout=60)
    assert process.returncode == 0


def state_of(job_id):
    return Job.objects.values_list("state", "attempts", "progress_done").get(pk=job_id)


def test_a_worker_killed_in_the_middle_is_continued_by_the_next_from_its_checkpoint(real_database, lines):
    job_id = enqueue("sample.count", lines)
    with start(real_database, "halt") as doomed:
        assert doomed.stdout.readline() == "halted\n"
        doomed.kill()
    assert state_of(job_id) == ("running", 1, 3)

    actions.recover(at=clock.now())
    finish(start(real_database))
    assert state_of(job_id) == ("done", 1, 5)
    assert lines.read_text() == "1\n2\n3\n4\n5\n"


def test_a_worker_told_to_stop_ends_at_the_next_checkpoint_and_its_job_is_free_at_once(real_database, lines):
    job_id = enqueue("sample.count", lines)
    with start(real_database, "halt", "stay") as stopped:
        assert stopped.stdout.readline() == "halted\n"
        stopped.terminate()
        stopped.communicate(timeout=60)
    assert (stopped.returncode, state_of(job_id)) == (0, ("queued", 0, 4))

    actions.recover(at=clock.now())
    finish(start(real_database))
    assert state_of(job_id) == ("done", 1, 5)
    assert lines.read_text() == "1\n2\n3\n4\n5\n"


def test_two_workers_at_once_run_each_job_once(real_database, lines):
    for _ in range(30):
        enqueue("sample.sign", lines)
    for process in [start(real_database), start(real_database)]:
        finish(process)
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}
    assert sorted(lines.read_text().split()) == sorted(str(pk) for pk in Job.objects.values_list("pk", flat=True))
    assert Job.objects.count() == 30
