import shutil
import subprocess
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import translation

from tests.core.files.pictures import photo
from tests.support import cases, street
from tests.support.databases import SQLITE_FILE, RealDatabase, drop
from tests.support.keys import key, use_keys
from tests.support.servers import _command, _environment
from tests.support.street import AT
from xiuhuazhen.config.settings import base
from xiuhuazhen.core.files.actions import receive_upload, store_bytes
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, SYSTEM

__all__ = ["use_keys"]

KEYS = f"k1:{key('a')}"


class Installation:
    """A street with matters in several states, sealed contacts, and files of every kind that lies on the disk."""

    def __init__(self, database, folder) -> None:
        self.database = database
        self.folder = folder
        self.world = street.build()
        self.near = self.world.near

    def leave_photo(self, seed=1, *, prepared=True) -> UUID:
        upload = receive_upload(content=photo(colour=(seed, 30, 30)), filename="IMG_1.jpg", by=PUBLIC, at=AT)
        if prepared:
            run_pending(at=AT)
        return upload.pk

    def case(self, state="registered", **given):
        return cases.case_in(self.near, state, **given)

    def fill(self) -> None:
        self.case("checking", contact_name=cases.NAME, contact_phone=cases.PHONE, uploads=(self.leave_photo(),))
        self.case("handling", contact_name=cases.NAME, contact_phone=cases.PHONE)
        self.case()
        self.leave_photo(seed=2, prepared=False)
        store_bytes(content="编号,内容\n1,路灯".encode(), filename="来件.csv", purpose="test", by=SYSTEM, at=AT)


@pytest.fixture
def installation(real_database, settings, monkeypatch, use_keys):
    """An installation whose database commits and whose files and keys lie beside it, on a Monday morning."""
    keys = real_database.data_dir / "keys"
    keys.write_text(KEYS + "\n")
    keys.chmod(0o600)
    use_keys(KEYS_FILE=keys)
    settings.DATA_DIR = real_database.data_dir
    settings.FILES_DIR = real_database.data_dir / "files"
    settings.GROUND_FILE = real_database.data_dir / "ground.geojson"
    settings.TASKS = base.TASKS
    monkeypatch.setattr(clock, "now", lambda: AT)
    found = Installation(real_database, real_database.data_dir)
    yield found
    shutil.rmtree(settings.FILES_DIR, ignore_errors=True)


@pytest.fixture
def english():
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def empty(installation, tmp_path):
    """A machine with nothing on it but the program: a folder, and with PostgreSQL a database without tables."""
    folder = tmp_path / "machine"
    folder.mkdir(mode=0o700)
    if connection.vendor == "sqlite":
        yield RealDatabase(str(folder / SQLITE_FILE), folder)
        return
    name = f"xhz_{uuid4().hex}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    machine = RealDatabase(name, folder)
    yield machine
    drop(machine)


@dataclass(frozen=True)
class Said:
    """What a command in a process of its own said, in English."""

    status: int
    out: str
    faults: str


def command(database: RealDatabase, *words: object, **settings: str) -> Said:
    """Run ``xiuhuazhen`` in a fresh process, as an operator does: real settings, real clock."""
    environment = _environment(database, {"DJANGO_SETTINGS_MODULE": "tests.web.operating.settings", **settings})
    done = subprocess.run(_command(*map(str, words)), env=environment, capture_output=True, text=True)
    return Said(done.returncode, done.stdout, done.stderr)
