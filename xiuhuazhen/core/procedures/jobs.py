"""What the product does by itself, matter by matter: each in a transaction of its own, so that a crash loses none, and
one that cannot be done holds up no other."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.jobs.leases import error_text
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.procedures import queries, stuck
from xiuhuazhen.core.procedures.actions import waking
from xiuhuazhen.core.procedures.models import Matter, Step

RECOUNT = "procedures.recount"

_CHECKPOINT_EVERY = 50
_AT_ONCE = 500
_NAMED = 3
"""So many of those that could not be done are named in a job's note; the log has them all."""

logger = logging.getLogger(__name__)


class _OneMatter(Protocol):
    def __call__(self, *, matter_id: UUID, by: Actor, at: datetime) -> Step | None: ...


def something_to_wake(at: datetime) -> bool:
    return queries.due_to_wake(at).exists()


def wake(run: JobRun, **_: Any) -> None:
    """States whose time is up, and late matters that go up the ladder."""
    _each(run, queries.due_to_wake(clock.now())[:_AT_ONCE], waking.wake_matter)


def recount(run: JobRun, *, area: str = "", numbers: Collection[str] = (), **_: Any) -> None:
    """Limits counted again after the calendar or the office hours of an area (its path) have changed; ``numbers`` are
    those matters alone that could not be done the last time."""
    found, last = queries.running_under(area), run.state.get("last", "")
    found = found.filter(number__in=numbers) if numbers else found
    left = _each(run, found.filter(pk__gt=last) if last else found, waking.recount_matter)
    if left:
        at = clock.now()
        enqueue(RECOUNT, at=at, by_key=run.by_key, run_after=at + waking.AGAIN, area=area, numbers=left)


def release(run: JobRun, **_: Any) -> None:
    """Matters of people who left their post go back to the unit."""
    _each(run, queries.left_behind(clock.now()), waking.release_matter)


def point_anew(run: JobRun, **_: Any) -> None:
    """Matters on which nobody can act where they wait, or somebody stands in, are put to whoever can today."""
    _each(run, stuck.to_point_anew(clock.now()), waking.point_anew)


def _each(run: JobRun, matters: QuerySet[Matter], act: _OneMatter) -> list[str]:
    """Returns the numbers of those that could not be done; the job's note says so."""
    found = list(matters.values_list("pk", "number", "failed_at"))
    before, left = run.state.get("done", 0), list(run.state.get("left", ()))
    total = before + len(found)
    for done, (matter_id, number, failed_at) in enumerate(found, start=before + 1):
        if not _is_done(matter_id, number, act):
            left.append(number)
        elif failed_at:
            Matter.objects.filter(pk=matter_id).update(failed_at=None)
        if done % _CHECKPOINT_EVERY == 0 or done == total:
            run.checkpoint(
                {"last": str(matter_id), "done": done, "left": left}, done=done, total=total, note=_note(left)
            )
    return left


def _is_done(matter_id: UUID, number: str, act: _OneMatter) -> bool:
    try:
        _twice(matter_id, act)
    except Exception as fault:  # noqa: BLE001 - whatever one matter raises, the others go on
        logger.error("matter %s could not be done: %s", number, error_text(fault))
        _put_off(matter_id, at=clock.now())
        return False
    return True


def _put_off(matter_id: UUID, *, at: datetime) -> None:
    """What could not be done now is not in the way of others, and stands among what is stuck."""
    broken = Matter.objects.filter(pk=matter_id)
    broken.filter(wake_at__lte=at).update(wake_at=at + waking.AGAIN)
    broken.update(failed_at=Coalesce("failed_at", Value(at, output_field=DateTimeField())))


def _twice(matter_id: UUID, act: _OneMatter) -> None:
    """Once more where it was refused: somebody may have taken a step at the same moment."""
    try:
        act(matter_id=matter_id, by=waking.TICKER, at=clock.now())
    except Refusal:
        act(matter_id=matter_id, by=waking.TICKER, at=clock.now())


def _note(left: Sequence[str]) -> str:
    if not left:
        return ""
    sentence = ngettext(
        "%(count)s matter could not be done and is tried again in an hour: %(numbers)s",
        "%(count)s matters could not be done and are tried again in an hour: %(numbers)s",
        len(left),
    )
    more = "…" if len(left) > _NAMED else ""
    return sentence % {"count": len(left), "numbers": ", ".join(left[:_NAMED]) + more}
