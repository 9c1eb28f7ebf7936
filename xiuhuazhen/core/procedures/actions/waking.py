"""What the product itself does to a matter: when a state's time is up, when it is late, when the calendar changes,
when whoever had it has left."""

from copy import copy
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from django.db import transaction

from xiuhuazhen.core.kit.actors import Actor, PermittedActor
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.procedures import kinds, timing, whom, worklist
from xiuhuazhen.core.procedures.access import CLOCK
from xiuhuazhen.core.procedures.actions.inputs import StepInputs
from xiuhuazhen.core.procedures.actions.moving import advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import left_behind
from xiuhuazhen.core.procedures.rules.clocks import read
from xiuhuazhen.core.procedures.rules.tables import NOBODY_ABOVE, Waits

TICKER = PermittedActor(key="system", name="系统", permissions=frozenset({CLOCK}))
ESCALATE, RECOUNT, UNASSIGN = "escalate", "recount", "unassign"

AGAIN = timedelta(hours=1)
"""After this time a matter is tried again that could not be done."""


def wake_matter(*, matter_id: UUID, by: Actor, at: datetime) -> Step | None:
    """What is due at this moment: the state's own action, or the next rung of the ladder. ``None`` when somebody was
    quicker."""
    matter = _loaded(matter_id)
    if matter.wake_at > at:
        return None
    command_id = derived_id("wake", str(matter.pk), str(matter.version))
    kind = kinds.get(matter.kind)
    state = kind.procedure.state(matter.state)
    if timing.time_up(matter, state) <= at:
        perform = kind.on_time[state.on_time]
        return perform(matter=matter, by=by, at=at, command_id=command_id, version=matter.version)
    return _escalate(matter, by, at, command_id)


def _escalate(matter: Matter, by: Actor, at: datetime, command_id: UUID) -> Step:
    return advance(
        matter=matter,
        action=ESCALATE,
        inputs=_climb(matter, at),
        by=by,
        at=at,
        command_id=command_id,
        version=matter.version,
    )


def _climb(matter: Matter, at: datetime) -> StepInputs:
    """Up to the next rung on which there is somebody, at the time of the first that was left: no day is lost over one
    that nobody holds. Where there is none any more, the step says so. It ends before a rung to which no norm leads."""
    ladder, path = kinds.get(matter.kind).procedure.ladder[matter.rung :], matter.area.path
    ahead = list(takewhile(lambda rung: timing.rung_at(matter, rung, path=path), ladder))
    for climbs, rung in enumerate(ahead, start=1):
        found = whom.reached(rung, matter, area_path=path, at=at)
        if found:
            return _climbed(climbs, found, {"reason": rung.name, "rung": rung.name})
    present = whom.whom(Waits.PRESENT, matter, "", area_path=path, at=at)
    return _climbed(len(ahead), present, {"reason": NOBODY_ABOVE})


def _climbed(climbs: int, found: whom.Whom | None, noted: dict[str, str]) -> StepInputs:
    return StepInputs(noted={**noted, "unit": str(found.unit_id) if found else ""}, climbs=climbs)


@transaction.atomic
def point_anew(*, matter_id: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001 - it takes no step, so it has no actor
    """Put the matter on the worklist of those who can act on it today: since its last step somebody left, or came.
    What is owed and by when stays as it is."""
    Matter.objects.select_for_update().get(pk=matter_id)
    matter = _loaded(matter_id)
    procedure = kinds.get(matter.kind).procedure
    returned, state = matter.worklist.filter(returned=True).exists(), procedure.state(matter.state)
    matter.worklist.all().delete()
    worklist.rewrite(matter, procedure, state, area_path=matter.area.path, returned=returned, at=at)


def recount_matter(*, matter_id: UUID, by: Actor, at: datetime) -> Step | None:
    """Count again on the calendar as it is now what runs, what is asked for and the next rung of the ladder; ``None``
    when nothing changes by it."""
    matter = _loaded(matter_id)
    path, procedure, again = matter.area.path, kinds.get(matter.kind).procedure, copy(matter)
    state = procedure.state(matter.state)
    timing.recount(again, procedure, state, path=path, at=at)
    again.wake_at = timing.wake(again, procedure, state, path=path)
    if _alike(matter, again, at):
        return None
    return advance(
        matter=matter,
        action=RECOUNT,
        inputs=StepInputs(noted={"before": matter.due_at.isoformat()}, recounts=True),
        by=by,
        at=at,
        command_id=derived_id("recount", str(matter.pk), str(matter.version), at.isoformat()),
        version=matter.version,
    )


def _alike(matter: Matter, again: Matter, at: datetime) -> bool:
    """What is to wake within the hour anyway may have been put off, and wakes by itself."""
    if (read(matter.clocks), matter.requests) != (read(again.clocks), again.requests):
        return False
    return matter.wake_at == again.wake_at or max(matter.wake_at, again.wake_at) <= at + AGAIN


def release_matter(*, matter_id: UUID, by: Actor, at: datetime) -> Step | None:
    """Give a matter back to its unit because the person who had it has left the post."""
    matter = left_behind(at).select_related("area", "holder").filter(pk=matter_id).first()
    if matter is None:
        return None
    return advance(
        matter=matter,
        action=UNASSIGN,
        inputs=StepInputs(noted={"person": str(matter.assignee_id)}, clear_assignee=True),
        by=by,
        at=at,
        command_id=derived_id("release", str(matter.pk), str(matter.version)),
        version=matter.version,
    )


def _loaded(matter_id: UUID) -> Matter:
    return Matter.objects.select_related("area", "holder").get(pk=matter_id)
