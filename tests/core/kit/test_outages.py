"""What is an outage, by the codes that system and drivers give, and what is a fault of the program."""

import errno
import os
import sqlite3

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, InternalError, OperationalError, ProgrammingError

from xiuhuazhen.core.kit.outages import Outage, Telling, outage_of


def raised_for(kind, cause):
    """As Django raises what a driver raised."""
    try:
        raise kind(str(cause)) from cause
    except kind as fault:
        return fault


def of_sqlite(*statements, path=":memory:"):
    """What SQLite itself raises for the last of the statements."""
    made = sqlite3.connect(path, uri=True)
    try:
        for statement in statements:
            made.execute(statement)
    except sqlite3.Error as fault:
        return raised_for(OperationalError, fault)
    finally:
        made.close()
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("code", "outage"),
    [
        (errno.ENOSPC, Outage.FULL),
        (errno.EDQUOT, Outage.FULL),
        (errno.EROFS, Outage.READ_ONLY),
        (errno.EIO, Outage.DISK),
        (errno.ENOENT, None),
        (errno.ECONNREFUSED, None),
    ],
)
def test_of_the_system(code, outage):
    assert outage_of(OSError(code, os.strerror(code))) == outage


def test_sqlite_without_room():
    many = "INSERT INTO t SELECT randomblob(4096) FROM (VALUES (1),(2),(3),(4),(5),(6),(7),(8),(9))"
    assert outage_of(of_sqlite("CREATE TABLE t (x)", "PRAGMA max_page_count = 5", many)) == Outage.FULL


def test_sqlite_read_only():
    assert outage_of(of_sqlite("PRAGMA query_only = ON", "CREATE TABLE t (x)")) == Outage.READ_ONLY


def test_sqlite_without_its_file(tmp_path):
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(tmp_path / "nowhere" / "x")
    assert outage_of(raised_for(OperationalError, caught.value)) == Outage.AWAY


def test_sqlite_with_a_mistake_in_the_statement():
    assert outage_of(of_sqlite("SELECT nonsense")) is None


@pytest.mark.parametrize(
    ("kind", "cause", "outage"),
    [
        (OperationalError, psycopg.errors.DiskFull(), Outage.FULL),
        (InternalError, psycopg.errors.ReadOnlySqlTransaction(), Outage.READ_ONLY),
        (OperationalError, psycopg.errors.AdminShutdown(), Outage.AWAY),
        (OperationalError, psycopg.errors.CannotConnectNow(), Outage.AWAY),
        (OperationalError, psycopg.errors.ConnectionFailure(), Outage.AWAY),
        (OperationalError, psycopg.OperationalError("connection refused"), Outage.AWAY),
        (InterfaceError, psycopg.InterfaceError("the connection is closed"), Outage.AWAY),
        (OperationalError, psycopg.errors.DeadlockDetected(), None),
        (IntegrityError, psycopg.errors.UniqueViolation(), None),
        (ProgrammingError, psycopg.ProgrammingError("no results"), None),
    ],
)
def test_of_postgresql(kind, cause, outage):
    assert outage_of(raised_for(kind, cause)) == outage


def cleaned_up_badly():
    try:
        raise OSError(errno.ENOSPC, "no room")
    except OSError:
        raise ValueError("could not be cleaned up")  # noqa: B904 - as code does that does not think of it


def test_what_was_raised_because_of_one():
    with pytest.raises(ValueError, match="cleaned up") as caught:
        cleaned_up_badly()
    assert outage_of(caught.value) == Outage.FULL
    assert outage_of(None) is None


def test_what_lasts_is_told_once_a_minute(monkeypatch):
    moment = [100.0]
    monkeypatch.setattr("xiuhuazhen.core.kit.outages.time.monotonic", lambda: moment[0])
    telling, told = Telling(), []
    for second in (0, 1, 59, 60, 61):
        moment[0] = 100.0 + second
        told.append((telling.is_due("a"), telling.is_due("b") if second == 1 else None))
    assert told == [(True, None), (False, True), (False, None), (True, None), (False, None)]
