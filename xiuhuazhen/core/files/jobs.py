"""Preparing photos, and erasing what has expired."""

from typing import Any
from uuid import UUID

from xiuhuazhen.core.files import actions, processing
from xiuhuazhen.core.files.choices import RefusalReason
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit.actors import SYSTEM


def process(run: JobRun, *, file_id: str, **_: Any) -> None:
    """A photo over which the process died again and again is refused unseen, so that it cannot do so for ever."""
    if run.last_attempt:
        processing.refuse(UUID(file_id), RefusalReason.DAMAGED)
    else:
        processing.process(UUID(file_id))


def erase_bytes(run: JobRun, *, folder: str, name: str, **_: Any) -> None:  # noqa: ARG001 - every handler is given its run
    processing.erase_unreferenced(Folder(folder), name)


def erase_expired(run: JobRun, **_: Any) -> None:
    actions.erase_expired(by=SYSTEM, at=run.at)
