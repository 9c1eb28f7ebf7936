"""What a person may do next on a matter: the state's transitions, their permissions and guards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, NotFound
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.rules import tables as rules
from xiuhuazhen.core.procedures.whom import stands_in


@dataclass(frozen=True)
class Offered:
    action: str
    offer: kinds.ActionOffer
    shape: rules.Shape
    aside: bool = False
    part: rules.Part = rules.Part.STEP


def possible(matter: Matter, steps: Sequence[Step], *, by: Actor, at: datetime) -> list[Offered]:
    """The actions open to this person now, the primary one first. ``steps`` are all the matter's."""
    kind = kinds.get(matter.kind)
    found = [
        transition
        for transition in kind.procedure.transitions_from(matter.state)
        if transition.action in kind.offers
        and not rules.request_fault(transition, kind.procedure, matter.requests)
        and permitted(transition, matter, by, at=at)
    ]
    if any(transition.guard for transition in found):
        now = situation(matter, steps, by, at)
        found = [transition for transition in found if not (transition.guard and transition.guard(now))]
    found.sort(key=lambda each: (each.aside, each.serves not in matter.clocks, each.part))
    return [Offered(each.action, kind.offers[each.action], each.shape, each.aside, each.part) for each in found]


def taps_of(matter: Matter, doable: Iterable[Offered]) -> list[dict[str, Any]]:
    """The buttons that take an action at once, by action, each with an id of its own for the command."""
    found = []
    for each in doable:
        taps = each.offer.taps(matter) if each.offer.taps else ()
        buttons = [{"label": str(tap.label), "given": dict(tap.given), "id": new_id()} for tap in taps]
        url = reverse("web:act", args=[matter.number, each.action])
        found += [{"label": str(each.offer.label), "url": url, "buttons": buttons}] if buttons else []
    return found


def named(matter: Matter, action: str) -> Offered:
    """The offer of an action whatever the matter's state: performing it says whether it may be done now, so that a
    form that was filled in meanwhile is not lost."""
    kind = kinds.get(matter.kind)
    for transition in kind.procedure.transitions:
        if transition.action == action and action in kind.offers:
            return Offered(action, kind.offers[action], transition.shape, transition.aside)
    raise NotFound(_("There is no such action."))


def offered(matter: Matter, action: str, *, by: Actor, at: datetime) -> Offered:
    """The offer of an action that the matter's state leads to and the person may take; guards are left out."""
    offer = named(matter, action)
    for transition in kinds.get(matter.kind).procedure.transitions_from(matter.state):
        if transition.action == action:
            if not permitted(transition, matter, by, at=at):
                raise Forbidden(str(permissions.known(transition.permission).sentence))
            return offer
    raise Conflict(_("This cannot be done in the matter's present state. Reload the page to see where it stands."))


def permitted(transition: rules.Transition, matter: Matter, by: Actor, *, at: datetime) -> bool:
    """Whether the actor holds the permission where the matter lies, or for the very unit that has it; where none has
    it, perhaps another one; or stands in because nobody holds it there."""
    path, permission, unit_id = matter.area.path, transition.permission, matter.holder_id
    if transition.party is rules.Party.ABOVE:
        return taking_unit(permission, matter, by) is not None
    if transition.party is not rules.Party.HOLDER:
        return by.may(permission, area_path=path) or stands_in(permission, matter, by, on=clock.local_date(at))
    if unit_id is None:
        return bool(transition.unheld) and by.may(transition.unheld, area_path=path)
    return by.may(permission, area_path=path, unit_id=unit_id)


def taking_unit(permission: str, matter: Matter, by: Actor) -> UUID | None:
    """The unit other than the one that has it on whose worklist the actor finds the matter with this permission."""
    rows = WorklistRow.objects.filter(matter=matter, permission=permission).order_by("unit__name", "unit_id")
    others = (each for each in rows.values_list("unit_id", flat=True) if each != matter.holder_id)
    path = matter.area.path
    return next((each for each in others if by.may(permission, area_path=path, unit_id=each)), None)


def situation(matter: Matter, steps: Iterable[Step], by: Actor, at: datetime) -> rules.Situation:
    """What guards may know about a matter at the moment somebody acts on it."""
    steps = list(steps)
    history = tuple(rules.Done(step.action, step.actor_key, str(step.unit_id or ""), step.facts) for step in steps)
    return rules.Situation(
        by.key,
        str(by.unit_id or ""),
        late=matter.late(at),
        limited=matter.due is not None,
        history=history,
        pending=tuple(matter.requests),
        ordered=matter.order_due_at is not None,
        began=steps[0].facts if steps else {},
    )
