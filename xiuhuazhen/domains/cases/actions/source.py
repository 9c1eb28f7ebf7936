"""An order of an outside hotline goes back to its source, which calls the reporter, rates and closes it there."""

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
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import CloseReason, SourceRating
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import first_contact, open_reasons, order_has_passed, outcome_here, works_again
from xiuhuazhen.domains.cases.refusals import no_such_end


@dataclass(frozen=True)
class SourceResult:
    """How the source closed the order, in its own words. ``rating`` is the mark that it was given there, if it is one
    of the usual ones; it stays the source's, and is never added up with what reporters say here."""

    reason: CloseReason
    text: str = ""
    rating: SourceRating | None = None


@dataclass(frozen=True)
class NewDate:
    """The date that the source has set, for the first time or anew, and what it says."""

    due: datetime
    text: str


@dataclass(frozen=True)
class Returned:
    """What the source found not done, files sent before, and until when it wants it now, if it says so."""

    text: str = ""
    uploads: tuple[UUID, ...] = ()
    due: datetime | None = None


def report_back(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Send the result to the source, and as what it ended here where it did not take the ordinary course."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, noted=_ended(outcome_here(matter, version)))
    action = "report_back"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def note_source_closed(
    *, matter: Matter, inputs: SourceResult, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """The source has closed it: its own call-back and rating end the case here. Why it had ended here before stays its
    reason, beside the source's word."""
    outcome = outcome_here(matter, version)
    facts = {"reason": inputs.reason.value, **({"source_rating": inputs.rating.value} if inputs.rating else {})}
    reason, action = rules.reason_at_source(inputs.reason, outcome=outcome), "source_closed"
    given = StepInputs(text=inputs.text, facts=facts, noted=_ended(outcome), close_reason=reason)
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if step.replayed:
        return step
    if inputs.reason not in open_reasons(matter, step.from_state):
        raise no_such_end()
    solved = {CloseReason.SOLVED: True, CloseReason.UNSOLVED: False}.get(inputs.reason)
    Case.objects.filter(pk=matter.pk).update(solved=solved)
    return step


def _ended(outcome: str) -> dict[str, str]:
    return {"ended": outcome} if outcome else {}


@transaction.atomic
def note_source_returned(
    *, matter: Matter, inputs: Returned, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """The source has sent it back to be done again, by a new date perhaps; one that has passed counts no more. Whether
    it was solved is open again too."""
    contact, action = first_contact(matter, anew=True), "source_returned"
    given = StepInputs(
        text=inputs.text,
        uploads=inputs.uploads,
        facts={"until_day": clock.day_of_end(inputs.due).isoformat()} if inputs.due else {},
        order_due=inputs.due,
        order_passed=order_has_passed(matter, at=at),
        target=works_again(matter),
        **contact,
    )
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        Case.objects.filter(pk=matter.pk).update(solved=None)
    return step


@transaction.atomic
def note_new_date(*, matter: Matter, inputs: NewDate, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The source has set a date; it counts where it is stricter than our own limits."""
    facts = {"until_day": clock.day_of_end(inputs.due).isoformat()}
    given, action = StepInputs(text=inputs.text, facts=facts, order_due=inputs.due), "redate"
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed and inputs.due <= at:
        passed = _("This moment has passed. Choose one to come.")
        raise InvalidInput(passed, fields={"due": passed})
    return step
