"""A place has ended: its open cases go to what takes its place."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.actors import Actor, PermittedActor
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.procedures.access import CLOCK
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.placing import placement_of
from xiuhuazhen.domains.cases.queries import open_cases_under

RESETTLE = "resettle"


@transaction.atomic
def resettle_cases(*, ended: Area, to: Area, basis: str, by: Actor, at: datetime) -> list[Step]:
    """Every open case of the place that has ended, and of what lay in it, lies in ``to`` from now on; its point, its
    joint area, its holder and its limits stay. It follows from the end of the place, so whoever may end that needs no
    other permission: the steps are the product's, in their name."""
    moves = PermittedActor(by.key, by.name, by.person_id, by.unit_id, permissions=frozenset({CLOCK}))
    cases = open_cases_under(ended).order_by("opened_at", "id")
    return [_resettle(matter, ended, to, basis, moves, at) for matter in cases]


def _resettle(matter: Matter, ended: Area, to: Area, basis: str, by: Actor, at: datetime) -> Step:
    joint = matter.joint_id if matter.joint_id != ended.pk else None
    placement = replace(placement_of(to.path), joint_id=joint)
    return advance(
        matter=matter,
        action=RESETTLE,
        inputs=StepInputs(facts={"area": placement.code}, placement=placement, basis=basis),
        by=by,
        at=at,
        command_id=derived_id(RESETTLE, str(matter.pk), str(matter.version)),
        version=matter.version,
    )
