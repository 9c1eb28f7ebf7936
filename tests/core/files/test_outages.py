"""What a resident sent survives whatever goes wrong on the machine; only the file itself can be to blame."""

import errno
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import OperationalError

from tests.core.files.conftest import AT, on_disk
from tests.support.keys import key, use_keys
from xiuhuazhen.core.files import disk, pictures, processing
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.jobs import MOST_DEATHS
from xiuhuazhen.core.files.models import StoredFile
from xiuhuazhen.core.jobs import leases
from xiuhuazhen.core.jobs.actions import begin_anew, recover, run_pending
from xiuhuazhen.core.jobs.models import Job

__all__ = ["use_keys"]

PAUSE = timedelta(minutes=11)
"""Longer than any between two attempts."""


def attempts(number, start=0):
    for attempt in range(start, start + number):
        run_pending(at=AT + attempt * PAUSE)


def seen(file):
    file.refresh_from_db()
    return file.state, file.refusal


def no_room(*_args):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_database(*_args, **_kwargs):
    raise OperationalError("the database is starting up")


def no_memory(*_args):
    raise MemoryError


@pytest.mark.django_db
class TestOutages:
    @pytest.mark.parametrize(
        ("part", "name", "fault"),
        [(disk, "draft", no_room), (processing, "_lock_content", no_database), (pictures, "_decoded", no_memory)],
        ids=["full disk", "database away", "no memory"],
    )
    def test_repaired_after_four_attempts_the_fifth_makes_the_photo(self, upload, monkeypatch, part, name, fault):
        left = upload()
        with monkeypatch.context() as broken:
            broken.setattr(part, name, fault)
            attempts(4)
        assert seen(left.file) == ("pending", "")
        attempts(1, start=4)
        assert seen(left.file) == ("ready", "")

    def test_a_full_disk_is_waited_for_however_long_it_lasts(self, upload, files_dir, monkeypatch):
        left = upload()
        with monkeypatch.context() as full:
            full.setattr(disk, "draft", no_room)
            attempts(12)
        job = Job.objects.get()
        assert (job.state, job.attempts) == ("queued", 0)
        assert job.error == "OSError: [Errno 28] No space left on device"
        assert (seen(left.file), on_disk(files_dir)) == (("pending", ""), {"quarantine": 1})
        attempts(1, start=12)
        assert (seen(left.file), on_disk(files_dir)) == (("ready", ""), {"photos": 1, "previews": 1})

    def test_another_fault_that_lasts_fails_the_job_which_begins_anew_from_the_bytes_that_stayed(
        self, upload, files_dir, monkeypatch
    ):
        left = upload()
        with monkeypatch.context() as broken:
            broken.setattr(pictures, "_decoded", no_memory)
            attempts(12)
        job = Job.objects.get()
        assert (job.state, job.error) == ("failed", "MemoryError")
        assert (seen(left.file), on_disk(files_dir)) == (("pending", ""), {"quarantine": 1})
        assert begin_anew(job=job, at=AT + 12 * PAUSE)
        attempts(1, start=12)
        assert (seen(left.file), on_disk(files_dir)) == (("ready", ""), {"photos": 1, "previews": 1})

    def test_a_missing_key_refuses_nothing(self, upload, settings, use_keys):
        keys = settings.KEYS
        left = upload()
        use_keys(f"other:{key('o')}")
        attempts(12)
        assert (seen(left.file), Job.objects.get().state) == (("pending", ""), "failed")
        use_keys(keys)
        begin_anew(job=Job.objects.get(), at=AT + 12 * PAUSE)
        attempts(1, start=12)
        assert seen(left.file) == ("ready", "")

    def test_bytes_that_are_not_there_refuse_nothing(self, upload, files_dir):
        """The disk with them may not be mounted."""
        left = upload()
        files_dir.rename(files_dir.with_name("elsewhere"))
        attempts(1)
        assert seen(left.file) == ("pending", "")
        files_dir.with_name("elsewhere").rename(files_dir)
        attempts(1, start=1)
        assert seen(left.file) == ("ready", "")

    @pytest.mark.parametrize(("deaths", "state"), [(MOST_DEATHS - 1, "ready"), (MOST_DEATHS, "refused")])
    def test_a_file_over_which_the_process_died_four_times_is_refused_unseen(self, upload, files_dir, deaths, state):
        left = upload()
        Job.objects.update(checkpoint={"deaths": deaths}, attempts=deaths)
        attempts(1)
        assert seen(left.file)[0] == state
        assert ("quarantine" in on_disk(files_dir)) is False

    def test_workers_that_die_or_lose_their_lease_elsewhere_do_not_count(self, upload):
        """They had not begun to look into the file."""
        left = upload()
        for attempt in range(6):
            at = AT + attempt * PAUSE
            assert leases.claim(Job.objects.get().pk, at=at)
            recover(at=at + timedelta(seconds=61))
        attempts(1, start=6)
        assert seen(left.file) == ("ready", "")


@pytest.mark.race
def test_a_process_killed_while_it_looks_into_a_file_leaves_behind_that_it_did(real_database, upload, settings):
    settings.FILES_DIR = real_database.data_dir / "files"
    left = upload()
    env = {**os.environ, **real_database.environment(), "DJANGO_SETTINGS_MODULE": "tests.support.served"}
    command = [sys.executable, "-m", "tests.core.files.worker", AT.isoformat()]
    assert subprocess.run(command, env=env, timeout=60, check=False).returncode == -signal.SIGKILL
    assert Job.objects.values_list("state", "checkpoint").get() == ("running", {"deaths": 1})
    recover(at=AT)
    attempts(1)
    assert (StoredFile.objects.get(pk=left.file_id).state, Job.objects.get().checkpoint) == ("ready", {"deaths": 1})
    assert not disk.path_of(Folder.QUARANTINE, str(left.file_id)).exists()
