"""A case is checked by somebody else, rated by its reporter, and closed; its contact is opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.access import code_given_at_work, may_be_phoned
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import CheckedBy, CloseReason, Source, State
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.own_data import CONTACT_OPENED
from xiuhuazhen.domains.cases.queries import (
    asked_as,
    contact_now,
    first_contact,
    open_reasons,
    opening_step,
    works_again,
)
from xiuhuazhen.domains.cases.refusals import no_such_end


@dataclass(frozen=True)
class Rating:
    """The reporter's own word: whether it is solved, and what they add."""

    solved: bool
    text: str = ""


@dataclass(frozen=True)
class Check:
    """A passed check: how it was found out, and what was seen or said."""

    way: CheckedBy
    text: str = ""
    uploads: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Closing:
    reason: CloseReason
    text: str = ""


def confirm_case(*, matter: Matter, inputs: Check, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Somebody who did not handle it found it done. A resident's case then waits for their rating, an order goes back
    to where it came from. Raises ``InvalidInput`` (field ``way``) where there is nobody whom they could have
    telephoned."""
    if inputs.way is CheckedBy.PHONED and not may_be_phoned(matter, by):
        said = _("There is no telephone number of the reporter for you: please go there and look.")
        raise InvalidInput(said, fields={"way": said})
    order = Case.objects.filter(pk=matter.pk, source=Source.HOTLINE).exists()
    target = rules.target_of_confirming(resident=bool(matter.code_key), order=order)
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, facts={"way": inputs.way.value}, target=target)
    return advance(matter=matter, action="confirm", inputs=step, by=by, at=at, command_id=command_id, version=version)


def rework_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The check found it not done: back to the unit that has it, or to the desk if nobody had."""
    target, without = works_again(matter), (rules.CONTACT,)
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, target=target, without=without)
    return advance(matter=matter, action="rework", inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def rate_case(*, matter: Matter, inputs: Rating, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The reporter says whether it is solved: their "mended" is a check as well, and what was answered or solved there
    and then ends with it. What is still not mended after it was sent back goes up to the leader. Nobody has to call
    them any more. Raises ``Conflict`` while a check is owed and those who are to be checked know the code."""
    facts = {"solved": "yes" if inputs.solved else "no"}
    ended = asked_as(matter, version) if inputs.solved else ""
    mended = State.CLOSED if ended else State.CLOSING
    target = mended if inputs.solved else State.DECIDING
    given = StepInputs(text=inputs.text, facts=facts, target=target, close_reason=ended, settles=(rules.CALL,))
    step = advance(
        matter=matter,
        action="rate",
        inputs=given,
        by=by,
        at=at,
        command_id=command_id,
        version=version,
    )
    if not step.replayed:
        _require_own_word(matter, step, inputs)
        Case.objects.filter(pk=matter.pk).update(solved=inputs.solved)
    return step


def _require_own_word(matter: Matter, step: Step, inputs: Rating) -> None:
    if inputs.solved and step.from_state == State.CHECKING and code_given_at_work(matter):
        sentence = _(
            "Who works on this matter knows its code. Somebody else checks it first: please say it after that."
        )
        raise Conflict(sentence)


def send_back_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The reporter sends it back, once, saying what is still wrong."""
    step = _again(inputs, matter)
    return advance(matter=matter, action="send_back", inputs=step, by=by, at=at, command_id=command_id, version=version)


def order_again(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The leader orders it done again."""
    step = _again(inputs, matter)
    return advance(matter=matter, action="order", inputs=step, by=by, at=at, command_id=command_id, version=version)


def settle_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The leader explains to the reporter why it stays as it is."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="settle", inputs=step, by=by, at=at, command_id=command_id, version=version)


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
    if inputs.reason not in open_reasons(matter, step.from_state):
        raise no_such_end()
    return step


@transaction.atomic
def open_contact(*, matter: Matter, by: Actor, at: datetime) -> dict[str, str]:
    """The reporter's name, phone and address in the clear; the opening is recorded, the matter being the purpose."""
    found = contact_now(opening_step(matter))
    record(
        CONTACT_OPENED,
        subject=matter,
        by=by,
        at=at,
        area_code=matter.area.code,
        after={"unit": str(by.unit_id or "")},
        reason=matter.number,
    )
    return found


def _again(inputs: Note, matter: Matter) -> StepInputs:
    contact = first_contact(matter, anew=True)
    return StepInputs(text=inputs.text, uploads=inputs.uploads, target=works_again(matter), **contact)
