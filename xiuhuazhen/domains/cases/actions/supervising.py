"""Somebody above asks after a case: it is urged, or an instruction makes it supervised and a report is owed. An
instruction about something new begins a case."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from uuid import UUID

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM, Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.refusals import require_near, require_not_over
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.taking_in import Reported


@dataclass(frozen=True)
class Instruction:
    """A leader's instruction, typed or photographed, and the day by the end of which a report on it is owed."""

    until: date
    text: str = ""
    uploads: tuple[UUID, ...] = ()


@transaction.atomic
def urge_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Remind whoever has the case, on record. Raises ``Conflict`` when the same unit did so on this day and nobody has
    done anything since: each is told at once, at night as well."""
    said = StepInputs(text=inputs.text, uploads=inputs.uploads)
    step = advance(matter=matter, action="urge", inputs=said, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        _require_not_urged_today(matter, step, at)
    return step


@transaction.atomic
def instruct_case(
    *, matter: Matter, inputs: Instruction, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """Put the case under supervision; a later instruction takes the place of an earlier one that is not reported on."""
    require_near(inputs.until, at)
    given = StepInputs(
        text=inputs.text,
        uploads=inputs.uploads,
        facts={"until_day": inputs.until.isoformat()},
        request_due=clock.end_of_day(inputs.until),
        supervised=True,
    )
    step = advance(matter=matter, action="instruct", inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        _require_words(inputs)
        require_not_over(inputs.until, at)
    return step


@transaction.atomic
def begin_instructed(*, report: Report, instruction: Instruction, by: Actor, at: datetime) -> Reported:
    """Take in an instruction about something new: a case that is supervised from its first moment. The same report id
    with the same contents gives the same answer, as for a report."""
    reported = report_case(report=report, by=by, at=at)
    instruct_case(
        matter=reported.matter,
        inputs=instruction,
        by=by,
        at=at,
        command_id=derived_id("instruct", str(report.id)),
        version=reported.step.number,
    )
    return reported


def _require_not_urged_today(matter: Matter, step: Step, at: datetime) -> None:
    before = matter.steps.filter(number__lt=step.number).exclude(actor_key=SYSTEM.key).order_by("-number")
    for earlier in takewhile(lambda each: each.action == step.action, before):
        if earlier.unit_id == step.unit_id and clock.local_date(earlier.at) == clock.local_date(at):
            sentence = _("It was urged today at %(time)s, and nothing has happened since. Telephone, or urge tomorrow.")
            told = {"time": formats.time_format(clock.local(earlier.at))}
            raise Conflict(sentence % told, code="urged_today")


def _require_words(inputs: Instruction) -> None:
    if not inputs.text and not inputs.uploads:
        sentence = _("Type the instruction, or add a photo of it.")
        raise InvalidInput(sentence, fields={"text": sentence})


def report_progress(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Tell what was done on the instruction."""
    step, action = StepInputs(text=inputs.text, uploads=inputs.uploads), "report_progress"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)
