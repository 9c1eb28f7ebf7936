"""``xiuhuazhen upgrade``: backup, tables, triggers, checks, in this order; the first that fails ends it."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.web.operating.conftest import command
from xiuhuazhen import VERSION
from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.web.management.commands import run
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating import upgrading
from xiuhuazhen.web.operating.backups import manifest, schemas
from xiuhuazhen.web.operating.health import quick as checks
from xiuhuazhen.web.operating.running import running, standing_still

pytestmark = pytest.mark.usefixtures("english")

NAME = "xiuhuazhen-20261123-090000"


@pytest.fixture
def older(installation, monkeypatch):
    """An installation as an older version left it, with history unprotected since somebody rebuilt a table."""
    installation.fill()
    Job.objects.all().delete()
    installation.folder.chmod(0o700)
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 0, 10**11))
    monkeypatch.setattr(checks, "database_now", lambda: None)
    call_command("migrate", "web", "zero", verbosity=0)
    with connection.cursor() as cursor:
        on = ' ON "procedures_step"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "xhz_procedures_step_no_update"{on}')
    return installation


def upgraded(*words):
    out = StringIO()
    call_command("upgrade", *map(str, words), stdout=out)
    return out.getvalue()


def refusal(*words):
    with pytest.raises(CommandError) as refused:
        upgraded(*words)
    return str(refused.value)


def test_it_backs_up_first_and_ends_with_everything_in_order(older, tmp_path):
    said = upgraded("--backup-to", tmp_path / "out").splitlines()
    assert said[:5] == [
        "Backing up.",
        str(tmp_path / "out" / NAME),
        "Bringing the tables up to date.",
        "Putting back what protects history.",
        "Checking.",
    ]
    assert said[-1] == f"Upgraded to version {VERSION}. Start it: systemctl start xiuhuazhen"
    saved = manifest.read(tmp_path / "out" / NAME)
    assert ("web.0001_backup" in saved.migrations, saved.counts["procedures_matter"]) == (False, 3)
    assert (schemas.pending("default"), triggers.missing_triggers(connection)) == ([], [])
    assert Backup.objects.get().place == str(tmp_path / "out" / NAME)


def test_what_can_wait_is_said(older, tmp_path):
    said = upgraded("--without-backup").splitlines()
    assert said[-3:-1] == [
        "Last backup: There has been none.",
        "  → Run `xiuhuazhen backup` each night (deploy/ has a timer for it), onto another disk.",
    ]


def test_a_second_time_changes_nothing(older, tmp_path):
    upgraded("--without-backup")
    before = schemas.applied("default")
    upgraded("--without-backup")
    assert (schemas.applied("default"), Matter.objects.count()) == (before, 3)


def test_without_a_backup_no_table_is_changed(older, tmp_path, monkeypatch):
    def full(to, *, at):
        raise upgrading.Conflict("No room.")

    monkeypatch.setattr(upgrading, "take_backup", full)
    assert refusal("--backup-to", tmp_path / "out") == "No room."
    assert schemas.pending("default") == ["web.0001_backup"]


def test_a_migration_that_fails_says_how_to_go_back(older, tmp_path):
    """A table of that name is in its way."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE web_backup (x TEXT)")
    said = refusal("--backup-to", tmp_path / "out").splitlines()
    assert said[0].startswith("The tables could not be brought up to date: ")
    assert said[1].endswith(f"run: xiuhuazhen restore {tmp_path / 'out' / NAME} --keys PATH")
    assert schemas.pending("default") == ["web.0001_backup"]


def test_tables_of_a_newer_version_are_left_alone(older, tmp_path):
    with connection.cursor() as cursor:
        insert = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)"
        cursor.execute(insert, ["web", "0099_to_come", "2026-11-23 01:00:00+00"])
    assert refusal("--without-backup").startswith("The database was changed by a newer version (web.0099_to_come).")


def test_lost_keys_are_found_before_it_is_started(older, use_keys):
    (older.folder / "keys").unlink()
    checks.sealing.forget_keys()
    assert "Put back the keys file that was kept apart" in refusal("--without-backup")


def test_it_says_where_backups_are_to_go(older):
    said = command(older.database, "upgrade")
    assert (said.status, "--backup-to --without-backup is required" in said.faults) == (2, True)


def test_it_waits_until_the_product_is_stopped(older):
    with running():
        assert refusal("--without-backup") == "The product is running. Stop it first: systemctl stop xiuhuazhen"


def test_the_product_does_not_start_before_it(older):
    triggers.install(connection)
    with pytest.raises(CommandError, match="Run `xiuhuazhen upgrade` first"):
        call_command("run")


def test_the_product_does_not_start_meanwhile(installation, monkeypatch):
    monkeypatch.setattr(run, "_refuse_taken_port", lambda host, port: None)
    with standing_still(), pytest.raises(CommandError, match="It is being upgraded"):
        call_command("run")
