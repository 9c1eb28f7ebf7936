"""What keeps the product from saving or reading for a while, through no fault of whoever asks: the disk, the database.

Whatever meets an outage is put off and done once it is over. It is no fault of the program.
"""

import errno
import sqlite3
import time
from collections.abc import Iterator
from enum import StrEnum

from django.db import Error


class Outage(StrEnum):
    """Its values are stable: `/readyz`, `doctor` and the log name them."""

    FULL = "disk-full"
    READ_ONLY = "read-only"
    DISK = "disk-error"
    AWAY = "database-away"
    BUSY = "database-busy"


_SYSTEM = {
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
    errno.EROFS: Outage.READ_ONLY,
    errno.EIO: Outage.DISK,
}
_SQLITE = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_IOERR: Outage.DISK,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
    sqlite3.SQLITE_BUSY: Outage.BUSY,
}
_PRIMARY = 0xFF
"""The part of a code of SQLite that says what it is; the rest says where."""
_POSTGRESQL = {
    "53100": Outage.FULL,
    "25006": Outage.READ_ONLY,
    "58030": Outage.DISK,
    "53300": Outage.AWAY,
    "57P01": Outage.AWAY,
    "57P02": Outage.AWAY,
    "57P03": Outage.AWAY,
}
_CONNECTION = "08"
"""How the codes of PostgreSQL begin that tell of a connection."""


def outage_of(fault: BaseException | None) -> Outage | None:
    """Which outage this is, or what it was raised for; nothing where it is something else."""
    return next((found for each in _chain(fault) if (found := _named(each))), None)


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen = set[int]()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _named(fault: BaseException) -> Outage | None:
    if isinstance(fault, OSError):
        return _SYSTEM.get(fault.errno or 0)
    return _of_database(fault, fault.__cause__) if isinstance(fault, Error) else None


def _of_database(fault: Error, cause: BaseException | None) -> Outage | None:
    """By the code that the driver gives. A connection that broke has none with PostgreSQL."""
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & _PRIMARY)
    if cause is None or not hasattr(cause, "sqlstate"):
        return None
    code = cause.sqlstate
    if code:
        return Outage.AWAY if code.startswith(_CONNECTION) else _POSTGRESQL.get(code)
    return Outage.AWAY if type(fault).__name__ in ("OperationalError", "InterfaceError") else None


class Telling:
    """Says what lasts once a minute, so that an outage does not fill the log, and the disk with it."""

    SECONDS = 60.0

    def __init__(self) -> None:
        self._told: dict[str, float] = {}

    def is_due(self, what: str) -> bool:
        now = time.monotonic()
        due = what not in self._told or now - self._told[what] >= self.SECONDS
        if due:
            self._told[what] = now
        return due
