"""Erasing, every night after the contents of matters."""

from typing import Any

from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.domains.duty.actions import erase_texts


def erase(run: JobRun, **_: Any) -> None:
    erased = erase_texts(by=SYSTEM, at=run.at)
    run.checkpoint({}, done=erased, total=erased)
