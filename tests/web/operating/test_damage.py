"""``xiuhuazhen doctor`` where the database is damaged, incomplete or not there: it says so, and what to do."""

import json
import re
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests.support.databases import SQLITE_FILE, RealDatabase, connected_to
from tests.web.operating.conftest import command
from xiuhuazhen.web.operating.health import checks

pytestmark = pytest.mark.usefixtures("english")

SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file that can be overwritten")
PAGES = {
    "the first": 1,
    "the list of tables": 2,
    "a table that is asked first": "django_migrations",
    "history": "procedures_step",
    "backups": "web_backup",
    "a table that no check asks": "duty_handover",
    "areas": "areas_area",
    "somewhere": 200,
}


def examined(*options):
    """What it says by check."""
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("doctor", "--json", *options, stdout=out)
    assert end.value.code == 1
    return {each["check"]: each for each in json.loads(out.getvalue())}


def overwrite(file, *places):
    """As a failing disk does: what begins here, a page or a table with its indexes, is other bytes."""
    with closing(sqlite3.connect(file)) as database:
        size = database.execute("PRAGMA page_size").fetchone()[0]
        roots = database.execute("SELECT tbl_name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = {place for place in places if isinstance(place, int)} | {page for name, page in roots if name in places}
    with Path(file).open("r+b") as damaged:
        for page in sorted(pages):
            damaged.seek((page - 1) * size)
            damaged.write(b"\xa5\x00\xff\x17" * (size // 4))


@pytest.fixture
def filled(installation):
    installation.fill()
    installation.folder.chmod(0o700)
    connections.close_all()
    return installation


@SQLITE
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_pages_that_are_overwritten(filled, page):
    """There is always a finding that names the damage, with how to come back, and no traceback."""
    overwrite(filled.database.name, page)
    for options in ((), ("--quick",)):
        found = examined(*options)
        hurt = [each for each in found.values() if "damaged" in each["found"]]
        assert hurt or options == ("--quick",)
        assert {each["to_do"] for each in hurt} <= {str(checks.RESTORE)}
        assert {"keys", "disk", "folder"} <= set(found)


@SQLITE
def test_the_checks_that_nothing_keeps_from_looking_go_on(filled):
    overwrite(filled.database.name, "web_backup")
    found = examined()
    unfinished = [name for name, each in found.items() if each["unfinished"]]
    assert (unfinished, found["database"]["level"]) == (["backup"], "wrong")
    assert found["backup"]["found"] == "Not looked at, for the database is damaged: pages of it cannot be read"
    assert found["history"]["found"] == "3 matters proved: no step was changed."


@SQLITE
@pytest.mark.parametrize("options", [(), ("--quick",)], ids=["all", "quick"])
def test_in_a_process_of_its_own_it_says_so_in_chinese(filled, options):
    overwrite(filled.database.name, "django_migrations", "procedures_step", "web_backup")
    own = {"DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.local", "XHZ_LOG_DIR": "off"}
    said = command(filled.database, "doctor", *options, **own)
    assert (said.status, "Traceback" in said.faults + said.out) == (1, False)
    assert "数据库坏了" in said.out
    assert "xiuhuazhen restore 备份 --keys 密钥文件" in said.out
    assert [line for line in said.out.splitlines() if not re.search("[一-鿿]", line)] == []


@SQLITE
def test_what_sqlite_gets_past_is_named_by_page(filled):
    """The last line is where it stopped."""
    overwrite(filled.database.name, "duty_handover")
    found = examined()["database"]["found"]
    assert found.startswith("The database is damaged: ")
    assert "\n" not in found


def test_a_table_that_is_gone(filled):
    """One that a check asks, and one that none does."""
    for table in ("web_backup", "people_shift"):
        _drop(table)
    for options in ((), ("--quick",)):
        found = examined(*options)
        assert found["tables"]["found"] == "Tables are missing: people_shift, web_backup"
        assert found["tables"]["to_do"] == found["backup"]["to_do"] == str(checks.RESTORE)
        assert found["backup"]["unfinished"]
        assert found["triggers"]["level"] == "well"


def test_the_list_of_what_was_migrated_is_gone(filled):
    """To run the upgrade would be wrong: there are tables."""
    _drop("django_migrations")
    found = examined()
    assert found["migrations"]["found"] == "Tables are missing: django_migrations"
    assert found["migrations"]["to_do"] == str(checks.RESTORE)


def _drop(table):
    with connection.cursor() as cursor:
        cascade = " CASCADE" if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TABLE "{table}"{cascade}')


@pytest.fixture
def nowhere(installation, tmp_path):
    """A machine whose disk is not mounted: its folder is empty, and so is the place of the database."""
    folder = tmp_path / "machine"
    folder.mkdir(mode=0o700)
    return RealDatabase(str(folder / SQLITE_FILE), folder)


@SQLITE
@pytest.mark.parametrize("empty", [False, True], ids=["no file", "an empty file"])
def test_a_database_that_is_not_there(nowhere, empty):
    """To bring its tables up to date would be wrong. Nothing is made."""
    if empty:
        Path(nowhere.name).touch()
    with connected_to(nowhere):
        found = examined()
    assert found["answering"]["found"].startswith("There is no database in ")
    assert found["answering"]["to_do"].startswith("If one should be here, mount the disk of the data. If it is lost, ")
    assert not found.keys() & {"migrations", "backup", "history"}
    assert [path.name for path in nowhere.data_dir.iterdir()] == ([SQLITE_FILE] if empty else [])


@SQLITE
@pytest.mark.parametrize(
    "words", [["upgrade", "--without-backup"], ["upgrade", "--backup-to"], ["backup"], ["run"], ["verify"]]
)
def test_nothing_is_done_to_a_database_that_is_not_there(nowhere, settings, tmp_path, words):
    settings.DATA_DIR = nowhere.data_dir
    where = [] if words[-1] in ("--without-backup", "run", "verify") else [tmp_path / "out"]
    with connected_to(nowhere), pytest.raises(CommandError) as refused:
        call_command(*words, *where)
    said = str(refused.value)
    assert said.startswith(f"There is no database in {nowhere.data_dir}.\nIf one should be here, mount the disk")
    assert "On a new machine begin with `xiuhuazhen migrate`" in said
    assert (list(nowhere.data_dir.iterdir()), (tmp_path / "out").exists()) == ([], False)


def test_a_database_without_tables(installation, empty):
    """With PostgreSQL the wrong one is named."""
    with connected_to(empty):
        connection.ensure_connection()
        found = examined("--quick")
        with pytest.raises(CommandError, match="On a new machine begin with `xiuhuazhen migrate`"):
            call_command("upgrade", "--without-backup")
        assert connection.introspection.table_names() == []
    said = found["answering"]["found"]
    assert said.startswith("There is no database in " if connection.vendor == "sqlite" else "The database that ")
