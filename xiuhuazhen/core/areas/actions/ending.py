"""A place is no more; the names that people use for it may go to what takes its place."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import AreaKind
from xiuhuazhen.core.areas.errors import BadArea, LaterHistory
from xiuhuazhen.core.areas.models import Alias, Area
from xiuhuazhen.core.audit import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.clock import local_date


@transaction.atomic
def end_area(*, area: Area, on: date, basis: str, by: Actor, at: datetime, names_to: Area | None = None) -> Area:
    """Let a place be no more from the day ``on``, with its name, its boundary and the names that people use; these go
    on in ``names_to``, the place above or one beside it. Raises :class:`BadArea` while another one lies in it, or
    :class:`LaterHistory`."""
    version = reference.lock()
    row = Area.objects.select_for_update().get(pk=area.pk)
    if row.valid_to:
        return row
    _check_end(row, on, at)
    if names_to:
        _check_takes_its_place(row, names_to)
    for dated in (row.designations, row.boundaries, row.leads, row.led):
        dated.filter(valid_to__isnull=True).update(valid_to=on)
    names = _end_names(row, on)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    after: dict[str, Any] = {"to": on.isoformat()}
    if names_to and names:
        _pass_on(names, names_to, on, basis)
        after |= {"names": [each.text for each in names], "names_to": names_to.code}
    reference.grow(version)
    record.record("areas.area.ended", subject=row, by=by, at=at, area_code=row.code, after=after, reason=basis)
    return row


def _check_end(area: Area, on: date, at: datetime) -> None:
    part = Area.objects.present().filter(parent=area).order_by("code").first()
    if part:
        raise BadArea(_("%(part)s still lies in it. End that first.") % {"part": part.name})
    if on > local_date(at):
        sentence = _("A place cannot end on a day to come.")
        raise BadArea(sentence, fields={"on": sentence})
    dated = (*area.designations.all(), *area.boundaries.all(), *area.leads.all(), *area.led.all())
    later = max(
        (day for day in (area.valid_from, *(row.valid_from for row in dated if not row.valid_to)) if day), default=None
    )
    if later and later >= on:
        text = _("%(name)s changed on %(since)s, which is not before.") % {"name": area.name, "since": later}
        raise LaterHistory(text, fields={"on": text})


def _check_takes_its_place(area: Area, other: Area) -> None:
    beside = other.parent_id == area.parent_id and other.pk != area.pk and other.kind != AreaKind.JOINT
    if other.valid_to or not (beside or other.pk == area.parent_id):
        sentence = _("What takes its place has to lie beside it or above it.")
        raise BadArea(sentence, fields={"to": sentence})


def _end_names(area: Area, on: date) -> list[Alias]:
    names = list(area.aliases.filter(valid_to__isnull=True).order_by("text", "id"))
    for row in names:
        if row.valid_from and row.valid_from >= on:
            row.valid_from = None  # noted after that day: no period of no length
        row.valid_to = on
        row.save(update_fields=["valid_from", "valid_to"])
    return names


def _pass_on(names: list[Alias], to: Area, on: date, basis: str) -> None:
    """With what they are and their points; a name that means that place already stays as it is."""
    known = set(to.aliases.filter(valid_to__isnull=True).values_list("text", flat=True))
    since = max(on, to.valid_from or on)
    Alias.objects.bulk_create(
        Alias(
            area=to,
            text=each.text,
            kind=each.kind,
            lng_e7=each.lng_e7,
            lat_e7=each.lat_e7,
            basis=basis,
            valid_from=since,
        )
        for each in names
        if each.text not in known
    )
