"""A source gives an order out once more, or sets another date for it: the case that is here goes on with that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.choices import State
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import GIVEN, first_contact, order_has_passed, works_again
from xiuhuazhen.domains.cases.taking_in import personal

_ACTIONS = {
    State.CLOSED: "reopen",
    State.REPORTING_BACK: "source_returned",
    State.AT_SOURCE: "source_returned",
}


@dataclass(frozen=True)
class Round:
    """The how-manieth time the order comes, what its source says, until when it wants it done, what of name, telephone
    and address it gives otherwise than before, and what it wants the unit to do."""

    number: int
    text: str = ""
    due: datetime | None = None
    urged: int = 0
    contact: Mapping[str, str] = field(default_factory=dict)
    instruction: str = ""


@transaction.atomic
def note_round(*, matter: Matter, inputs: Round, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """A closed case is opened again, one that is through here is worked on again, whether or not its source was told
    yet, and whoever has an open one is urged. The date of the new round takes the place of the earlier one. Whether it
    was solved is open again."""
    if inputs.contact.get("phone"):
        Case.objects.filter(pk=matter.pk).update(has_contact=True)
    action = _ACTIONS.get(State(matter.state), "urge")
    again = {"target": works_again(matter), **first_contact(matter, anew=True)} if action == "source_returned" else {}
    given = StepInputs(
        text=_said(inputs),
        personal=personal(**inputs.contact, instruction=inputs.instruction),
        facts=_dated(inputs.number, inputs.due) | ({"urged": inputs.urged} if inputs.urged else {}) | _given(inputs),
        order_due=inputs.due,
        order_passed=action != "urge" and order_has_passed(matter, at=at),
        clear_holder=action == "reopen",
        **again,
    )
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        Case.objects.filter(pk=matter.pk).update(source_round=inputs.number, solved=None)
    return step


@transaction.atomic
def note_other_date(*, matter: Matter, inputs: Round, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The source has set a date for an order that is here; unlike what a person enters, it may have passed."""
    given = StepInputs(
        text=_("The source has set this date in its spreadsheet."),
        facts=_dated(inputs.number, inputs.due),
        order_due=inputs.due,
    )
    return advance(matter=matter, action="redate", inputs=given, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def note_urged(*, matter: Matter, inputs: Round, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The source urges the round that is here: whoever has it is told."""
    given = StepInputs(text=_("The source urges it."), facts={"round": inputs.number, "urged": inputs.urged})
    return advance(matter=matter, action="urge", inputs=given, by=by, at=at, command_id=command_id, version=version)


def _said(inputs: Round) -> str:
    again = _("The source has given it out again (round %(number)s).") % {"number": inputs.number}
    if inputs.contact:
        again = " ".join((again, _("Its contact or address is another one now; the former stays in history.")))
    return f"{again}\n{inputs.text}".strip()


def _given(inputs: Round) -> dict[str, Any]:
    """Of which parts this round brought another; what they are stays sealed."""
    contact = ["contact"] if {"name", "phone"} & set(inputs.contact) else []
    parts = [*contact, *(["address"] if "address" in inputs.contact else [])]
    if not parts:
        return {}
    return {GIVEN: parts} | ({"reachable": True} if inputs.contact.get("phone") else {})


def _dated(number: int, due: datetime | None) -> dict[str, str | int]:
    """What history keeps of a round and its date, by which the same line is known again."""
    facts: dict[str, str | int] = {"round": number}
    if due:
        facts |= {"order_due": due.isoformat(), "until_day": clock.day_of_end(due).isoformat()}
    return facts
