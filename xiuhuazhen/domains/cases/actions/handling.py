"""A case is placed, dispatched, signed for or returned, handled, issued and answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.actions import add_alias
from xiuhuazhen.core.areas.errors import AliasTaken, BadArea
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.norms.queries import norm_in_force
from xiuhuazhen.core.people.queries import anybody_may
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.placing import Placement, placement_of
from xiuhuazhen.core.procedures.whom import colleagues
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import (
    CloseReason,
    Confidence,
    Means,
    Outcome,
    PlacedBy,
    RequestKind,
    ReturnReason,
    State,
)
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.outcomes import ended_as
from xiuhuazhen.domains.cases.placing import JOINT, led_placement
from xiuhuazhen.domains.cases.queries import (
    category_in_force,
    first_contact,
    is_order,
    point_of,
    units_to_dispatch_to,
)
from xiuhuazhen.domains.cases.taking_in import personal

ISSUE = "cases.issue"
MOST_RETURNS = "cases.return.most"

_PLACED_BY_STAFF: Final = {
    "placed_by": PlacedBy.STAFF,
    "place_reason": "",
    "place_named_as": "",
    "place_confidence": Confidence.CERTAIN,
    "place_candidates": [],
    "border_codes": [],
}


@dataclass(frozen=True)
class Note:
    """A sentence, and files sent before."""

    text: str = ""
    uploads: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Dispatch:
    """``category`` is a code of the catalogue, ``request`` what the reporter wants; empty leaves them as they are.
    Without an ``urgency``, another category that is urgent makes the case so. ``where`` tells whoever works on a
    confidential case where to go."""

    unit_id: UUID
    category: str = ""
    text: str = ""
    request: RequestKind | None = None
    urgency: Urgency | None = None
    where: str = ""


@dataclass(frozen=True)
class Place:
    """``remember`` are words of the report by which such a text is to be placed there from now on."""

    area_path: str
    text: str = ""
    remember: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why a case is returned, and the line of the duty list that the unit relies on."""

    reason: ReturnReason
    text: str
    relied_on: str = ""


@dataclass(frozen=True)
class Contact:
    """A try to reach the reporter."""

    means: Means
    outcome: Outcome
    text: str = ""


@dataclass(frozen=True)
class Colleague:
    person_id: UUID
    text: str = ""


@transaction.atomic
def dispatch_case(*, matter: Matter, inputs: Dispatch, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Give the case to a unit that serves the place. How urgent it is counts for the limits that begin with it."""
    urgency = inputs.urgency or _urgency(matter, inputs.category, at)
    facts = {"unit": str(inputs.unit_id), **({"category": inputs.category} if inputs.category else {})}
    facts |= {"request": inputs.request.value} if inputs.request else {}
    facts |= {"urgency": inputs.urgency.value} if inputs.urgency else {}
    step = advance(
        matter=matter,
        action="dispatch",
        inputs=StepInputs(
            text=inputs.text,
            personal=personal(where=inputs.where),
            facts=facts,
            noted={"urgency": urgency.value},
            holder_id=inputs.unit_id,
            category=inputs.category or None,
            urgency=urgency,
        ),
        by=by,
        at=at,
        command_id=command_id,
        version=version,
    )
    if not step.replayed:  # what was dispatched before is answered again, even where the unit has left since
        _require_serving(matter, inputs.unit_id, at)
        if inputs.request:
            Case.objects.filter(pk=matter.pk).update(request=inputs.request)
    return step


def _urgency(matter: Matter, category: str, at: datetime) -> Urgency:
    """As it was, unless another category says that it is urgent: what a person decided on the same one stays."""
    line = category_in_force(category, on=clock.local_date(at)) if category != matter.category else None
    return Urgency.URGENT if line and line.urgent else Urgency(matter.urgency)


def _require_serving(matter: Matter, unit_id: UUID, at: datetime) -> None:
    if not units_to_dispatch_to(matter, on=clock.local_date(at)).filter(pk=unit_id).exists():
        sentence = _("This unit does not serve the place of the case. Choose one from the list.")
        raise InvalidInput(sentence, fields={"unit": sentence})


@transaction.atomic
def place_case(*, matter: Matter, inputs: Place, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Say where the case lies, when it was not known or found wrongly; and let the product learn from it. Raises
    ``InvalidInput`` where it lies there already."""
    if inputs.remember:
        reference.lock()
    area = Area.objects.get(path=inputs.area_path)
    led = led_placement(area.pk, area.path, point=_given_point(matter))
    placement = led or placement_of(area.path)
    facts = {"area": placement.code, "placed_by": PlacedBy.STAFF.value, **({"joint": area.code} if led else {})}
    step = advance(
        matter=matter,
        action="place",
        inputs=StepInputs(text=inputs.text, facts=facts, placement=placement),
        by=by,
        at=at,
        command_id=command_id,
        version=version,
    )
    if not step.replayed:
        _require_elsewhere(matter, placement)
        _forget_named_point(matter)
        why = {"place_reason": area.name[:60], "place_named_as": JOINT} if led else {}
        Case.objects.filter(pk=matter.pk).update(**{**_PLACED_BY_STAFF, **why})
        _learn(matter, area, inputs.remember, by, at)
    return step


def _given_point(matter: Matter) -> tuple[int, int] | None:
    """The point that somebody gave; that of a name by which it was placed says nothing where the name was wrong."""
    named = Case.objects.filter(pk=matter.pk, placed_by=PlacedBy.TEXT).exists()
    return None if named else point_of(matter)


def _forget_named_point(matter: Matter) -> None:
    """The point of a name by which it was placed says nothing any more; one that somebody gave stays."""
    if Case.objects.filter(pk=matter.pk, placed_by=PlacedBy.TEXT).update(lng_e7=None, lat_e7=None):
        Matter.objects.filter(pk=matter.pk).update(lng_e7=None, lat_e7=None)


def _require_elsewhere(matter: Matter, placement: Placement) -> None:
    if (placement.area_id, placement.joint_id) == (matter.area_id, matter.joint_id):
        sentence = _("The case lies there already. Choose another place; where this one is right, go on.")
        raise InvalidInput(sentence, fields={"area": sentence})


def _learn(matter: Matter, area: Area, words: str, by: Actor, at: datetime) -> None:
    if words:
        basis = _("placed by hand: %(number)s") % {"number": matter.number}
        try:
            add_alias(area=area, text=words, basis=basis, by=by, at=at)
        except (BadArea, AliasTaken) as refusal:
            raise type(refusal)(refusal.message, fields={"remember": refusal.message}) from refusal


def sign_for_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The unit takes the case; who signs becomes its handler. A reporter who left a telephone is to be contacted, by
    the desk where they asked for confidentiality."""
    step = StepInputs(text=inputs.text, assignee_id=by.person_id, **first_contact(matter))
    return advance(matter=matter, action="sign_for", inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def return_case(*, matter: Matter, inputs: Refusal, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The unit gives the case back to the desk, with its reason and what it relies on; as often as a norm allows, after
    which the desk's word stands (so Weifang's rules for its hotline, Art. 22)."""
    facts, noted = {"reason": inputs.reason.value}, {"unit": str(matter.holder_id or "")}
    given, action = StepInputs(text=_words(inputs), facts=facts, noted=noted, clear_holder=True), "return"
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed and not inputs.relied_on.strip():
        missing = {"relied_on": _("Please fill this in.")}
        raise InvalidInput(_("Something is still missing."), fields=missing)
    if not step.replayed:
        _require_not_too_often(matter, step, at)
    return step


def _require_not_too_often(matter: Matter, step: Step, at: datetime) -> None:
    norm = norm_in_force(MOST_RETURNS, area_path=matter.area.path, on=clock.local_date(at))
    if norm is None:
        return
    steps = Step.objects.filter(matter=matter)
    anew = steps.filter(action="reopen").aggregate(Max("number"))["number__max"] or 0
    times = steps.filter(action="return", number__gt=anew, facts__unit=step.facts["unit"]).count()
    if times > norm.value:
        sentence = _(
            "Your unit has returned this case %(count)s times already, and the desk sent it again: it is yours now "
            "(%(basis)s). If you cannot do it, sign for it and ask to shelve it, or talk to the duty desk."
        )
        raise Conflict(sentence % {"count": times - 1, "basis": norm.basis})


def _words(inputs: Refusal) -> str:
    """Reason and line in one text: what somebody typed may name a person, and has to be erasable. Without a reason
    there is none."""
    if not inputs.text.strip():
        return ""
    return "\n".join([inputs.text, _("Relied on: %(line)s") % {"line": inputs.relied_on}])


def recall_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The desk takes the case back from a unit that cannot or does not take it on."""
    noted = {"unit": str(matter.holder_id or ""), "person": str(matter.assignee_id or "")}
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, noted=noted, clear_holder=True)
    return advance(matter=matter, action="recall", inputs=step, by=by, at=at, command_id=command_id, version=version)


def contact_reporter(
    *, matter: Matter, inputs: Contact, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """Note a call, a message or a visit. Once the reporter was reached, the time for the first contact has ended."""
    step = _tried(inputs)
    return advance(matter=matter, action="contact", inputs=step, by=by, at=at, command_id=command_id, version=version)


def reach_reporter(*, matter: Matter, inputs: Contact, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The desk calls, writes or goes there: before a unit has the case, after it, and for a unit that may not know who
    the reporter is."""
    step = _tried(inputs)
    return advance(matter=matter, action="reach", inputs=step, by=by, at=at, command_id=command_id, version=version)


def _tried(inputs: Contact) -> StepInputs:
    facts = {"means": inputs.means.value, "outcome": inputs.outcome.value}
    if inputs.outcome == Outcome.REACHED:
        return StepInputs(text=inputs.text, facts=facts, without=(rules.CONTACT,), settles=(rules.CALL,))
    return StepInputs(text=inputs.text, facts=facts)


def finish_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The handler says what was done. Where somebody else signs for the unit, that person looks through it first."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, target=_after_finishing(matter, by, at))
    return advance(matter=matter, action="finish", inputs=step, by=by, at=at, command_id=command_id, version=version)


def _after_finishing(matter: Matter, by: Actor, at: datetime) -> str:
    holder = matter.holder_id
    if holder is None or by.may(ISSUE, area_path=matter.area.path, unit_id=holder):
        return State.ANSWERING
    return State.REVIEWING if anybody_may(ISSUE, holder, on=clock.local_date(at)) else State.ANSWERING


def issue_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Whoever signs for the unit lets the result go out."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="issue", inputs=step, by=by, at=at, command_id=command_id, version=version)


def redo_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Whoever signs for the unit does not let it go out: the handler works on."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, without=(rules.CONTACT,))
    return advance(matter=matter, action="redo", inputs=step, by=by, at=at, command_id=command_id, version=version)


def reply_to_reporter(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The answer that the reporter reads on the progress page. A consultation is answered by it and not checked."""
    step = _answered(matter, inputs) if _consults(matter) else _replied(inputs, State.CHECKING)
    return advance(matter=matter, action="reply", inputs=step, by=by, at=at, command_id=command_id, version=version)


def _consults(matter: Matter) -> bool:
    return Case.objects.filter(pk=matter.pk, request=RequestKind.CONSULT).exists()


def _answered(matter: Matter, inputs: Note) -> StepInputs:
    if is_order(matter):
        return ended_as(CloseReason.ANSWERED, matter, text=inputs.text, uploads=inputs.uploads)
    return _replied(inputs, State.RATING if matter.code_key else State.CLOSING)


def _replied(inputs: Note, target: State) -> StepInputs:
    return StepInputs(text=inputs.text, uploads=inputs.uploads, target=target)


def reassign_case(
    *, matter: Matter, inputs: Colleague, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """Give the case to a colleague of the unit that has it."""
    return _given_to("reassign", matter, inputs, by, at, command_id, version)


def hand_over_case(
    *, matter: Matter, inputs: Colleague, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """The administrator gives the case of somebody who leaves to another person of the unit."""
    return _given_to("hand_over", matter, inputs, by, at, command_id, version)


@transaction.atomic
def _given_to(
    action: str, matter: Matter, inputs: Colleague, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    facts = {"person": str(inputs.person_id)}
    given = StepInputs(text=inputs.text, facts=facts, assignee_id=inputs.person_id)
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed and inputs.person_id not in colleagues(matter, on=clock.local_date(at)):
        sentence = _("This person cannot handle it for the unit. Choose one from the list.")
        raise InvalidInput(sentence, fields={"person": sentence})
    return step
