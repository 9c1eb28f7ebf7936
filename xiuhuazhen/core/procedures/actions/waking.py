"""What the product itself does to a matter: when a state's time is up, when it is late, when the calendar changes,
when whoever had it has left."""

from copy import copy
from datetime import datetime, timedelta
from uuid import UUID

from xiuhuazhen.core.kit.actors import Actor, PermittedActor
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.procedures import kinds, timing, worklist
from xiuhuazhen.core.procedures.access import CLOCK
from xiuhuazhen.core.procedures.actions.inputs import StepInputs
from xiuhuazhen.core.procedures.actions.moving import advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import left_behind
from xiuhuazhen.core.procedures.rules.clocks import read

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
    rung = kinds.get(matter.kind).procedure.ladder[matter.rung]
    unit_id = worklist.unit_for(rung.waits, matter, rung.permission, matter.area.path, at)
    inputs = StepInputs(noted={"reason": rung.name, "rung": rung.name, "unit": str(unit_id or "")}, climbs=True)
    return advance(
        matter=matter, action=ESCALATE, inputs=inputs, by=by, at=at, command_id=command_id, version=matter.version
    )


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
