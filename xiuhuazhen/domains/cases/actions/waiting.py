"""A case takes longer: extended once, paused for a reason, or shelved because nobody can do it at present.

The unit asks, somebody else decides. What was asked for is kept with the step that asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.queries import norm_in_force
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import CloseReason, ExtensionReason, PauseReason
from xiuhuazhen.domains.cases.outcomes import ended_as
from xiuhuazhen.domains.cases.queries import first_contact, is_order
from xiuhuazhen.domains.cases.refusals import require_near, require_to_come, require_within

LONGEST_EXTENSION = "cases.extension.most"
LONGEST_PAUSE, LONGEST_SHELVING = "cases.pause.most", "cases.shelving.most"
"""How many days a pause may last, and after how many what is shelved is looked at again."""


@dataclass(frozen=True)
class Extension:
    """How many work days more, and why: as the reporter is told, and in words for who decides."""

    days: int
    text: str
    reason: ExtensionReason | None


@dataclass(frozen=True)
class Pause:
    """Until the end of which day, why, in what words."""

    until: date
    reason: PauseReason
    text: str


@dataclass(frozen=True)
class Shelving:
    """On which day it is looked at again, and why nobody can do it at present."""

    until: date
    text: str


@transaction.atomic
def ask_extension(
    *, matter: Matter, inputs: Extension, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """Ask for more time; the limit runs on while the desk decides. Raises ``InvalidInput`` beyond a norm."""
    reason = inputs.reason.value if inputs.reason else ""
    facts = {"amount": inputs.days, "amount_unit": Unit.WORK_DAY.value, "reason": reason}
    given, action = StepInputs(text=inputs.text, facts=facts), "ask_extension"
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        _require_allowed(matter, inputs.days, at)
    return step


def _require_allowed(matter: Matter, days: int, at: datetime) -> None:
    norm = norm_in_force(LONGEST_EXTENSION, area_path=matter.area.path, on=clock.local_date(at))
    if norm and days > int(norm.value):
        most = _("At most %(most)s work days: %(basis)s") % {"most": norm.value, "basis": norm.basis}
        raise InvalidInput(most, fields={"days": most})


@transaction.atomic
def ask_pause(*, matter: Matter, inputs: Pause, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Ask that the limit stands still until the end of a day, for a stated reason. Raises ``InvalidInput`` beyond a
    norm."""
    require_near(inputs.until, at)
    facts = {"reason": inputs.reason.value, "until_day": inputs.until.isoformat()}
    given, action = StepInputs(text=inputs.text, facts=facts), "ask_pause"
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        require_to_come(inputs.until, at)
        require_within(LONGEST_PAUSE, inputs.until, matter, at)
    return step


@transaction.atomic
def ask_shelving(*, matter: Matter, inputs: Shelving, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Ask the leader to shelve what is objectively impossible, until a day on which it is looked at again. Raises
    ``InvalidInput`` beyond a norm."""
    require_near(inputs.until, at)
    given, action = StepInputs(text=inputs.text, facts={"until_day": inputs.until.isoformat()}), "ask_shelving"
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        require_to_come(inputs.until, at)
        require_within(LONGEST_SHELVING, inputs.until, matter, at)
    return step


def grant_extension(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Lengthen the limit for handling by what was asked for; the original date stays on record."""
    noted = _asked(matter, "extension", "amount", "amount_unit", "reason")
    extension = (rules.HANDLE, int(noted["amount"]), str(noted["amount_unit"])) if noted else None
    step, action = StepInputs(text=inputs.text, noted=noted, extension=extension), "grant_extension"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def grant_pause(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Let the limit stand still until the end of the day that was asked for."""
    noted = _asked(matter, "pause", "reason", "until_day")
    step, action = StepInputs(text=inputs.text, noted=noted, until=_until(noted, at)), "grant_pause"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def grant_shelving(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Shelve it until the day that was asked for."""
    noted = _asked(matter, "shelving", "until_day")
    step, action = StepInputs(text=inputs.text, noted=noted, until=_until(noted, at)), "grant_shelving"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def refuse_request(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Do not grant what was asked for; the limit runs as before."""
    step = StepInputs(text=inputs.text)
    return advance(matter=matter, action="refuse", inputs=step, by=by, at=at, command_id=command_id, version=version)


def resume_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Go on before the pause has ended; the limit moves by as long as it stood still."""
    step = StepInputs(text=inputs.text, **first_contact(matter))
    return advance(matter=matter, action="resume", inputs=step, by=by, at=at, command_id=command_id, version=version)


def end_pause(*, matter: Matter, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """The pause has ended."""
    step, action = StepInputs(**first_contact(matter)), "time_up"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


@transaction.atomic
def leave_shelved(*, matter: Matter, inputs: Shelving, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """It still cannot be done; it is looked at again on another day. Raises ``InvalidInput`` beyond a norm."""
    require_near(inputs.until, at)
    facts, until = {"until_day": inputs.until.isoformat()}, clock.end_of_day(inputs.until)
    given, action = StepInputs(text=inputs.text, facts=facts, until=until), "review"
    step = advance(matter=matter, action=action, inputs=given, by=by, at=at, command_id=command_id, version=version)
    if not step.replayed:
        require_to_come(inputs.until, at)
        require_within(LONGEST_SHELVING, inputs.until, matter, at)
    return step


def take_up_case(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """It can be done now: the unit works on."""
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, **first_contact(matter))
    return advance(matter=matter, action="take_up", inputs=step, by=by, at=at, command_id=command_id, version=version)


def close_shelved(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """It cannot be done at all; the desk closes it as that, or reports it back to its source."""
    ended = ended_as(CloseReason.IMPOSSIBLE, matter, text=inputs.text, uploads=inputs.uploads)
    step = ended if is_order(matter) else StepInputs(text=inputs.text, uploads=inputs.uploads)
    action = "close_shelved"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def _asked(matter: Matter, name: str, *facts: str) -> dict[str, Any]:
    """These facts of the step that asked for it; none when nothing is asked for, of which ``advance`` then speaks."""
    kept = matter.requests.get(name)
    step = Step.objects.filter(matter=matter, number=kept["step"]).first() if kept else None
    return {fact: step.facts[fact] for fact in facts if fact in step.facts} if step else {}


def _until(noted: Mapping[str, Any], at: datetime) -> datetime | None:
    """The end that was asked for; where that day has passed meanwhile, the end of today."""
    if not noted:
        return None
    return clock.end_of_day(max(date.fromisoformat(noted["until_day"]), clock.local_date(at)))
