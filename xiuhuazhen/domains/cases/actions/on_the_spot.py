"""Done there and then by whoever saw it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.norms.queries import norm_in_force
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.choices import CloseReason, State
from xiuhuazhen.domains.cases.outcomes import ended_unless_asked
from xiuhuazhen.domains.cases.queries import draw_of
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.taking_in import Reported

SAMPLE = "cases.sample.on_the_spot"


def solve_on_the_spot(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """A grid worker has done it there and then, in one sentence. Of such cases a share is drawn and waits for somebody
    else's look; the others are reported back to their source, wait for the word of a reporter who can be asked, or
    are closed."""
    drawn = rules.is_drawn(draw_of(matter), _share_to_check(matter, at))
    step = (
        StepInputs(text=inputs.text, uploads=inputs.uploads, target=State.CHECKING)
        if drawn
        else ended_unless_asked(CloseReason.SOLVED_ON_THE_SPOT, matter, text=inputs.text, uploads=inputs.uploads)
    )
    return advance(matter=matter, action="solve", inputs=step, by=by, at=at, command_id=command_id, version=version)


def _share_to_check(matter: Matter, at: datetime) -> int | None:
    """How many of a hundred are to be checked, as a norm says; ``None`` where none does."""
    norm = norm_in_force(SAMPLE, area_path=matter.area.path, on=clock.local_date(at))
    return int(norm.value) if norm else None


@transaction.atomic
def report_solved(*, report: Report, inputs: Note, by: Actor, at: datetime) -> Reported:
    """Take in what a grid worker saw and did in one go. The same report id with the same contents gives the same
    answer, as for a report."""
    reported = report_case(report=report, by=by, at=at)
    solve_on_the_spot(
        matter=reported.matter,
        inputs=inputs,
        by=by,
        at=at,
        command_id=derived_id("solve", str(report.id)),
        version=reported.step.number,
    )
    return reported
