"""Real databases for tests that need more than one connection: races, and journeys against a running server.

Such a test gets its own copy of a migrated template. Nothing is ever flushed: the append-only triggers would refuse.
"""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.utils import setup_databases, teardown_databases

SQLITE_FILE = "xiuhuazhen.sqlite3"
PATIENCE = 30
"""Seconds that works wait for each other before they give up."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class RealDatabase:
    """A database of its own: the file or the name, and the data directory that goes with it."""

    name: str
    data_dir: Path

    def together(self, *works: Callable[[], Result]) -> list[Result | Exception]:
        """Run all works at the same moment, each in a thread with its own connection; give what each returned or
        raised, in order."""
        start = threading.Barrier(len(works))

        def alone(work: Callable[[], Result]) -> Result | Exception:
            try:
                start.wait(PATIENCE)
                return work()
            except Exception as fault:  # noqa: BLE001 - the test looks at it
                return fault
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(alone, works))

    def environment(self) -> dict[str, str]:
        """What another process needs to work on this database."""
        here = {"XHZ_DATA_DIR": str(self.data_dir)}
        if connection.vendor == "sqlite":
            return here
        given = connection.settings_dict
        return here | {"DATABASE_URL": f"postgresql://{given['USER']}@{quote(given['HOST'], safe='')}/{self.name}"}


def template_of_test_database(folder: Path) -> RealDatabase:
    """A copy of the migrated and empty database that Django made for the tests of this process."""
    assert not connection.in_atomic_block, "a test takes real_database or db, never both"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / SQLITE_FILE)])
        # as every migrated one is: of two connections that switch it at the same moment one is refused at once
        with closing(sqlite3.connect(folder / SQLITE_FILE)) as copied:
            copied.execute("PRAGMA journal_mode=WAL")
        return RealDatabase(str(folder / SQLITE_FILE), folder)
    source = connection.settings_dict["NAME"]
    connection.close()  # a template must have no connections
    return RealDatabase(_created_from(source), folder)


def copy_of(template: RealDatabase, folder: Path) -> RealDatabase:
    shutil.copytree(template.data_dir, folder, dirs_exist_ok=True)
    if connection.vendor == "sqlite":
        return RealDatabase(str(folder / SQLITE_FILE), folder)
    return RealDatabase(_created_from(template.name), folder)


def drop(database: RealDatabase) -> None:
    """Files lie in folders that pytest removes; a PostgreSQL database is dropped, whoever is still connected."""
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{database.name}" WITH (FORCE)')


def _created_from(source: str) -> str:
    name = f"xhz_{uuid4().hex}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


@contextmanager
def connected_to(database: RealDatabase) -> Iterator[None]:
    """Point the default connection of every thread at this database.

    The former connection is put aside and not closed: an in-memory database would be gone with it.
    """
    former_settings, former = connections.settings, connections[DEFAULT_DB_ALIAS]
    own = {**former_settings[DEFAULT_DB_ALIAS], "NAME": database.name}
    connections.settings = {**former_settings, DEFAULT_DB_ALIAS: own}
    del connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections.settings = former_settings
        connections[DEFAULT_DB_ALIAS] = former


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker) -> Iterator[None]:
    """The tests' own database. pytest-django would leave it out where no test of a run takes ``db``, though journeys
    and races need it as their template."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def database_template(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[RealDatabase]:
    with django_db_blocker.unblock():
        template = template_of_test_database(tmp_path_factory.mktemp("template"))
    yield template
    with django_db_blocker.unblock():
        drop(template)


@pytest.fixture
def real_database(database_template, django_db_blocker, tmp_path) -> Iterator[RealDatabase]:
    """A migrated, empty database that really commits, for this test alone."""
    with django_db_blocker.unblock():
        database = copy_of(database_template, tmp_path / "data")
        with connected_to(database):
            yield database
        drop(database)
