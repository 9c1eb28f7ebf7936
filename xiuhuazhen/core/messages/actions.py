import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.masking import numbers_in
from xiuhuazhen.core.kit.periods import in_force_on
from xiuhuazhen.core.messages import queries, rules, wordings
from xiuhuazhen.core.messages.access import MANAGE, acting_person
from xiuhuazhen.core.messages.channels.http import is_safe
from xiuhuazhen.core.messages.choices import PERSONAL, Channel, MessageState, RobotKind
from xiuhuazhen.core.messages.models import GroupRobot, Message, OutboxRow, Preference, Wording
from xiuhuazhen.core.messages.outbox import post
from xiuhuazhen.core.messages.topics import SUBJECT_LENGTH
from xiuhuazhen.core.people.access import require
from xiuhuazhen.core.people.models import Person, Role, Unit

__all__ = [
    "Choices",
    "drop_message",
    "erase_old",
    "mark_all_read",
    "mark_read",
    "post",
    "resend_message",
    "set_choices",
    "set_robot",
    "set_wording",
]

_ERASED_AT_ONCE = 1000
_TELEPHONE = re.compile(r"\+?[0-9]{7,15}")
_BETWEEN_DIGITS = str.maketrans("", "", " -\u00a0\u3000")
WORDED = "messages.wording.set"


@dataclass(frozen=True)
class Choices:
    """How a person wants to be told beside the inbox. ``email`` and ``phone``, the private telephone, are ``None`` to
    keep what is there, empty to remove it; ``daily`` collects ordinary messages into one a day."""

    ordinary: tuple[Channel, ...] = ()
    urgent: tuple[Channel, ...] = ()
    daily: bool = False
    email: str | None = None
    phone: str | None = None


def mark_read(*, message: Message, by: Actor, at: datetime) -> None:
    """Note that somebody has seen a message of theirs. No audit row: when a person reads is nobody's business."""
    queries.unread(by.key).filter(pk=message.pk).update(read_at=at)


def mark_all_read(*, by: Actor, at: datetime) -> None:
    """The same for all that had come by then."""
    queries.unread(by.key).filter(created_at__lte=at).update(read_at=at)


@transaction.atomic
def set_choices(*, choices: Choices, by: Actor, at: datetime) -> Preference:
    """Keep how the acting person wants to be told. Raises ``InvalidInput`` for a channel without an address."""
    person = Person.objects.select_for_update().get(pk=acting_person(by).pk)
    row = Preference.objects.filter(person=person).first() or Preference(person=person)
    if choices.email is not None:
        row.email = _address(choices.email)
    if choices.phone is not None:
        person.phone = _number(choices.phone)
        person.save(update_fields=["phone"])
    _refuse_unreachable(choices, person, row)
    row.ordinary, row.urgent, row.daily = list(choices.ordinary), list(choices.urgent), choices.daily
    row.save()
    after = {"ordinary": row.ordinary, "urgent": row.urgent, "daily": row.daily, "email": bool(row.email)}
    after["phone"] = bool(person.phone)
    record("messages.choices.set", subject=row, by=by, at=at, after=after)
    return row


def _address(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        sentence = _("This is no e-mail address. Please look at it again.")
        raise InvalidInput(sentence, fields={"email": sentence}) from None
    return text


def _number(text: str) -> str:
    plain = text.translate(_BETWEEN_DIGITS)
    if plain and not _TELEPHONE.fullmatch(plain):
        sentence = _("This is no telephone number that gets text messages. Please look at it again.")
        raise InvalidInput(sentence, fields={"phone": sentence})
    return plain


def _refuse_unreachable(choices: Choices, person: Person, row: Preference) -> None:
    chosen = {*choices.ordinary, *choices.urgent}
    if chosen - set(PERSONAL):
        raise InvalidInput(_("Messages cannot be sent that way."))
    if Channel.EMAIL in chosen and not row.email:
        sentence = _("Write down an e-mail address, or choose no e-mail.")
        raise InvalidInput(sentence, fields={"email": sentence})
    if Channel.SMS in chosen and not person.phone:
        sentence = _("Write down a telephone number, or choose no text messages.")
        raise InvalidInput(sentence, fields={"phone": sentence})


@transaction.atomic
def set_robot(*, unit: Unit, kind: RobotKind, webhook: str, by: Actor, at: datetime) -> None:
    """Connect a unit's group chat; an empty address disconnects it."""
    require(by, MANAGE, area_path=unit.area.path)
    if webhook and not is_safe(webhook):
        sentence = _("The address must begin with https://.")
        raise InvalidInput(sentence, fields={"webhook": sentence})
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = GroupRobot.objects.filter(unit=unit).first()
    row = there or GroupRobot(unit=unit)
    after = {"kind": kind if webhook else ""}
    record(
        "messages.robot.set",
        subject=unit,
        by=by,
        at=at,
        area_code=unit.area.code,
        before={"kind": there.kind if there else ""},
        after=after,
    )
    if webhook:
        row.kind, row.webhook = kind, webhook
        row.save()
    elif there:
        there.delete()


@transaction.atomic
def resend_message(*, message: Message, by: Actor, at: datetime) -> None:
    """Try a message again that was given up, from the beginning and under the same key."""
    changes = {"state": MessageState.QUEUED, "next_at": at, "attempts": 0}
    _settle("messages.message.resent", message, changes, by, at)


@transaction.atomic
def drop_message(*, message: Message, by: Actor, at: datetime) -> None:
    """Let a message go that was given up. It stays known, so that it does not come again by itself."""
    _settle("messages.message.dropped", message, {"state": MessageState.DROPPED}, by, at)


def _settle(action: str, message: Message, changes: dict[str, Any], by: Actor, at: datetime) -> None:
    area = message.area
    require(by, MANAGE, area_path=area.path if area else "")
    before = {"trouble": message.trouble, "code": message.code}
    if not Message.objects.filter(pk=message.pk, state=MessageState.DEAD).update(**changes):
        raise Conflict(_("Somebody else has dealt with this message already."))
    record(action, subject=message, by=by, at=at, area_code=area.code if area else "", before=before)


def erase_old(*, by: Actor, at: datetime) -> int:
    """Erase messages and what they came of once they are old enough, and the choices of persons who have left. Returns
    how many rows."""
    before = at - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    erased = _erase(Message, {"created_at__lt": before, "next_at__isnull": True})
    erased += _erase(OutboxRow, {"claimed_at__lt": before})
    left = _of_those_who_left(clock.local_date(at))
    for preference in left:
        _erase_choices(preference, by, at)
    return erased + len(left)


def _erase(model: type[Message] | type[OutboxRow], old: dict[str, Any]) -> int:
    """A piece at a time, so that nobody waits long."""
    erased = 0
    while ids := list(model._default_manager.filter(**old).values_list("pk", flat=True)[:_ERASED_AT_ONCE]):
        erased += model._default_manager.filter(pk__in=ids).delete()[0]
    return erased


def _of_those_who_left(today: date) -> list[UUID]:
    working = Role.objects.filter(in_force_on(today)).values("person_id")
    coming = Role.objects.filter(valid_from__gt=today).values("person_id")
    gone = Preference.objects.exclude(person_id__in=working).exclude(person_id__in=coming)
    return list(gone.values_list("pk", flat=True))


@transaction.atomic
def _erase_choices(preference_id: UUID, by: Actor, at: datetime) -> None:
    row = Preference.objects.select_for_update().filter(pk=preference_id).first()
    if row is not None:
        record("messages.choices.erased", subject=row, by=by, at=at)
        row.person.phone = ""
        row.person.save(update_fields=["phone"])
        row.delete()


_FAULTS = {
    "unknown": gettext_lazy("%(about)s cannot be filled in. Only what is named below can stand in braces."),
    "brace": gettext_lazy("A brace has no partner. Write it as it is named below."),
    "missing": gettext_lazy("The number of the matter is missing. Write %(about)s where it is to stand."),
}


@transaction.atomic
def set_wording(
    *, name: str, channel: str, area: Area, text: str, valid_from: date, by: Actor, at: datetime, command_id: UUID
) -> Wording:
    """Word a message otherwise in an area's subtree from a day on; an empty text is the words of the product again.
    Raises ``InvalidInput`` naming the field. The same command sent again gives the same row."""
    version = reference.lock()
    require(by, MANAGE, area_path=area.path)
    request = [name, channel, area.pk, text, valid_from]
    if earlier := repeated(by, command_id, action=WORDED, request=request):
        return Wording.objects.get(pk=earlier.subject_id)
    kept = _usable(text)
    if valid_from < clock.local_date(at):
        sentence = _("What was told before today cannot be worded otherwise. Choose today or a later day.")
        raise InvalidInput(sentence, fields={"valid_from": sentence})
    before = wordings.wording_in_force(name, channel, area_path=area.path, on=valid_from)
    row = Wording.objects.create(
        name=name,
        channel=channel,
        area=area,
        text=kept,
        valid_from=valid_from,
        set_at=at,
        set_by_key=by.key,
        set_by_name=by.name,
    )
    reference.grow(version)
    record(
        WORDED,
        subject=row,
        by=by,
        at=at,
        area_code=area.code,
        before={"text": before.text if before else ""},
        after={"name": name, "channel": channel, "text": kept} | marked(command_id, request),
        command_id=command_id,
    )
    return row


def _usable(text: str) -> str:
    """The wording as it is kept. Nothing of a person, one line, as long as a message may be."""
    names = {name: str(said) for name, said in wordings.PLACEHOLDERS.items()}
    kept = rules.parsed(text, names)
    fault = rules.wording_fault(kept, known=names, required=wordings.REQUIRED) if kept else None
    if fault:
        about = f"{{{names.get(fault.about, fault.about)}}}"
        _refuse_wording(str(_FAULTS[fault.code]) % {"about": about})
    if numbers_in(rules.filled(kept, dict.fromkeys(names, ""))):
        _refuse_wording(_("A message carries no telephone or identity number; the link leads to everything else."))
    longest = len(rules.filled(kept, wordings.EXAMPLE))
    if longest > SUBJECT_LENGTH:
        told = {"most": SUBJECT_LENGTH, "now": longest}
        _refuse_wording(_("At most %(most)s characters with the number filled in; these are %(now)s.") % told)
    return kept


def _refuse_wording(sentence: str) -> None:
    raise InvalidInput(sentence, fields={"text": sentence})
