"""A case is placed, dispatched, signed for or returned, handled and answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.placing import placement_of
from xiuhuazhen.domains.cases.choices import CloseReason, PlacedBy, ReturnReason
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import units_to_dispatch_to


@dataclass(frozen=True)
class Note:
    """A sentence, and files sent before."""

    text: str = ""
    uploads: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Dispatch:
    """``category`` is a code of the catalogue; empty leaves it as it is."""

    unit_id: UUID
    category: str = ""
    text: str = ""


@dataclass(frozen=True)
class Place:
    area_path: str
    text: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why a case is returned; ``reason`` is a :class:`ReturnReason`."""

    reason: ReturnReason
    text: str


@transaction.atomic
def dispatch_case(*, matter: Matter, inputs: Dispatch, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Give the case to a unit that serves the place."""
    facts = {"unit": str(inputs.unit_id), **({"category": inputs.category} if inputs.category else {})}
    step = advance(
        matter=matter,
        action="dispatch",
        inputs=StepInputs(text=inputs.text, facts=facts, holder_id=inputs.unit_id, category=inputs.category or None),
        by=by,
        at=at,
        command_id=command_id,
        version=version,
    )
    if not step.replayed:  # what was dispatched before is answered again, even where the unit has left since
        _require_serving(matter, inputs.unit_id, at)
    return step


def _require_serving(matter: Matter, unit_id: UUID, at: datetime) -> None:
    if not units_to_dispatch_to(matter, on=clock.local_date(at)).filter(pk=unit_id).exists():
        sentence = _("This unit does not serve the place of the case. Choose one from the list.")
        raise InvalidInput(sentence, fields={"unit": sentence})


@transaction.atomic
def place_case(*, matter: Matter, inputs: Place, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Say where the case lies, when it was not known or found wrongly."""
    placement = placement_of(inputs.area_path)
    facts = {"area": placement.code, "placed_by": PlacedBy.STAFF.value}
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
        Case.objects.filter(pk=matter.pk).update(placed_by=PlacedBy.STAFF, place_reason="", border_codes=[])
    return step


def decline_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Close a case that is not for this place, saying why and where to go instead."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, close_reason=CloseReason.DECLINED)
    return advance(matter=matter, action="decline", inputs=step, by=by, at=at, command_id=command_id, version=version)


def sign_for_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The unit takes the case; who signs becomes its handler."""
    step = StepInputs(text=inputs.text, assignee_id=by.person_id)
    return advance(matter=matter, action="sign_for", inputs=step, by=by, at=at, command_id=command_id, version=version)


def return_case(*, matter: Matter, inputs: Refusal, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The unit gives the case back to the desk, with its reason."""
    noted = {"unit": str(matter.holder_id or "")}
    step = StepInputs(text=inputs.text, facts={"reason": inputs.reason.value}, noted=noted, clear_holder=True)
    return advance(matter=matter, action="return", inputs=step, by=by, at=at, command_id=command_id, version=version)


def recall_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The desk takes the case back from a unit that cannot or does not take it on."""
    noted = {"unit": str(matter.holder_id or "")}
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, noted=noted, clear_holder=True)
    return advance(matter=matter, action="recall", inputs=step, by=by, at=at, command_id=command_id, version=version)


def finish_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The handler says what was done."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="finish", inputs=step, by=by, at=at, command_id=command_id, version=version)


def reply_to_reporter(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The answer that the reporter reads on the progress page."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="reply", inputs=step, by=by, at=at, command_id=command_id, version=version)


def solve_on_the_spot(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """A grid worker has done it there and then: one sentence, and it waits for somebody else's look."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="solve", inputs=step, by=by, at=at, command_id=command_id, version=version)
