"""What the product does by itself, matter by matter: each in a transaction of its own, so that a crash loses none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.procedures import queries
from xiuhuazhen.core.procedures.actions import waking
from xiuhuazhen.core.procedures.models import Matter, Step

_CHECKPOINT_EVERY = 50
_AT_ONCE = 500


class _OneMatter(Protocol):
    def __call__(self, *, matter_id: UUID, by: Actor, at: datetime) -> Step | None: ...


def something_to_wake(at: datetime) -> bool:
    return queries.due_to_wake(at).exists()


def wake(run: JobRun, **_: Any) -> None:
    """States whose time is up, and late matters that go up the ladder."""
    _each(run, lambda: queries.due_to_wake(clock.now())[:_AT_ONCE], waking.wake_matter)


def recount(run: JobRun, *, area: str = "", **_: Any) -> None:
    """Limits counted again after the calendar or the office hours of an area (its path) have changed."""
    last = run.state.get("last", "")
    found = queries.running_under(area)
    _each(run, lambda: found.filter(pk__gt=last) if last else found, waking.recount_matter)


def release(run: JobRun, **_: Any) -> None:
    """Matters of people who left their post go back to the unit."""
    _each(run, lambda: queries.left_behind(clock.now()), waking.release_matter)


def _each(run: JobRun, matters: Callable[[], QuerySet[Matter]], act: _OneMatter) -> None:
    ids = list(matters().values_list("pk", flat=True))
    for done, matter_id in enumerate(ids, start=1):
        act(matter_id=matter_id, by=waking.TICKER, at=clock.now())
        if done % _CHECKPOINT_EVERY == 0 or done == len(ids):
            run.checkpoint({"last": str(matter_id)}, done=done, total=len(ids))
