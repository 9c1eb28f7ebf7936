"""A real job process is killed with ``kill -9`` in the middle of an import; the next one finishes it."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support import street
from tests.support.orders import orders
from xiuhuazhen.config.settings import base
from xiuhuazhen.core.jobs.actions import recover
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.models import Case, ImportRow

pytestmark = pytest.mark.race


@pytest.fixture
def world(real_database, settings):
    settings.TASKS = base.TASKS
    settings.FILES_DIR = real_database.data_dir / "files"
    return street.build()


def start(database, *words):
    env = {**os.environ, **database.environment(), "DJANGO_SETTINGS_MODULE": "tests.support.served"}
    command = [sys.executable, "-m", "tests.domains.cases.worker", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def test_an_import_survives_the_death_of_its_process(real_database, world):
    """Three lines were committed, the fourth was under way; afterwards all ten are there, once."""
    near, now = world.near, clock.now()
    batch = start_import(
        content=orders(10),
        file_name="工单.xlsx",
        source_name="12345热线",
        area=near.areas["street"],
        by=near.actor("dispatcher", on=clock.local_date(now)),
        at=now,
    )
    with start(real_database, "halt") as doomed:
        assert doomed.stdout.readline() == "halted\n"
        os.kill(doomed.pid, signal.SIGKILL)
    assert doomed.returncode == -signal.SIGKILL
    assert (Matter.objects.count(), ImportRow.objects.count(), Job.objects.get().state) == (3, 3, "running")

    recover(at=clock.now())
    with start(real_database) as next_one:
        next_one.communicate(timeout=60)
    assert next_one.returncode == 0
    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.done, Job.objects.get().state) == ("done", 10, 10, "done")
    assert set(ImportRow.objects.values_list("result", flat=True)) == {"created"}
    assert (Matter.objects.count(), Case.objects.count(), ImportRow.objects.count()) == (10, 10, 10)
    assert [fault for matter in Matter.objects.all() for fault in chain.faults(matter)] == []
