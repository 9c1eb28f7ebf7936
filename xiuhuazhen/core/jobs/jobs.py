"""The queue's own upkeep."""

from typing import Any

from xiuhuazhen.core.jobs import actions
from xiuhuazhen.core.jobs.execution import JobRun


def prune(run: JobRun, **_: Any) -> None:
    forgotten = actions.prune(at=run.at)
    run.checkpoint({}, done=forgotten, total=forgotten)
