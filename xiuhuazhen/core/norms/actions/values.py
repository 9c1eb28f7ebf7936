"""Setting norms, and the office hours among them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput, NotFound
from xiuhuazhen.core.norms import changes, names, rules
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import OFFICE_HOURS, can_be_withdrawn


@dataclass(frozen=True)
class NormText:
    """A norm as somebody writes it down; fields as in :class:`~xiuhuazhen.core.norms.models.Norm`."""

    name: str
    value: Any
    unit: str
    basis: str
    evidence: str
    qualifier: str = ""


@transaction.atomic
def set_norm(
    *, norm: NormText, area: Area, valid_from: date, by: Actor, at: datetime, command_id: UUID | None = None
) -> Norm:
    """Let a norm hold in an area's subtree from a day on; the one that held there before ends on that day.

    The same ``command_id`` with the same contents gives the norm that was set before.
    """
    version = reference.lock()
    request = [asdict(norm), area.pk, valid_from]
    if earlier := repeated(by, command_id, action="norms.norm.set", request=request):
        return Norm.objects.get(pk=earlier.subject_id)
    _check(norm)
    before = _end_present(norm, area, valid_from)
    row = Norm.objects.create(
        name=norm.name,
        qualifier=norm.qualifier,
        value=norm.value,
        unit=norm.unit,
        area=area,
        basis=norm.basis,
        evidence=norm.evidence,
        valid_from=valid_from,
    )
    reference.grow(version)
    after = {"value": norm.value, "unit": norm.unit, "basis": norm.basis, "evidence": norm.evidence}
    record(
        "norms.norm.set",
        subject=row,
        by=by,
        at=at,
        area_code=area.code,
        before={"values": before},
        after=after | marked(command_id, request),
        command_id=command_id,
    )
    if norm.name == OFFICE_HOURS:
        changes.tell(area, by=by, at=at)
    return row


def _end_present(norm: NormText, area: Area, last: date) -> list[Any]:
    """End what holds without end; returns its values."""
    present = Norm.objects.filter(name=norm.name, qualifier=norm.qualifier, area=area, valid_to__isnull=True)
    values = [earlier.value for earlier in present]
    if present.filter(valid_from__gte=last).exists():
        sentence = str(_("From that day on, or later, another value is set already. Choose a later day."))
        raise InvalidInput(sentence, fields={"valid_from": sentence})
    present.update(valid_to=last)
    return values


def _check(norm: NormText) -> None:
    known = names.known(norm.name)
    if norm.unit not in known.units:
        raise InvalidInput(f"{norm.name}: {norm.unit}", fields={"unit": norm.unit})
    if not rules.holds(norm.value, norm.unit):
        sentence = str(_("This is no value for %(unit)s.") % {"unit": Unit(norm.unit).label})
        raise InvalidInput(sentence, fields={"value": sentence})
    if not known.may_be(norm.value):
        sentence = _out_of_bounds(known)
        raise InvalidInput(sentence, fields={"value": sentence})
    if norm.qualifier and norm.unit == Unit.HOURS_OF_DAY:
        sentence = str(_("Office hours hold for all categories. Leave the category empty."))
        raise InvalidInput(sentence, fields={"qualifier": sentence})


def _out_of_bounds(known: names.NormName) -> str:
    bounds = {"least": known.least, "most": known.most}
    if known.most is None:
        return _("Here at least %(least)s makes sense.") % bounds
    return _("Here a number from %(least)s to %(most)s makes sense.") % bounds


def set_office_hours(
    *,
    area: Area,
    hours: Sequence[Sequence[int]],
    valid_from: date,
    basis: str,
    evidence: str,
    by: Actor,
    at: datetime,
    command_id: UUID | None = None,
) -> Norm:
    """Let an area's offices open at these hours (pairs of minutes after midnight) from a day on; a season is one more
    such norm, and a job counts again what is due."""
    norm = NormText(OFFICE_HOURS, [list(span) for span in hours], Unit.HOURS_OF_DAY, basis, evidence)
    return set_norm(norm=norm, area=area, valid_from=valid_from, by=by, at=at, command_id=command_id)


@transaction.atomic
def withdraw_norm(*, norm: Norm, by: Actor, at: datetime, command_id: UUID | None = None) -> None:
    """Take back the last value, and let the one before it hold on: until the end of the day on which it begins; what
    counts time limits before that day, since some may be counted by it. What was decided by it stays as it was.

    Raises ``NotFound`` when it is gone, ``Conflict`` when it has begun or another follows it.
    """
    version = reference.lock()
    action = "norms.hours.withdrawn" if norm.name == OFFICE_HOURS else "norms.norm.withdrawn"
    if repeated(by, command_id, action=action, request=[norm.pk]):
        return
    row = Norm.objects.select_related("area").filter(pk=norm.pk, name=norm.name).first()
    if row is None:
        raise NotFound(_("This was taken back already."))
    if not can_be_withdrawn(row, clock.local_date(at)):
        raise Conflict(_("Only the last value can be taken back, and only before it begins or on its first day."))
    earlier = Norm.objects.filter(name=row.name, qualifier=row.qualifier, area=row.area, valid_to=row.valid_from)
    record(
        action,
        subject=row,
        by=by,
        at=at,
        area_code=row.area.code,
        before=_told(row),
        after=marked(command_id, [norm.pk]),
        command_id=command_id,
    )
    area, name = row.area, row.name
    row.delete()
    earlier.update(valid_to=None)
    reference.grow(version)
    if name == OFFICE_HOURS:
        changes.tell(area, by=by, at=at)


def _told(norm: Norm) -> dict[str, Any]:
    first = norm.valid_from.isoformat() if norm.valid_from else ""
    return {"value": norm.value, "valid_from": first, "basis": norm.basis}
