"""What many tests begin with is made once in a process, by actions, and its rows are put back for each further test.

Only onto a database in which nothing has happened yet, and in the caller's transaction. What was made before is
compared with what is there afterwards, table by table, so that a new app or table is remembered without being named.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.jobs.models import ScheduledRun

Made = TypeVar("Made")
Rows = dict[type[Model], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Memory:
    """``made`` is pickled, because tests change what they hold in their hands."""

    rows: Rows
    made: bytes


_memories: dict[tuple[str, str, str], Memory] = {}


def once(make: Callable[[], Made]) -> Made:
    """What ``make`` made, which must depend on nothing but the database and the keys."""
    key = (f"{make.__module__}.{make.__qualname__}", connection.vendor, settings.KEYS)
    with transaction.atomic():
        if AuditRow.objects.exists() or ScheduledRun.objects.exists():  # the latter where a server runs on it
            return make()
        if key in _memories:
            return _put_back(_memories[key])
        before = _rows()
        made = make()
        _memories[key] = Memory(_added(before, _rows()), pickle.dumps(made))
        return made


def _rows() -> Rows:
    with connection.cursor() as cursor:
        return {model: _rows_of(model, cursor) for model in apps.get_models(include_auto_created=True)}


def _rows_of(model: type[Model], cursor: Any) -> list[tuple[Any, ...]]:
    cursor.execute(_SELECT[connection.vendor].format(table=_table(model)))
    return list(cursor.fetchall())


_SELECT = {"sqlite": "SELECT * FROM {table}", "postgresql": "SELECT row_to_json({table})::text FROM {table}"}
"""PostgreSQL gives text, from which it reads each type again."""


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _added(before: Rows, after: Rows) -> Rows:
    assert all(set(rows) <= set(after[model]) for model, rows in before.items()), "what was there was changed"
    added = {model: [row for row in rows if row not in before[model]] for model, rows in after.items()}
    return {model: rows for model, rows in added.items() if rows}


def _put_back(memory: Memory) -> Any:
    with connection.cursor() as cursor:
        for model, rows in memory.rows.items():
            _insert(model, rows, cursor)
    reference.grow(reference.lock())  # no test answers from what another one remembered
    return pickle.loads(memory.made)  # noqa: S301 - pickled above


def _insert(model: type[Model], rows: list[tuple[Any, ...]], cursor: Any) -> None:
    table = _table(model)
    if connection.vendor == "postgresql":
        cursor.execute(_INSERT_JSON.format(table=table), [f"[{','.join(row for (row,) in rows)}]"])
    else:
        places = ",".join(["%s"] * len(rows[0]))
        cursor.executemany(_INSERT.format(table=table, places=places), rows)


_INSERT = "INSERT INTO {table} VALUES ({places})"
_INSERT_JSON = "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s)"
