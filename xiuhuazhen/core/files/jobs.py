"""Preparing photos, and erasing what has expired."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from xiuhuazhen.core.files import actions, processing
from xiuhuazhen.core.files.choices import RefusalReason
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit.actors import SYSTEM

MOST_DEATHS = 4
"""So often a process may die while it looks into one file before the file is taken for the cause."""


def process(run: JobRun, *, file_id: str, **_: Any) -> None:
    """Only what the file itself is to blame for makes it refused. A full disk, a database that is away or a missing key
    fails the job, which may be begun anew; the raw bytes stay."""
    if _deaths(run) >= MOST_DEATHS:
        processing.refuse(UUID(file_id), RefusalReason.DAMAGED)
    else:
        processing.process(UUID(file_id), looking_into=_noted(run))
        processing.note_alike(UUID(file_id))


def _deaths(run: JobRun) -> int:
    return int(run.state.get("deaths", 0))


@contextmanager
def _noted(run: JobRun) -> Iterator[None]:
    """Whoever dies in here leaves behind that they did; an error, or being told to stop, is no death."""
    before = _deaths(run)
    run.checkpoint({"deaths": before + 1})
    try:
        yield
    finally:
        run.checkpoint({"deaths": before})


def erase_bytes(run: JobRun, *, folder: str, name: str, **_: Any) -> None:  # noqa: ARG001 - every handler is given its run
    processing.erase_unreferenced(Folder(folder), name)


def erase_expired(run: JobRun, **_: Any) -> None:
    erased = actions.erase_expired(by=SYSTEM, at=run.at)
    run.checkpoint({}, done=erased, total=erased)
