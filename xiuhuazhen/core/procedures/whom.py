"""Who can really act on a matter, here and today. The worklist, messages, the ladder and whoever hands a matter on all
ask here: it is not enough that a unit exists. Somebody has to hold the permission for it where the matter lies, must
not be concerned by the matter, and must not have done the work that is to be checked."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.granting import above
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.people.queries import Holder, holders_here, holders_of, serving_unit
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.tables import Rung, Waits

_PERSON = "person:"


@dataclass(frozen=True)
class Whom:
    """For whom something waits: those who hold the permission for the unit."""

    unit_id: UUID
    permission: str


def whom(waits: Waits, matter: Matter, permission: str, *, area_path: str, at: datetime) -> Whom | None:
    """The unit that is meant, or the nearest one where somebody can act; the desk of the place where there is none.
    Where nobody holds the permission at all it is the desk with the one by which it stands in, if the procedure names
    such."""
    on, procedure = clock.local_date(at), kinds.get(matter.kind).procedure
    if waits is Waits.PRESENT:
        state = procedure.state(matter.state)
        found = whom(state.waits, matter, state.permission, area_path=area_path, at=at) if state.is_open else None
        return replace(found, permission=permission) if found and permission else found
    if waits in {Waits.HOLDER, Waits.HEAD} and matter.holder_id:
        return Whom(_able_unit(matter, matter.holder_id, permission, area_path, on), permission)
    if waits is Waits.ABOVE:
        return _further_up(matter, permission, area_path, at)
    desk = serving_unit(UnitKind.DISPATCH_DESK, area_path=area_path, on=on)
    if waits in {Waits.CHECKER, Waits.LEADER}:
        nearest = _nearest(waits, matter, permission, area_path, desk, on)
        if nearest:
            return Whom(nearest, permission)
        permission = procedure.stands_in.get(permission, permission)
    return Whom(desk.pk, permission) if desk else None


def _nearest(waits: Waits, matter: Matter, permission: str, area_path: str, desk: Unit | None, on: date) -> UUID | None:
    """First the unit that is meant, then another with somebody near, then the desk, at last whoever has the matter."""
    meant = serving_unit(_MEANT[waits], area_path=area_path, on=on)
    barred = _barred(matter, permission, on)

    def order(holder: Holder) -> int:
        if waits is Waits.CHECKER and holder.unit_id == matter.holder_id:
            return 3
        if meant and holder.unit_id == meant.pk:
            return 0
        return 2 if desk and holder.unit_id == desk.pk else 1

    here = [each for each in holders_here(permission, area_path=area_path, on=on) if each.person_id not in barred]
    return min(here, key=order).unit_id if here else None


def _able_unit(matter: Matter, holder_id: UUID, permission: str, area_path: str, on: date) -> UUID:
    """The unit that has the matter; where nobody there can act and the procedure goes above, the nearest other one."""
    goes_above = kinds.get(matter.kind).procedure.goes_above
    if not goes_above or able(matter, permission, holder_id, area_path=area_path, on=on):
        return holder_id
    return _other_unit(matter, permission, holder_id, _path_of(holder_id), on) or holder_id


def _further_up(matter: Matter, permission: str, area_path: str, at: datetime) -> Whom | None:
    """The nearest unit of an area above that of the unit for which the matter waits."""
    present = whom(Waits.PRESENT, matter, permission, area_path=area_path, at=at)
    if present is None:
        return None
    path = above(_path_of(present.unit_id))
    unit_id = _other_unit(matter, permission, present.unit_id, path, clock.local_date(at)) if path else None
    return Whom(unit_id, permission) if unit_id else None


def _other_unit(matter: Matter, permission: str, unit_id: UUID, path: str, on: date) -> UUID | None:
    """Another unit with somebody who holds the permission in this area or above, and whom the matter does not concern;
    never the one that has it."""
    barred = _barred(matter, permission, on)
    here = (each for each in holders_here(permission, area_path=path, on=on) if each.person_id not in barred)
    return next((each.unit_id for each in here if each.unit_id not in {unit_id, matter.holder_id}), None)


def _path_of(unit_id: UUID) -> str:
    return Unit.objects.values_list("area__path", flat=True).get(pk=unit_id)


_MEANT = {Waits.CHECKER: UnitKind.COMMUNITY, Waits.LEADER: UnitKind.STREET_OFFICE}


def able(matter: Matter, permission: str, unit_id: UUID, *, area_path: str, on: date) -> list[UUID]:
    """The persons of the unit who can act on the matter with this permission, by name."""
    anywhere = permission in kinds.get(matter.kind).held_for_units()
    holders = holders_of(permission, unit_id, on=on, area_path=None if anywhere else area_path)
    barred = _barred(matter, permission, on)
    return [person_id for person_id in holders if person_id not in barred]


def colleagues(matter: Matter, *, on: date) -> list[UUID]:
    """The persons to whom the unit that has the matter can give it, by name."""
    if matter.holder_id is None:
        return []
    return able(matter, kinds.get(matter.kind).handle, matter.holder_id, area_path=matter.area.path, on=on)


def reached(rung: Rung, matter: Matter, *, area_path: str, at: datetime) -> Whom | None:
    """For whom a rung is, if there is anybody: nobody stands in on the ladder."""
    found = whom(rung.waits, matter, rung.permission, area_path=area_path, at=at)
    if found is None or (rung.permission and found.permission != rung.permission):
        return None
    on = clock.local_date(at)
    return found if able(matter, found.permission, found.unit_id, area_path=area_path, on=on) else None


def stands_in(permission: str, matter: Matter, by: Actor, *, on: date) -> bool:
    """Whether the person may do it for somebody who is not there: they hold the permission by which one stands in, and
    nobody who could act holds this one."""
    path = matter.area.path
    other = kinds.get(matter.kind).procedure.stands_in.get(permission)
    if not other or not by.may(other, area_path=path):
        return False
    barred = _barred(matter, permission, on)
    return all(each.person_id in barred for each in holders_here(permission, area_path=path, on=on))


def did_the_work(matter: Matter, by: Actor) -> bool:
    """Whether the person did any of what somebody else is to check."""
    return Step.objects.filter(matter=matter, actor_key=by.key, action__in=_work(matter)).exists()


def _work(matter: Matter) -> set[str]:
    procedure = kinds.get(matter.kind).procedure
    return {action for state in procedure.states for action in state.not_by}


def _barred(matter: Matter, permission: str, on: date) -> Collection[UUID]:
    """Whom the matter concerns, and in a state where others are to act who did the work before."""
    kind = kinds.get(matter.kind)
    concerned = kind.concerns(matter, on) if kind.concerns else set[UUID]()
    state = kind.procedure.state(matter.state)
    if not state.not_by or permission != state.permission:
        return concerned
    keys = Step.objects.filter(matter=matter, action__in=state.not_by).values_list("actor_key", flat=True)
    return concerned | {UUID(key.removeprefix(_PERSON)) for key in set(keys) if key.startswith(_PERSON)}
