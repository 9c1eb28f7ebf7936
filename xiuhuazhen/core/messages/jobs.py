"""Sending what is due, and erasing what is old."""

from typing import Any

from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.messages import actions, daily, outbox, sending


def deliver(run: JobRun, **_: Any) -> None:
    """One round. What does not fit is left to the next, two seconds later; every step can be done again."""
    outbox.expand_due(run.at)
    daily.collect_due(run.at)
    sending.send_due(run.at, after_each=lambda: run.checkpoint(run.state))


def bring_back(run: JobRun, **_: Any) -> None:
    outbox.bring_back(run.at)
    sending.bring_back(run.at)


def erase(run: JobRun, **_: Any) -> None:
    erased = actions.erase_old(by=SYSTEM, at=run.at)
    run.checkpoint({}, done=erased, total=erased)
