"""A complaint about a unit or somebody who works there: taken in for the supervising unit above, examined, answered."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.actions import Opening, StepInputs, advance, open_matter
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.placing import placement_of
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import CloseReason
from xiuhuazhen.domains.cases.hearing import supervisor_above, supervisor_over
from xiuhuazhen.domains.cases.models import Complaint
from xiuhuazhen.domains.cases.queries import home_area
from xiuhuazhen.domains.cases.taking_in import CONTACT_NAME_MAX, Reported, once, personal, tidied

WORKER_MAX = 60
UNIT_NOT_KNOWN = "unit_not_known"


@dataclass(frozen=True)
class NewComplaint:
    """``id`` is made by the client and stays the same when it sends again; ``worker`` says who is meant, in words. A
    complainant who does not know the unit names none."""

    id: UUID
    unit_id: UUID | None
    text: str
    worker: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    uploads: tuple[UUID, ...] = ()
    notice_version: str = ""


def complain(*, complaint: NewComplaint, by: Actor, at: datetime) -> Reported:
    """Take in a complaint; the same id with the same contents gives the same answer.

    Raises ``InvalidInput`` naming the fields, also where nobody above the unit would see it; ``SameIdOtherBody``.
    """
    cleaned = tidied(complaint, _LIMITS, empty=_("Please say in a few words what happened."), wrong={})
    tidy = replace(complaint, **cleaned)
    return once(lambda: _take_in(tidy, by, at), command_id=complaint.id, by=by)


@reference.one_version()
@transaction.atomic
def _take_in(complaint: NewComplaint, by: Actor, at: datetime) -> Reported:
    request = {name: getattr(complaint, name) for name in complaint.__dataclass_fields__ if name != "id"}
    step = open_matter(client_id=complaint.id, request=request, build=lambda: _opening(complaint, at), by=by, at=at)
    matter = step.matter
    if not step.replayed:
        Complaint(matter=matter, unit_id=complaint.unit_id, notice_version=complaint.notice_version).save(
            force_insert=True
        )
    return Reported(matter, step, query_code(matter), step.replayed)


def _opening(complaint: NewComplaint, at: datetime) -> Opening:
    about, area, supervisor = _heard(complaint, clock.local_date(at))
    place = placement_of(area.path)
    facts = {"unit": str(about.pk)} if about else {"reason": UNIT_NOT_KNOWN}
    return Opening(
        kind=rules.COMPLAINT,
        title=_("Complaint about %(unit)s") % {"unit": about.name} if about else _("Complaint, unit not known"),
        placement=place,
        inputs=StepInputs(
            text=complaint.text,
            personal=personal(name=complaint.contact_name, phone=complaint.contact_phone, worker=complaint.worker),
            facts={**facts, "area": place.code},
            uploads=complaint.uploads,
        ),
        with_query_code=True,
        holder_id=supervisor.pk,
    )


def _heard(complaint: NewComplaint, on: date) -> tuple[Unit | None, Area, Unit]:
    """The unit complained about, if it is known, the place, and who hears it. Raises ``InvalidInput``."""
    if complaint.unit_id:
        unit = Unit.objects.in_force(on).select_related("area").filter(pk=complaint.unit_id).first()
        area, supervisor = (unit.area, supervisor_above(unit, on=on)) if unit else (None, None)
    else:
        unit, area = None, home_area()
        supervisor = supervisor_over(area, on=on) if area else None
    if area is None or supervisor is None:
        sentence = _("Nobody hears complaints about this unit here. Choose one from the list.")
        raise InvalidInput(sentence, fields={"unit": sentence})
    return unit, area, supervisor


_LIMITS = {"text": rules.TEXT_MAX, "worker": WORKER_MAX, "contact_name": CONTACT_NAME_MAX}


def examine_complaint(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Somebody of the supervising unit takes it on."""
    step, action = StepInputs(text=inputs.text, assignee_id=by.person_id), "examine"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def take_over_complaint(
    *, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """A supervising unit further up has it from now on, and who takes it over."""
    noted = {"unit": str(matter.holder_id)}
    step = StepInputs(text=inputs.text, uploads=inputs.uploads, assignee_id=by.person_id, noted=noted)
    action = "take_over"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def conclude_complaint(
    *, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """What was found out; it stays inside the supervising unit."""
    step, action = StepInputs(text=inputs.text, uploads=inputs.uploads), "conclude"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def answer_complaint(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """What the complainant reads; with it the complaint is closed."""
    step, action = _end(inputs, CloseReason.ANSWERED), "answer"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def decline_complaint(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """It is not for this supervising unit to examine; the complainant reads where to go instead."""
    step, action = _end(inputs, CloseReason.DECLINED), "decline"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def withdraw_complaint(
    *, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """The complainant does not want it any more."""
    step, action = _end(inputs, CloseReason.WITHDRAWN), "withdraw"
    return advance(matter=matter, action=action, inputs=step, by=by, at=at, command_id=command_id, version=version)


def _end(inputs: Note, reason: CloseReason) -> StepInputs:
    return StepInputs(text=inputs.text, uploads=inputs.uploads, close_reason=reason)
