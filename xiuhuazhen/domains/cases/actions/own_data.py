"""A reporter looks after what is held of them: takes a copy, puts it right, asks that it be erased; and that is
decided."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.procedures.actions import StepInputs, advance
from xiuhuazhen.core.procedures.actions.erasing import erase_contents
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import KeepGround
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.own_data import OwnData, own_data
from xiuhuazhen.domains.cases.queries import contact_now, opening_step
from xiuhuazhen.domains.cases.taking_in import CONTACT_NAME_MAX, personal

COPIED = "cases.data.copied"
_ABOUT_ERASING = (rules.ASK_ERASURE, "grant_erasure", "refuse_erasure")


@dataclass(frozen=True)
class Correction:
    """Name and telephone as they are; an empty one stays as it was. ``no_phone``: no telephone is held any more."""

    name: str = ""
    phone: str = ""
    no_phone: bool = False


@dataclass(frozen=True)
class Keeping:
    """Why the contents are kept: the ground in law, and in words for the reporter."""

    ground: KeepGround
    text: str


@transaction.atomic
def copy_own_data(*, matter: Matter, by: Actor, at: datetime) -> OwnData:
    """All that is held of the reporter in this matter, in the clear; that it was taken is recorded."""
    record(COPIED, subject=matter, by=by, at=at, area_code=matter.area.code)
    return own_data(matter, at=at)


@transaction.atomic
def correct_contact(
    *, matter: Matter, inputs: Correction, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """Name and telephone as their reporter says they are. What was held before stays sealed in history until all of it
    is erased. Raises ``InvalidInput`` naming the fields, ``Conflict`` for what is erased."""
    before = contact_now(opening_step(matter))
    held = before.get("name", ""), before.get("phone", "")
    given = _clean(inputs)
    name, phone = given[0] or held[0], "" if inputs.no_phone else given[1] or held[1]
    step = StepInputs(
        personal=personal(name=name, phone=phone),
        facts={"reachable": True} if phone else {},
        without=() if phone else (rules.CONTACT,),
        settles=() if phone else (rules.CALL,),
    )
    taken = advance(
        matter=matter, action=rules.CORRECT, inputs=step, by=by, at=at, command_id=command_id, version=version
    )
    if not taken.replayed:
        _require_kept(matter)
        if held == (name, phone):
            raise InvalidInput(_("This is what is held already. Write what is to be put right."), fields={})
        Case.objects.filter(pk=matter.pk).update(has_contact=bool(phone))
    return taken


def _clean(inputs: Correction) -> tuple[str, str]:
    wrong, name, phone = {}, "", ""
    try:
        name = rules.clean_text(inputs.name)
    except rules.UnreadableText:
        wrong["name"] = _("This text holds a broken character. Please type it again.")
    if len(name) > CONTACT_NAME_MAX:
        wrong["name"] = _("At most %(count)s characters; these are %(now)s.") % {
            "count": CONTACT_NAME_MAX,
            "now": len(name),
        }
    try:
        phone = rules.plain_phone(inputs.phone)
    except ValueError:
        wrong["phone"] = _("This is no telephone number. Check the digits, or leave it empty.")
    if wrong:
        raise InvalidInput(_("Something needs correcting before this can be sent."), fields=wrong)
    return name, phone


def _require_kept(matter: Matter) -> None:
    if Matter.objects.filter(pk=matter.pk, erased_at__isnull=False).exists():
        raise Conflict(_("What was held of you here is erased already. Reload the page."))


@transaction.atomic
def ask_erasure(*, matter: Matter, inputs: Note, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Ask that everything held of people in this matter be erased; somebody decides. Raises ``Conflict`` for what is
    erased, and while an earlier request waits for its answer."""
    step = StepInputs(text=inputs.text)
    taken = advance(
        matter=matter, action=rules.ASK_ERASURE, inputs=step, by=by, at=at, command_id=command_id, version=version
    )
    if not taken.replayed:
        _require_kept(matter)
        _refuse_asked_again(taken)
    return taken


def _refuse_asked_again(asked: Step) -> None:
    """Asked for now, with the matter locked: what was last said of it before must not be an open request."""
    said = Step.objects.filter(matter_id=asked.matter_id, action__in=_ABOUT_ERASING, number__lt=asked.number)
    last = said.order_by("number").last()
    if last and last.action == rules.ASK_ERASURE:
        raise Conflict(_("You have asked for this already. You read the answer on this page once it is decided."))


@transaction.atomic
def grant_erasure(*, matter: Matter, inputs: None, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:  # noqa: ARG001 - nothing beside the decision is kept
    """Erase the contents now. First what was there, then the step that says so: its own digest is to stay comparable,
    so that the same command sent again is answered and not refused. Where the step is refused nothing is erased."""
    erase_contents(matter_id=matter.pk, by=by, at=at)
    return advance(
        matter=matter,
        action="grant_erasure",
        inputs=StepInputs(),
        by=by,
        at=at,
        command_id=command_id,
        version=version,
    )


def refuse_erasure(*, matter: Matter, inputs: Keeping, by: Actor, at: datetime, command_id: UUID, version: int) -> Step:
    """Keep the contents, for a ground in law; the reporter reads it with the reason."""
    step = StepInputs(text=inputs.text, facts={"reason": inputs.ground.value})
    return advance(
        matter=matter, action="refuse_erasure", inputs=step, by=by, at=at, command_id=command_id, version=version
    )
