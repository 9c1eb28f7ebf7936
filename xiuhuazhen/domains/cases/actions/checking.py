"""A case is checked by somebody else, rated by its reporter, and closed; its contact is opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import CloseReason, State
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import contact_of, opening_step


@dataclass(frozen=True)
class Rating:
    """The reporter's own word: whether it is solved, and what they add."""

    solved: bool
    text: str = ""


@dataclass(frozen=True)
class Closing:
    reason: CloseReason
    text: str = ""


def confirm_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Somebody who did not handle it found it done. A resident's case then waits for their rating."""
    target = State.RATING if matter.code_key else State.CLOSING
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, target=target)
    return advance(matter=matter, action="confirm", inputs=step, by=by, at=at, command_id=command_id, version=version)


def rework_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The check found it not done: back to the unit that has it, or to the desk if nobody had."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, target=_who_works_again(matter))
    return advance(matter=matter, action="rework", inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def rate_case(*, matter: Matter, inputs: Rating, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The reporter says whether it is solved."""
    facts = {"solved": "yes" if inputs.solved else "no"}
    step = advance(
        matter=matter,
        action="rate",
        inputs=StepInputs(text=inputs.text, facts=facts),
        by=by,
        at=at,
        command_id=command_id,
        version=version,
    )
    if not step.replayed:
        Case.objects.filter(pk=matter.pk).update(solved=inputs.solved)
    return step


def send_back_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The reporter sends it back, once, saying what is still wrong."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, target=_who_works_again(matter))
    return advance(matter=matter, action="send_back", inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def close_case(*, matter: Matter, inputs: Closing, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """End the case with a reason; "not rated in time" is the only one while a rating is waited for."""
    step = advance(
        matter=matter,
        action="close",
        inputs=StepInputs(text=inputs.text, facts={"reason": inputs.reason.value}, close_reason=inputs.reason),
        by=by,
        at=at,
        command_id=command_id,
        version=version,
    )
    solved = Case.objects.values_list("solved", flat=True).get(pk=matter.pk)
    if inputs.reason not in rules.close_reasons(step.from_state, solved=solved):
        sentence = _("A case cannot end so at this point. Choose one of the reasons shown.")
        raise InvalidInput(sentence, fields={"reason": sentence})
    return step


@transaction.atomic
def open_contact(*, matter: Matter, by: Actor, at: datetime) -> dict[str, str]:
    """The reporter's name, phone and address in the clear; the opening is recorded, the matter being the purpose."""
    found = contact_of(opening_step(matter))
    record("cases.contact.opened", subject=matter, by=by, at=at, area_code=matter.area.code, reason=matter.number)
    return found


def _who_works_again(matter: Matter) -> str:
    return State.HANDLING if matter.holder_id else State.REGISTERED
