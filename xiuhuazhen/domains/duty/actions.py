import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.record import earlier, record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.canonical import digest
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, NotFound, SameIdOtherBody, StaleVersion
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.people.roster import on_duty
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.domains.duty.access import HAND_OVER, may_hand_over
from xiuhuazhen.domains.duty.models import HandOver, HandOverContent, HandOverItem, HandOverTaken
from xiuhuazhen.domains.duty.queries import Listed, newest, open_matters

PREPARED, TAKEN = "duty.hand_over.prepared", "duty.hand_over.taken"
ERASED = "duty.hand_over.erased"
_SALT_BYTES = 16


@transaction.atomic
def prepare_hand_over(
    *, unit_id: UUID, note: str, remarks: Mapping[str, str], by: StaffActor, at: datetime, command_id: UUID
) -> HandOver:
    """Keep what is open and promised at this moment, with a note and a sentence on single matters (by number). One
    that still waits is replaced by it."""
    unit = _locked(unit_id, by, at)
    said: dict[str, Any] = {"note": note, "remarks": dict(remarks)}
    known = _answered(by, command_id, PREPARED)
    if known:
        return _same_contents(known, unit, said)
    found, salt = open_matters(unit, at=at), secrets.token_bytes(_SALT_BYTES)
    row = HandOver.objects.create(
        unit=unit,
        given_by_id=_person(by),
        givers=[{"id": str(each.person_id), "name": each.name} for each in on_duty(unit.pk, at=at)],
        at=at,
        more=found.more,
        content_digest=digest(salt, said),
    )
    HandOverContent.objects.create(hand_over=row, salt=salt, **said)
    HandOverItem.objects.bulk_create(_item(row, place, each, at) for place, each in enumerate(found.listed, start=1))
    after = {"unit": str(unit.pk), "items": len(found.listed), "more": found.more}
    record(PREPARED, subject=row, by=by, at=at, area_code=unit.area.code, after=after, command_id=command_id)
    return row


@transaction.atomic
def take_over(*, hand_over_id: UUID, by: StaffActor, at: datetime, command_id: UUID) -> HandOverTaken:
    """Take over what the shift before left. Whoever prepared it does not take it; of two who do, one is first."""
    row = HandOver.objects.filter(pk=hand_over_id).first()
    if row is None:
        raise NotFound(_("There is no hand-over here that you may see."))
    unit = _locked(row.unit_id, by, at)
    known = _answered(by, command_id, TAKEN)
    if known:
        return _same_hand_over(known, row)
    _check_open(row, by)
    taken = HandOverTaken.objects.create(hand_over=row, taken_by_id=_person(by), at=at)
    after = {"unit": str(unit.pk), "person": str(by.person_id)}
    record(TAKEN, subject=row, by=by, at=at, area_code=unit.area.code, after=after, command_id=command_id)
    return taken


@transaction.atomic
def erase_texts(*, by: Actor, at: datetime) -> int:
    """Erase the texts of hand-overs that speak of a matter whose contents are erased. What was listed stays, by number
    and state. Returns how many."""
    erased = HandOverItem.objects.filter(matter__erased_at__isnull=False).values("hand_over_id")
    rows = list(HandOver.objects.filter(content__isnull=False, pk__in=erased).select_related("unit__area"))
    HandOverContent.objects.filter(hand_over__in=rows).delete()
    for row in rows:
        record(ERASED, subject=row, by=by, at=at, area_code=row.unit.area.code)
    return len(rows)


def _locked(unit_id: UUID, by: StaffActor, at: datetime) -> Unit:
    """The unit, locked, so that whoever gives and takes for it comes one after the other."""
    unit = Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no hand-over here that you may see."))
    if not may_hand_over(by, unit, at=at):
        raise Forbidden(str(permissions.known(HAND_OVER).sentence))
    return unit


def _person(by: StaffActor) -> UUID:
    """A program with a token is nobody who could be asked about it later."""
    if by.person_id is None:
        raise Forbidden(str(permissions.known(HAND_OVER).sentence))
    return by.person_id


def _answered(by: StaffActor, command_id: UUID, action: str) -> AuditRow | None:
    row = earlier(by=by, command_id=command_id)
    if row and row.action != action:
        raise _other_body()
    return row


def _same_contents(known: AuditRow, unit: Unit, said: dict[str, Any]) -> HandOver:
    row = HandOver.objects.select_related("content").get(pk=known.subject_id)
    content = getattr(row, "content", None)
    same = content is not None and digest(bytes(content.salt), said) == bytes(row.content_digest)
    if row.unit_id != unit.pk or not same:
        raise _other_body()
    return row


def _same_hand_over(known: AuditRow, row: HandOver) -> HandOverTaken:
    if known.subject_id != str(row.pk):
        raise _other_body()
    return HandOverTaken.objects.get(hand_over=row)


def _other_body() -> SameIdOtherBody:
    return SameIdOtherBody(_("This was sent before with other contents. Reload the page and send it anew."))


def _check_open(row: HandOver, by: StaffActor) -> None:
    taken = HandOverTaken.objects.filter(hand_over=row).select_related("taken_by").first()
    if taken:
        raise Conflict(_("%(name)s has taken it over already.") % {"name": taken.taken_by.name})
    last = newest(row.unit_id)
    if last and last.pk != row.pk:
        raise StaleVersion(_("A newer hand-over has been prepared meanwhile. Look at that one."), changes=[])
    if row.given_by_id == by.person_id:
        raise Conflict(_("You prepared it yourself. Somebody else takes it over."))


def _item(row: HandOver, position: int, listed: Listed, at: datetime) -> HandOverItem:
    matter = listed.matter
    return HandOverItem(
        hand_over=row,
        position=position,
        matter=matter,
        number=matter.number,
        state=matter.state,
        urgent=matter.urgency == Urgency.URGENT,
        waits_here=listed.waits_here,
        late=listed.due_at < at,
        due_at=listed.due_at,
        promised_at=listed.promised_at,
    )
