"""The database as it is at one moment, while others go on writing.

SQLite is copied by ``VACUUM INTO``, which leaves out the pages that erased data still lies in. PostgreSQL is dumped by
``pg_dump`` from the very snapshot that the connection here goes on seeing. Either way what is asked through
:data:`ALIAS` is what the backup holds.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.kit.masking import mask_numbers

ALIAS = "backup"


@contextmanager
def snapshot(target: Path) -> Iterator[str]:
    """Write the database into the file ``target``; gives the alias under which it can be asked.

    Raises ``Conflict`` when it could not be written, or is not whole.
    """
    with _sqlite(target) if connection.vendor == "sqlite" else _postgresql(target):
        yield ALIAS


def database_bytes() -> int:
    """How large the database is at present."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


@contextmanager
def opened(file: Path) -> Iterator[str]:
    """A SQLite file that nobody writes, as a database of its own."""
    own = {"NAME": f"file:{quote(str(file.absolute()))}?mode=ro&immutable=1", "OPTIONS": {}, "CONN_MAX_AGE": 0}
    with _connected(own) as alias:
        yield alias


@contextmanager
def _connected(own: dict[str, Any]) -> Iterator[str]:
    connections.settings[ALIAS] = {**connections.settings[DEFAULT_DB_ALIAS], **own}
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        with suppress(AttributeError):
            del connections[ALIAS]
        del connections.settings[ALIAS]


@contextmanager
def _sqlite(target: Path) -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    source = sqlite3.connect(name, timeout=60, isolation_level=None)
    try:
        source.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.Error as fault:
        raise Conflict(_("The database could not be copied: %(fault)s") % {"fault": fault}) from fault
    finally:
        source.close()
    target.chmod(0o600)
    refuse_damaged(target)
    with opened(target):
        yield


def refuse_damaged(file: Path) -> None:
    """Raises ``Conflict`` unless SQLite finds every page, index and reference of the file in order."""
    found: list[str] = []
    copy = sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro&immutable=1", uri=True)
    try:
        found += [str(row[0]) for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
        for table, row, *_more in copy.execute("PRAGMA foreign_key_check"):
            found.append(_("row %(row)s of %(table)s speaks of one that is not there") % {"row": row, "table": table})
    except sqlite3.Error as fault:
        found.append(str(fault))
    finally:
        copy.close()
    if found:
        raise Conflict(_("The database is damaged: %(faults)s") % {"faults": "; ".join(found[:5])})


@contextmanager
def _postgresql(target: Path) -> Iterator[None]:
    with _connected({"CONN_MAX_AGE": 0}) as alias, transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            exported = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={exported}", f"--file={target}"]
        postgresql_program("pg_dump", *options)
        target.chmod(0o600)
        refuse_unreadable(target)
        yield


def refuse_unreadable(archive: Path) -> None:
    """Raises ``Conflict`` unless ``pg_restore`` reads the archive to its end."""
    postgresql_program("pg_restore", f"--file={os.devnull}", str(archive), on_database=False)


def postgresql_program(name: str, *options: str, on_database: bool = True) -> None:
    """Run a client program of PostgreSQL on the database. The password goes through the environment, unseen."""
    program = shutil.which(name)
    if program is None:
        raise Conflict(
            _(
                "%(program)s is not installed. Install the client programs of your PostgreSQL version "
                "(on Debian: apt-get install postgresql-client), then try again."
            )
            % {"program": name}
        )
    words, more = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    where = _where(words[1:]) if on_database else []
    done = subprocess.run(  # noqa: S603 - our own words
        [program, *where, *options], check=False, env=os.environ | (more or {}), capture_output=True, text=True
    )
    if done.returncode:
        said = mask_numbers(done.stderr.strip().splitlines()[0]) if done.stderr.strip() else str(done.returncode)
        raise Conflict(_("%(program)s failed: %(fault)s") % {"program": name, "fault": said})


def _where(words: Sequence[str]) -> list[str]:
    """Options that name server and database; ``pg_restore`` wants the database as an option too."""
    return [*words[:-1], f"--dbname={words[-1]}"]
