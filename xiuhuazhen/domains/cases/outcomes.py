"""As what a case ends, and where that leads."""

from dataclasses import replace
from uuid import UUID

from xiuhuazhen.core.procedures.actions import StepInputs
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import CloseReason, State
from xiuhuazhen.domains.cases.queries import is_order, may_be_asked


def ended_as(reason: CloseReason, matter: Matter, *, text: str, uploads: tuple[UUID, ...] = ()) -> StepInputs:
    """The inputs of a step that ends a case for this reason. An order does not end here alone: it is reported back to
    its source, and the reason goes with it."""
    if is_order(matter):
        noted, target = {"ended": reason.value}, State.REPORTING_BACK
        return StepInputs(text=text, uploads=uploads, noted=noted, target=target)
    return StepInputs(text=text, uploads=uploads, target=State.CLOSED, close_reason=reason)


def ended_unless_asked(reason: CloseReason, matter: Matter, *, text: str, uploads: tuple[UUID, ...] = ()) -> StepInputs:
    """As :func:`ended_as`, for what is said to be done and that nobody checks: a reporter of ours who can be asked has
    the last word, and the reason stands once they agree."""
    ended = ended_as(reason, matter, text=text, uploads=uploads)
    if ended.target != State.CLOSED or not may_be_asked(matter):
        return ended
    return replace(ended, noted={"ended": reason.value}, target=State.RATING, close_reason="")
