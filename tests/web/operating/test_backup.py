"""``xiuhuazhen backup``: everything is in it that the database speaks of, keys are not, and it proves itself."""

import errno
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests.support import cases
from tests.support.servers import PROJECT, _environment
from tests.support.street import AT
from tests.web.operating.conftest import KEYS
from xiuhuazhen import VERSION
from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import StoredFile, Upload
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating.backups import manifest, snapshots, taking

pytestmark = pytest.mark.usefixtures("english")

NAME = "xiuhuazhen-20261123-090000"
SECRET = KEYS.partition(":")[2]


def back_up(to, **options):
    out = StringIO()
    call_command("backup", to, stdout=out, **options)
    return out.getvalue()


def sums(folder):
    return manifest.read_sums(folder)


def refusal(to, **options):
    with pytest.raises(CommandError) as refused:
        back_up(to, **options)
    return str(refused.value)


def test_it_holds_the_database_and_every_file_it_speaks_of(installation, tmp_path):
    """A prepared photo with its preview, one that waits raw, a sealed spreadsheet."""
    installation.fill()
    said = back_up(tmp_path / "out")
    folder = tmp_path / "out" / NAME
    assert said == f"Backed up and proved: {folder} (3 matters, 4 files, 1 MB).\n"
    database = "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"
    assert sorted({name.split("/")[1] for name in sums(folder) if "/" in name}) == [
        "photos",
        "previews",
        "quarantine",
        "sealed",
    ]
    assert database in sums(folder)
    for name, digest in sums(folder).items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_its_manifest_says_what_it_is(installation, tmp_path):
    installation.fill()
    back_up(tmp_path / "out")
    told = json.loads((tmp_path / "out" / NAME / "manifest.json").read_text())
    assert (told["format"], told["product"], told["vendor"]) == (1, VERSION, connection.vendor)
    assert (told["counts"]["procedures_matter"], told["counts"]["files_storedfile"]) == (3, 2)
    assert "web.0001_backup" in told["migrations"]
    assert (list(told["keys"]), told["lacking"], told["files"]) == (["k1"], [], 4)
    assert told["sums"] == manifest.sum_of(tmp_path / "out" / NAME / "SHA256SUMS")


def test_it_is_on_record_how_large_it_was_and_where(installation, tmp_path):
    installation.fill()
    back_up(tmp_path / "out")
    row = Backup.objects.get()
    assert (row.place, row.files, row.lacking) == (str(tmp_path / "out" / NAME), 4, 0)
    assert row.bytes == sum((tmp_path / "out" / NAME / name).stat().st_size for name in sums(tmp_path / "out" / NAME))
    audit = AuditRow.objects.get(action="operating.backup.taken")
    assert (audit.subject_id, audit.actor_key) == (str(row.pk), "system")


def test_nobody_else_can_read_it_and_the_keys_are_not_in_it(installation, tmp_path):
    installation.fill()
    back_up(tmp_path / "out", keys_to=tmp_path / "safe")
    assert stat.S_IMODE((tmp_path / "out" / NAME).stat().st_mode) == 0o700
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []


def test_keys_are_written_apart_when_asked(installation, tmp_path):
    back_up(tmp_path / "out", keys_to=tmp_path / "safe")
    path = tmp_path / "safe" / f"{NAME}.keys"
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (KEYS + "\n", 0o600)


@pytest.mark.parametrize("place", ["out", "out/keys"])
def test_keys_never_lie_with_the_backups(installation, tmp_path, place):
    assert refusal(tmp_path / "out", keys_to=tmp_path / place).startswith("Keep the keys apart")
    assert not (tmp_path / "out").exists()


def test_it_does_not_go_into_the_data(installation, settings):
    for place in (settings.FILES_DIR / "x", settings.DATA_DIR, settings.DATA_DIR / "backups"):
        assert refusal(place).startswith("Name a folder outside of the data")


BAD_PLACES = [
    ("/etc/passwd", "/etc/passwd cannot be used: that is a file."),
    ("/etc/passwd/x", "/etc/passwd/x cannot be used: a file is in its way."),
    ("/proc/x", "/proc/x cannot be used: no folder can be made there."),
]


@pytest.mark.parametrize(("place", "said"), BAD_PLACES)
def test_a_place_where_nothing_can_be_written_is_told(installation, place, said):
    """By the command that upgrades, too, before it changes anything."""
    told = f"{said} Name a folder into which this account may write."
    assert refusal(place) == told
    with pytest.raises(CommandError, match=f"^{re.escape(told)}$"):
        call_command("upgrade", "--backup-to", place, stdout=StringIO())


@pytest.mark.parametrize(("place", "said"), [*BAD_PLACES, ("/proc", "/proc")])
def test_so_is_one_for_the_keys_before_anything_is_backed_up(installation, tmp_path, place, said):
    assert refusal(tmp_path / "out", keys_to=Path(place)).startswith(said)
    assert (Backup.objects.count(), (tmp_path / "out").exists()) == (0, False)


def test_a_disk_that_becomes_full_meanwhile_is_told(installation, tmp_path, monkeypatch):
    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    installation.fill()
    monkeypatch.setattr(manifest, "copied", full)
    assert "cannot be used: the disk is full." in refusal(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_disk_must_have_room(installation, tmp_path, monkeypatch):
    monkeypatch.setattr(taking.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 100_000))
    assert "MB and the disk has 0 MB" in refusal(tmp_path / "out")
    assert (list((tmp_path / "out").iterdir()), Backup.objects.count()) == ([], 0)


def test_a_changed_history_is_not_backed_up_as_if_it_were_whole(installation, tmp_path):
    matter = installation.case("handling")
    with connection.cursor() as cursor:
        on = ' ON "procedures_step"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "xhz_procedures_step_no_update"{on}')
    Step.objects.filter(matter=matter, number=2).update(actor_name="别人")
    triggers.install(connection)
    assert refusal(tmp_path / "out").endswith(f"{matter.number}: step 2 was changed")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_is_gone_is_named_and_the_rest_is_saved(installation, tmp_path):
    """Whatever reads only the exit status hears of it too."""
    installation.fill()
    photo = StoredFile.objects.exclude(sha256="").get()
    disk.path_of(Folder.PHOTOS, photo.sha256).write_bytes(b"rotten")
    disk.path_of(Folder.PREVIEWS, photo.sha256).unlink()
    part = f"{photo.sha256[-2:]}/{photo.sha256[-4:-2]}/{photo.sha256}"
    assert refusal(tmp_path / "out").splitlines()[1:] == [f"files/photos/{part}", f"files/previews/{part}"]
    assert manifest.read(tmp_path / "out" / NAME).files == 3
    assert Backup.objects.get().lacking == 2


def test_older_backups_stay_while_a_file_is_gone(installation, tmp_path):
    """It may be in one of them."""
    installation.fill()
    shutil.copytree(_one(installation, tmp_path), tmp_path / "out" / "xiuhuazhen-20261101-090000")
    photo = StoredFile.objects.exclude(sha256="").get()
    disk.path_of(Folder.PHOTOS, photo.sha256).unlink()
    refusal(tmp_path / "out", keep=1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["xiuhuazhen-20261101-090000", NAME]


KILLED = """
import os, signal, sys
import django; django.setup()
from django.core.management import call_command
from xiuhuazhen.web.operating.backups import manifest
manifest.write = lambda folder, found: os.kill(os.getpid(), signal.SIGKILL)
call_command("backup", sys.argv[1])
"""


def test_one_that_is_killed_is_never_taken_for_a_backup(installation, tmp_path):
    """What it left begins with a dot; the next one is not held up by it."""
    installation.fill()
    program = [sys.executable, "-c", KILLED, tmp_path / "out"]
    own = {"DJANGO_SETTINGS_MODULE": "tests.web.operating.settings"}
    done = subprocess.run(program, cwd=PROJECT, env=_environment(installation.database, own), capture_output=True)
    (left,) = (tmp_path / "out").iterdir()
    assert (done.returncode, left.name[:12], (left / "files").is_dir()) == (-9, ".xiuhuazhen-", True)
    back_up(tmp_path / "out")
    assert (tmp_path / "out" / NAME / "manifest.json").exists()


def test_what_a_killed_one_left_goes_a_day_later(installation, tmp_path):
    left = tmp_path / "out" / ".xiuhuazhen-20261121-090000-0a1b2c3d.part"
    left.mkdir(parents=True)
    os.utime(left, (AT.timestamp() - 90_000,) * 2)
    back_up(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [NAME]


def test_a_file_that_is_removed_while_it_copies_is_in_it(installation, tmp_path, monkeypatch):
    """The raw photo waits when the database is copied, and is prepared before the files are."""
    installation.leave_photo(prepared=False)
    waiting = StoredFile.objects.get()
    copy = snapshots.refuse_damaged if connection.vendor == "sqlite" else snapshots.refuse_unreadable

    def prepare_first(target):
        run_pending_elsewhere()
        copy(target)

    def run_pending_elsewhere():
        thread = threading.Thread(target=lambda: (run_pending(at=cases.AT), connections.close_all()))
        thread.start()
        thread.join()

    monkeypatch.setattr(snapshots, copy.__name__, prepare_first)
    back_up(tmp_path / "out")
    raw = f"files/quarantine/{str(waiting.pk)[-2:]}/{str(waiting.pk)[-4:-2]}/{waiting.pk}"
    assert raw in sums(tmp_path / "out" / NAME)
    assert StoredFile.objects.get().state == "ready"
    assert not disk.path_of(Folder.QUARANTINE, str(waiting.pk)).exists()
    assert list((installation.folder / "files" / "held").iterdir()) == []


def test_what_a_killed_backup_held_back_goes_the_next_night(installation):
    installation.leave_photo()
    name = StoredFile.objects.get().sha256
    with suppress(KeyboardInterrupt), disk.nothing_lost():
        disk.remove(Folder.PHOTOS, name)
        raise KeyboardInterrupt
    assert disk.found(Folder.PHOTOS, name).parent.name == "held"
    disk.clear_held()
    with pytest.raises(FileNotFoundError):
        disk.found(Folder.PHOTOS, name)


def test_two_do_not_run_at_once(installation, tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "_PATIENCE_SECONDS", 0.0)
    with disk.nothing_lost():
        assert refusal(tmp_path / "out") == "Another backup is being taken. Wait until it has ended."


def test_what_others_write_meanwhile_is_wholly_in_it_or_not_at_all(installation, tmp_path):
    """A writer goes on all the time; every matter in the copy has all its steps."""
    stop, written = threading.Event(), []

    def write():
        while not stop.is_set():
            written.append(cases.reported().matter.pk)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up(tmp_path / "out")
    finally:
        stop.set()
        writer.join()
    held = manifest.read(tmp_path / "out" / NAME).counts["procedures_matter"]
    assert 0 <= held <= len(written) == Matter.objects.count()
    assert manifest.read(tmp_path / "out" / NAME).counts["procedures_step"] == held


def test_only_so_many_are_kept_when_asked(installation, tmp_path, monkeypatch):
    """And nothing is removed that is no backup of ours."""
    for day in ("01", "02", "03"):
        shutil.copytree(_one(installation, tmp_path), tmp_path / "out" / f"xiuhuazhen-202611{day}-090000")
    (tmp_path / "out" / "xiuhuazhen-notes").mkdir()
    back_up(tmp_path / "out", keep=2)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "xiuhuazhen-20261103-090000",
        NAME,
        "xiuhuazhen-notes",
    ]


def _one(installation, tmp_path):
    if not (tmp_path / "first" / NAME).exists():
        back_up(tmp_path / "first")
    return tmp_path / "first" / NAME


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite needs no other program")
def test_without_pg_dump_it_says_what_to_install(installation, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots.shutil, "which", lambda name: None)
    assert refusal(tmp_path / "out").startswith("pg_dump is not installed. Install the client programs")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL says so by itself")
def test_erased_data_does_not_lie_in_its_free_pages(installation, tmp_path):
    """SQLite keeps the bytes of deleted rows in its file; the copy has none of them."""
    marks = [f"erased-{number:04d}-" + "x" * 400 for number in range(50)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (t TEXT)")
        cursor.executemany("INSERT INTO scratch VALUES (%s)", [[mark] for mark in marks])
        cursor.execute("DELETE FROM scratch")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("DROP TABLE scratch")
    back_up(tmp_path / "out")
    assert b"erased-0007" not in (tmp_path / "out" / NAME / "database.sqlite3").read_bytes()


def test_a_photo_that_nobody_uses_any_more_is_not_in_it(installation, tmp_path):
    installation.leave_photo()
    file = StoredFile.objects.get()
    Upload.objects.all().delete()
    file.delete()
    back_up(tmp_path / "out")
    assert disk.path_of(Folder.PHOTOS, file.sha256).exists()
    assert manifest.read(tmp_path / "out" / NAME).files == 0
