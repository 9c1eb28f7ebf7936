"""Whose worklist an open matter is on. Rewritten with each step, in the same transaction."""

from datetime import date
from uuid import UUID

from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.queries import anybody_may, serving_unit
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.rules import State, Waits


def rewrite(matter: Matter, state: State, *, area_path: str, returned: bool, on: date) -> bool:
    """Put the matter on the worklist of those for whom the state waits, and take it off all others. Returns whether
    there is anybody."""
    if matter.version > 1:
        WorklistRow.objects.filter(matter=matter).delete()
    unit_id = _unit_for(matter, state, area_path, on) if state.is_open else None
    if unit_id is None:
        return False
    WorklistRow.objects.create(
        matter=matter,
        unit_id=unit_id,
        person_id=matter.assignee_id if state.waits is Waits.HOLDER else None,
        permission=state.permission,
        due_at=matter.due_at,
        returned=returned,
    )
    return True


def _unit_for(matter: Matter, state: State, area_path: str, on: date) -> UUID | None:
    if state.waits is Waits.HOLDER and matter.holder_id:
        return matter.holder_id
    if state.waits is Waits.CHECKER:
        community = serving_unit(UnitKind.COMMUNITY, area_path=area_path, on=on)
        if community and community.pk != matter.holder_id and anybody_may(state.permission, community.pk, on=on):
            return community.pk
    desk = serving_unit(UnitKind.DISPATCH_DESK, area_path=area_path, on=on)
    return desk.pk if desk else None
