"""Whose worklist an open matter is on. Rewritten with each step, in the same transaction."""

from collections.abc import Iterator
from datetime import datetime

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.rules.tables import OUTSIDE, Procedure, State, Waits
from xiuhuazhen.core.procedures.whom import Whom, reached, whom


def rewrite(
    matter: Matter, procedure: Procedure, state: State, *, area_path: str, returned: bool, at: datetime
) -> bool:
    """Put the matter on the worklist of those for whom it waits, and take it off all others. Returns whether there is
    anybody."""
    if matter.version > 1:
        WorklistRow.objects.filter(matter=matter).delete()
    rows = _told_apart(_rows(matter, procedure, state, area_path, at))
    for row in rows:
        row.returned = returned and not row.reason
    WorklistRow.objects.bulk_create(rows)
    return bool(rows)


def _rows(matter: Matter, procedure: Procedure, state: State, area_path: str, at: datetime) -> Iterator[WorklistRow]:
    """Whoever the state waits for, who is asked for something, and who sees it because it is late."""

    def row(waits: Waits, permission: str, **more: object) -> Iterator[WorklistRow]:
        found = whom(waits, matter, permission, area_path=area_path, at=at)
        own = waits is Waits.HOLDER and found and found.unit_id == matter.holder_id
        yield from put(found, person_id=matter.assignee_id if own else None, **more)

    def put(found: Whom | None, **more: object) -> Iterator[WorklistRow]:
        given = {"area_id": matter.area_id, "due_at": matter.due_at, "from_at": at, **more}
        if found:
            yield WorklistRow(matter=matter, unit_id=found.unit_id, permission=found.permission, **given)

    if state.is_open:
        yield from row(state.waits, state.permission, from_at=_shown_from(matter, state, at))
    for name, kept in matter.requests.items():
        request = procedure.request(name)
        due = datetime.fromisoformat(kept["due"]) if kept["due"] else clock.NO_LIMIT
        if owed_by := request.owed_by(held=matter.holder_id is not None):
            yield from row(*owed_by, due_at=due, reason=name)
        if request.overdue and due < clock.NO_LIMIT:
            yield from row(*request.overdue, due_at=due, from_at=max(due, at), reason=name)
    for rung in procedure.ladder[: matter.rung] if state.is_open else ():
        if rung.permission:
            yield from put(reached(rung, matter, area_path=area_path, at=at), reason=rung.name)


def _shown_from(matter: Matter, state: State, at: datetime) -> datetime:
    """What waits for somebody outside, or is paused, is nobody's work before its time is up."""
    hidden = state.waits in OUTSIDE or state.freezes
    return matter.due_at if hidden and matter.due_at < clock.NO_LIMIT else at


def _told_apart(rows: Iterator[WorklistRow]) -> list[WorklistRow]:
    """One row for the same people and the same reason. The work itself is due as early as what is asked for beside it,
    and nobody finds it once more because it is late."""
    kept: dict[tuple[object, ...], WorklistRow] = {}
    for row in rows:
        kept.setdefault((row.unit_id, row.permission, row.reason), row)
    for row in kept.values():
        work = kept.get((row.unit_id, row.permission, ""))
        if work and row.from_at <= work.from_at:
            work.due_at = min(work.due_at, row.due_at)
    return list(kept.values())
