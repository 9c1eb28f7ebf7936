"""Database triggers that refuse change and removal of history, on both databases.

Models ask for it with :func:`append_only`. Django rebuilds a SQLite table to alter it and drops its triggers without
a word, so they are put back after every ``migrate``; a missing one stops start-up.
"""

from typing import TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_Model = TypeVar("_Model", bound=type[models.Model])
_tables: dict[str, str] = {}


def append_only(model: _Model) -> _Model:
    """Class decorator: rows of this model may be added and never changed or removed."""
    _tables[model._meta.db_table] = model._meta.label
    return model


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every declared trigger whose table exists and that is not there yet."""
    present = set(connection.introspection.table_names())
    missing = set(missing_triggers(connection))
    with connection.cursor() as cursor:
        for table in sorted(set(_tables) & present):
            for event in _events(connection.vendor):
                if _name(table, event) in missing:
                    for statement in _statements(connection.vendor, table, event):
                        cursor.execute(statement)


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of declared triggers that the database does not have."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    wanted = {_name(table, event) for table in _tables for event in _events(connection.vendor)}
    return sorted(wanted - found)


def _events(vendor: str) -> tuple[str, ...]:
    return ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")


def _name(table: str, event: str) -> str:
    return f"xhz_{table}_no_{event}"


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION xhz_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def _statements(vendor: str, table: str, event: str) -> list[str]:
    name, when = _name(table, event), f'BEFORE {event.upper()} ON "{table}"'
    if vendor != "postgresql":
        return [f"CREATE TRIGGER \"{name}\" {when} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"]
    each = "STATEMENT" if event == "truncate" else "ROW"
    trigger = f'CREATE TRIGGER "{name}" {when} FOR EACH {each} EXECUTE FUNCTION xhz_append_only()'
    # one that is there and switched off counts as missing
    return [_POSTGRESQL_FUNCTION, f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"', trigger]
