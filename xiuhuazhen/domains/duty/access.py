"""Who sees the hand-overs of a unit, and who gives and takes them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.people.roster import duty_of, is_on_duty
from xiuhuazhen.domains.duty.models import HandOver
from xiuhuazhen.domains.duty.queries import hand_overs_of

HAND_OVER, VIEW = "duty.hand_over", "duty.view"
_UNITS_OFFERED = 200


def units_with_hand_overs(by: StaffActor, *, at: datetime) -> list[Unit]:
    """The units whose hand-overs the person may see, their own first: those for which they hand over, those for which
    they are on duty, and the desks of the areas that they lead."""
    own = {grant.unit_id for grant in by.grants_of(HAND_OVER)} | _on_duty_for(by, at)
    reach = Q(pk__in=own)
    for grant in by.grants_of(VIEW):
        reach |= Q(kind=UnitKind.DISPATCH_DESK, area__path__startswith=grant.area_path)
    found = Unit.objects.in_force(clock.local_date(at)).filter(reach).select_related("area").order_by("name", "id")
    return sorted(found[:_UNITS_OFFERED], key=lambda unit: unit.pk not in own)


def _on_duty_for(by: StaffActor, at: datetime) -> set[UUID]:
    if by.person_id is None:
        return set()
    units = {duty.unit_id for duty in duty_of(by.person_id, at, at + timedelta.resolution)}
    return {unit_id for unit_id in units if is_on_duty(by.person_id, unit_id, at=at)}


def unit_for(by: StaffActor, unit_id: str, *, at: datetime) -> Unit:
    """The unit, if the person may see its hand-overs; their first where none is named."""
    units, wanted = units_with_hand_overs(by, at=at), parse_id(unit_id)
    found = next((unit for unit in units if unit.pk == wanted or not unit_id), None)
    if found is None:
        raise NotFound(_("There is no hand-over here that you may see."))
    return found


def hand_over_for(by: StaffActor, hand_over_id: str, *, at: datetime) -> HandOver:
    """The record, if the person may see those of its unit."""
    parsed = parse_id(hand_over_id)
    units = [unit.pk for unit in units_with_hand_overs(by, at=at)]
    row = HandOver.objects.filter(pk=parsed, unit_id__in=units).first() if parsed else None
    if row is None:
        raise NotFound(_("There is no hand-over here that you may see."))
    return hand_overs_of(row.unit_id).get(pk=row.pk)


def may_hand_over(by: StaffActor, unit: Unit, *, at: datetime) -> bool:
    """Whether they give and take for the unit: by an office that they hold for it, or because they are on duty."""
    held = by.may(HAND_OVER, area_path=unit.area.path, unit_id=unit.pk)
    return by.person_id is not None and (held or is_on_duty(by.person_id, unit.pk, at=at))
