"""``xiuhuazhen restore``: an empty machine becomes the lost one, in a fresh process; anything else is refused first."""

import json
import shutil
import sqlite3
import stat
import threading

import pytest
from django.conf import settings as used
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, connections

from tests.support import cases
from tests.support.databases import SQLITE_FILE, connected_to
from tests.support.keys import key
from tests.support.street import AT, DAY
from tests.web.operating.conftest import KEYS, command
from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files import queries
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.evidence import OWNER
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating.backups import manifest

NAME = "xiuhuazhen-20261123-090000"


@pytest.fixture
def backup(installation, tmp_path):
    """Of a street with work in it; the keys lie apart."""
    installation.fill()
    Session.objects.create(session_key="somebody", session_data="x", expire_date=AT + 10_000 * DAY)
    call_command("backup", tmp_path / "out", keys_to=tmp_path / "safe", verbosity=0)
    return tmp_path / "out" / NAME


@pytest.fixture
def keys(tmp_path):
    return tmp_path / "safe" / f"{NAME}.keys"


def bring_back(empty, backup, keys, **settings):
    return command(empty, "restore", backup, "--keys", keys, **settings)


def is_untouched(empty):
    with connected_to(empty):
        tables = connection.introspection.table_names()
    left = {path.name.removesuffix("-wal").removesuffix("-shm") for path in empty.data_dir.rglob("*") if path.is_file()}
    return tables == [] and left <= {"secret-key", ".copying", ".running", SQLITE_FILE}


def test_an_empty_machine_becomes_the_lost_one(installation, empty, tmp_path, monkeypatch):
    """While a writer wrote, it was saved; a fresh process brings it back; all that there was is read there."""
    installation.fill()
    lost = {row.pk: (row.number, row.title, row.state, row.version) for row in Matter.objects.all()}
    stop, written = threading.Event(), []

    def write():
        while not stop.is_set():
            written.append(cases.reported().matter.pk)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        call_command("backup", tmp_path / "out", keys_to=tmp_path / "safe", verbosity=0)
    finally:
        stop.set()
        writer.join()
    said = bring_back(empty, tmp_path / "out" / NAME, tmp_path / "safe" / f"{NAME}.keys")
    assert said.status == 0, said.out + said.faults

    monkeypatch.setattr(used, "FILES_DIR", empty.data_dir / "files")
    with connected_to(empty):
        found = {row.pk: row for row in Matter.objects.all()}
        assert {pk: (row.number, row.title, row.state, row.version) for pk, row in found.items() if pk in lost} == lost
        assert set(found) - set(lost) <= set(written)
        assert [fault for row in found.values() for fault in chain.faults(row)] == []
        opened = {
            chain.personal_of(step.content)
            for step in Step.objects.filter(matter__in=lost, number=1).select_related("content")
        }
        assert any(cases.PHONE in text and cases.NAME in text for text in opened)
        blob = queries.blob_content(SealedBlob.objects.get().pk)
        assert (blob.filename, blob.content) == ("来件.csv", "编号,内容\n1,路灯".encode())
        assert triggers.missing_triggers(connection) == []
    path = empty.data_dir / "keys"
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (KEYS + "\n", 0o600)


def test_photos_come_back_to_whom_they_belong(backup, keys, empty, monkeypatch):
    assert bring_back(empty, backup, keys).status == 0
    monkeypatch.setattr(used, "FILES_DIR", empty.data_dir / "files")
    with connected_to(empty):
        (files,) = queries.attachments_of(OWNER, Step.objects.values_list("pk", flat=True)).values()
        attachment = queries.Attachment.objects.get(pk=files[0].id)
        assert manifest.sum_of(queries.disk.path_of(queries.Folder.PHOTOS, attachment.file.sha256)) == (
            attachment.file.sha256
        )


def test_a_ground_of_ones_own_comes_back(installation, keys, empty, tmp_path):
    (installation.folder / "ground.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    call_command("backup", tmp_path / "out", keys_to=tmp_path / "safe", verbosity=0)
    assert bring_back(empty, tmp_path / "out" / NAME, keys).status == 0
    assert (empty.data_dir / "ground.geojson").read_text() == (installation.folder / "ground.geojson").read_text()


def test_a_restored_machine_starts_in_production(backup, keys, empty):
    """Its pages have their files, which no backup holds."""
    production = {
        "DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.production",
        "XHZ_SECRET_KEY": "long and random, of fifty characters or some more, as it should be",
    }
    said = bring_back(empty, backup, keys, **production)
    assert said.status == 0, said.faults
    found = json.loads(command(empty, "doctor", "--quick", "--json", **production).out)
    assert {each["check"]: each["level"] for each in found}["pages"] == "well"


def test_it_is_on_record_and_everybody_signs_in_anew(backup, keys, empty):
    said = bring_back(empty, backup, keys)
    assert "Restored and proved: 3 matters, 4 files, as of 2026-11-23 09:00." in said.out
    with connected_to(empty):
        assert Backup.objects.get().pk == manifest.read(backup).backup_id
        assert AuditRow.objects.filter(action="operating.backup.restored").count() == 1
        assert Session.objects.count() == 0


def test_the_restored_machine_can_be_backed_up_again(backup, keys, empty, tmp_path):
    assert bring_back(empty, backup, keys).status == 0
    said = command(empty, "backup", tmp_path / "again")
    assert said.status == 0, said.faults
    (again,) = (tmp_path / "again").iterdir()
    before, after = manifest.read(backup).counts, manifest.read(again).counts
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"django_session", "web_backup", "audit_auditrow"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"k1:{key('z')}\n", "These are not the keys of this backup: key k1 is another one or not there."),
        (f"k2:{key('a')}\n", "These are not the keys of this backup: key k1 is another one or not there."),
        ("no keys at all", "The keys cannot be read. Name the keys file that was kept apart: --keys PATH."),
    ],
)
def test_other_keys_are_refused_before_anything_is_touched(backup, keys, empty, text, sentence):
    keys.write_text(text)
    said = bring_back(empty, backup, keys)
    assert (said.status, sentence in said.faults) == (1, True)
    assert is_untouched(empty)


def test_without_keys_it_says_which_to_name(backup, empty):
    said = command(empty, "restore", backup)
    assert "Name the keys file that was kept apart: --keys PATH." in said.faults
    assert is_untouched(empty)


def test_keys_that_the_machine_was_given_are_enough(backup, empty):
    assert command(empty, "restore", backup, XHZ_KEYS=KEYS).status == 0
    assert not (empty.data_dir / "keys").exists()


def test_a_machine_with_other_keys_is_not_given_these(backup, keys, empty):
    said = bring_back(empty, backup, keys, XHZ_KEYS=f"k1:{key('z')}")
    assert "The machine has other keys in XHZ_KEYS. Put them away, then try again." in said.faults
    assert is_untouched(empty)


def test_a_database_that_is_there_is_not_replaced(installation, backup, keys):
    before = Matter.objects.count()
    said = bring_back(installation.database, backup, keys)
    assert (said.status, "There is a database here already, and a restore replaces nothing." in said.faults) == (
        1,
        True,
    )
    assert Matter.objects.count() == before


def test_files_that_are_there_are_not_replaced(backup, keys, empty):
    (empty.data_dir / "files" / "photos").mkdir(parents=True)
    (empty.data_dir / "files" / "photos" / "mine").write_text("x")
    assert "and a restore replaces nothing. Set XHZ_DATA_DIR to a new folder." in bring_back(empty, backup, keys).faults


def test_a_restore_that_was_cut_short_begins_anew(backup, keys, empty):
    shutil.copytree(backup / "files", empty.data_dir / "files")
    (empty.data_dir / "files" / ".restoring").touch()
    assert bring_back(empty, backup, keys).status == 0
    assert not (empty.data_dir / "files" / ".restoring").exists()


def test_a_damaged_part_is_named(backup, keys, empty):
    photo = next((backup / "files" / "photos").rglob("*/*/*"))
    photo.write_bytes(photo.read_bytes()[:-1])
    said = bring_back(empty, backup, keys)
    assert f"The backup is damaged: {photo.relative_to(backup)}. Take another one." in said.faults
    assert is_untouched(empty)


@pytest.mark.parametrize("text", ["", "{}", '{"format": 1}', None])
def test_what_is_no_backup_is_refused(backup, keys, empty, text):
    (backup / "manifest.json").unlink() if text is None else (backup / "manifest.json").write_text(text)
    assert f"{backup} is no backup, or its manifest.json is damaged." in bring_back(empty, backup, keys).faults


def changed(backup, **given):
    told = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps(told | given))
    return told


@pytest.mark.parametrize("newer", [{"product": "99.0.0"}, {"migrations": ["web.0099_to_come"]}, {"format": 2}])
def test_a_newer_backup_is_refused(backup, keys, empty, newer):
    changed(backup, **newer)
    said = bring_back(empty, backup, keys)
    assert (said.status, "newer" in said.faults) == (1, True)
    assert is_untouched(empty)


def test_a_backup_of_the_other_database_is_refused(backup, keys, empty):
    other, sentence = (
        ("postgresql", "The backup is of postgresql. Set DATABASE_URL to an empty database.")
        if connection.vendor == "sqlite"
        else ("sqlite", "The backup is of sqlite. Unset DATABASE_URL.")
    )
    changed(backup, vendor=other)
    assert sentence in bring_back(empty, backup, keys).faults


def test_an_older_backup_is_brought_up_to_date(installation, keys, empty, tmp_path):
    """As an older version left it: without the table of backups. Taken by this version before it upgrades."""
    installation.fill()
    call_command("migrate", "web", "zero", verbosity=0)
    call_command("backup", tmp_path / "out", keys_to=tmp_path / "safe", verbosity=0)
    assert "web.0001_backup" not in manifest.read(tmp_path / "out" / NAME).migrations
    said = bring_back(empty, tmp_path / "out" / NAME, keys)
    assert said.status == 0, said.faults
    with connected_to(empty):
        assert (Backup.objects.count(), Matter.objects.count()) == (1, 3)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the archive of PostgreSQL is not changed so easily")
def test_a_history_that_does_not_prove_is_not_to_be_used(backup, keys, empty):
    """Somebody changed the database in the backup, and its sums with it."""
    with sqlite3.connect(backup / "database.sqlite3") as changing:
        changing.execute("DROP TRIGGER xhz_procedures_step_no_update")
        changing.execute("UPDATE procedures_step SET actor_name = '别人' WHERE number = 2")
    sums = manifest.read_sums(backup) | {"database.sqlite3": manifest.sum_of(backup / "database.sqlite3")}
    changed(backup, sums=manifest.write_sums(backup, sums))
    said = bring_back(empty, backup, keys)
    assert (said.status, "What came back does not prove. Do not use it:" in said.faults) == (1, True)
