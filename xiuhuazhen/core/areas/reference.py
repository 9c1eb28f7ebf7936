"""Reference data (places, norms, work days, units, the catalogue) in the memory of each process.

It is asked for with every report and changes a few times a week. What was read stays in memory for as long as the
version of it in the database is the same; every action that changes such data locks the version first and lets it grow
after the change, in its own transaction. So a change holds at once in every process, and undone ones leave nothing.
"""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

from xiuhuazhen.core.areas.models import ReferenceVersion
from xiuhuazhen.core.kit.ids import new_id

Version = tuple[Any, ...]
"""Number and stamp, as the database spells them."""

_ASK = "SELECT number, stamp FROM areas_referenceversion WHERE id = 1"
"""Written out: it is asked with every report, and the query builder would take longer than the database."""

Found = TypeVar("Found")


class _Thread(threading.local):
    """``answers`` is a list while a block is open: empty, or with the version that it was told."""

    answers: list[Version | None] | None = None


class _Memory:
    """What one version held. The pair is exchanged as a whole, since threads may be at different versions."""

    _held: tuple[Version | None, dict[Hashable, Any]] = (None, {})

    def of(self, version: Version) -> dict[Hashable, Any]:
        held = self._held
        if held[0] != version:
            held = self._held = (version, {})
        return held[1]


_thread = _Thread()
_memory = _Memory()


def remembered(key: Hashable, load: Callable[[], Found]) -> Found:
    """What ``load`` gave for the present version. It is shared: nobody may change it.

    Keys must come from rows that exist, not from what people type, or the memory would grow without end.
    """
    version = _present_version()
    if version is None:
        return load()
    held = _memory.of(version)
    if key not in held:
        held[key] = load()
    found: Found = held[key]
    return found


@contextmanager
def one_version() -> Iterator[None]:
    """Ask for the version once inside this block, which should be as short as one action."""
    if _thread.answers is not None:
        yield
        return
    _thread.answers = []
    try:
        yield
    finally:
        _thread.answers = None


def lock() -> ReferenceVersion:
    """The one row, locked until the transaction ends. Take it before any other lock: changes of reference data come
    one after the other, and what was remembered before the wait is asked for again."""
    _thread.answers = None
    version, _created = ReferenceVersion.objects.select_for_update().get_or_create(id=1)
    return version


def grow(version: ReferenceVersion) -> None:
    """Say that reference data was changed. An open block asks each time from now on: a savepoint may take it back."""
    _thread.answers = None
    version.number += 1
    version.stamp = new_id()
    version.save(update_fields=["number", "stamp"])


def _present_version() -> Version | None:
    answers = _thread.answers
    if answers:
        return answers[0]
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        version: Version | None = cursor.fetchone()
    if answers is not None:
        answers.append(version)
    return version
