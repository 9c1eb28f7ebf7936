"""A place has ended: its open cases go to what takes its place."""

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
    holder and its limits stay. It follows from the end of the place, so whoever may end that needs no other permission:
    the steps are the product's, in their name."""
    moves = PermittedActor(by.key, by.name, by.person_id, by.unit_id, permissions=frozenset({CLOCK}))
    return [_resettle(matter, to, basis, moves, at) for matter in open_cases_under(ended).order_by("opened_at", "id")]


def _resettle(matter: Matter, to: Area, basis: str, by: Actor, at: datetime) -> Step:
    placement = placement_of(to.path)
    return advance(
        matter=matter,
        action=RESETTLE,
        inputs=StepInputs(facts={"area": placement.code}, placement=placement, basis=basis),
        by=by,
        at=at,
        command_id=derived_id(RESETTLE, str(matter.pk), str(matter.version)),
        version=matter.version,
    )
