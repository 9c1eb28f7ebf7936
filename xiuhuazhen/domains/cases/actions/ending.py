"""A case ends without being handled, opens again, or goes to the archive."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import CloseReason, RequestKind
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.outcomes import ended_as, ended_unless_asked
from xiuhuazhen.domains.cases.queries import order_has_passed


def accept_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Tell the reporter that it is accepted, where dispatching takes longer."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="accept", inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def answer_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Answer a consultation at once; nobody checks it, and the reporter may say that it was not all. A case of which
    nobody has said what is wanted becomes a consultation by it."""
    ended = ended_unless_asked(CloseReason.ANSWERED, matter, text=inputs.text, uploads=inputs.uploads)
    given, action = replace(ended, noted={**ended.noted, "request": RequestKind.CONSULT.value}), "answer"
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        Case.objects.filter(pk=matter.pk, request="").update(request=RequestKind.CONSULT)
    return step


def decline_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Close a case that is not for this place, saying why and where to go instead."""
    step = ended_as(CloseReason.DECLINED, matter, text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="decline", inputs=step, by=by, at=at, command_id=command_id, version=version)


def void_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Close what was sent by mistake, twice or as a test."""
    step = ended_as(CloseReason.VOID, matter, text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="void", inputs=step, by=by, at=at, command_id=command_id, version=version)


def withdraw_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The reporter does not want it any more."""
    step = ended_as(CloseReason.WITHDRAWN, matter, text=inputs.text, uploads=inputs.uploads)
    return advance(matter=matter, action="withdraw", inputs=step, by=by, at=at, command_id=command_id, version=version)


def record_withdrawal(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The reporter has told the desk that they do not want it any more."""
    step = ended_as(CloseReason.WITHDRAWN, matter, text=inputs.text, uploads=inputs.uploads)
    action = "record_withdrawal"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def reopen_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Open a closed case again, with all that happened before; the desk places and dispatches it anew. Whether it was
    solved is open again too."""
    passed, action = order_has_passed(matter, at=at), "reopen"
    given = StepInputs(text=inputs.text, uploads=inputs.uploads, clear_holder=True, order_passed=passed)
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        Case.objects.filter(pk=matter.pk).update(solved=None)
    return step


def lapse_case(*, matter: Matter, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The reporter has not said within their time whether it is mended: that is "not rated", and not satisfied."""
    step = StepInputs(noted={"reason": CloseReason.UNRATED.value}, close_reason=CloseReason.UNRATED)
    return advance(matter=matter, action="lapse", inputs=step, by=by, at=at, command_id=command_id, version=version)


def archive_case(*, matter: Matter, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """A case that stayed closed for its time goes to the archive and is opened no more."""
    step, action = StepInputs(), "archive"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)
