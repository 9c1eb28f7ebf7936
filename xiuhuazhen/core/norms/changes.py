"""Who counts again when the work days or office hours of an area change. Jobs are known by name alone: whoever keeps
deadlines registers theirs."""

from datetime import datetime

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit.actors import Actor

_jobs: dict[str, None] = {}


def register(job_name: str) -> None:
    """Have this job put into the queue after each change, with ``area``: the path of the area whose subtree it
    concerns, empty for the whole nation."""
    _jobs[job_name] = None


def registered() -> list[str]:
    return list(_jobs)


def tell(area: Area | None, *, by: Actor, at: datetime) -> None:
    """Put every registered job into the queue, in the transaction of the change."""
    for name in _jobs:
        enqueue(name, at=at, by_key=by.key, area=area.path if area else "")
