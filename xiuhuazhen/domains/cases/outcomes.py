"""As what a case ends, and where that leads."""

from uuid import UUID

from xiuhuazhen.core.procedures.actions import StepInputs
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import CloseReason, State
from xiuhuazhen.domains.cases.queries import is_order


def ended_as(reason: CloseReason, matter: Matter, *, text: str, uploads: tuple[UUID, ...] = ()) -> StepInputs:
    """The inputs of a step that ends a case for this reason. An order does not end here alone: it is reported back to
    its source, and the reason goes with it."""
    if is_order(matter):
        noted, target = {"ended": reason.value}, State.REPORTING_BACK
        return StepInputs(text=text, uploads=uploads, noted=noted, target=target)
    return StepInputs(text=text, uploads=uploads, target=State.CLOSED, close_reason=reason)
