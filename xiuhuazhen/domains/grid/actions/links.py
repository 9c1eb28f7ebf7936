"""The four parties of a grid: its own workers, and the units, Party branches and teams that are linked with it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record, same_before
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.grid.choices import PARTIES
from xiuhuazhen.domains.grid.models import Grid, Link, UnitFacts

LINKED, ENDED, FACTS = "grid.link.made", "grid.link.ended", "grid.unit.facts"


@transaction.atomic
def link_unit(
    *, grid: Grid, unit: Unit, duty: str, on: date, by: Actor, at: datetime, command_id: UUID | None = None
) -> Link:
    """Link a unit, a Party branch or a team with a grid from a day on that is not to come. ``duty`` says in a few words
    what it does there. Of another kind, or linked already, it is refused."""
    Grid.objects.select_for_update().get(pk=grid.pk)
    after = {"unit": str(unit.pk), "name": unit.name, "duty": duty, "from": on.isoformat()}
    there = Link.objects.filter(grid=grid, unit=unit, valid_to__isnull=True).first()
    if there and command_id and same_before(LINKED, there, after, by=by, command_id=command_id):
        return there
    if there:
        _refuse("unit", _("%(name)s is linked with this grid already.") % {"name": unit.name})
    if unit.kind not in PARTIES or not unit.holds_on(on):
        _refuse("unit", _("Choose a unit, a Party branch or a team that exists on this day."))
    if on > clock.local_date(at):
        _refuse("on", _("Choose today or a day before."))
    link = Link.objects.create(grid=grid, unit=unit, duty=duty, valid_from=on)
    record(LINKED, subject=link, by=by, at=at, area_code=grid.area.code, after=after, command_id=command_id)
    return link


@transaction.atomic
def end_link(*, link: Link, last_day: date, by: Actor, at: datetime) -> Link:
    """The link holds up to and including ``last_day``, at the earliest the day on which it began: history is not made
    otherwise. Ended twice it is ended once."""
    row = Link.objects.select_for_update(of=("self",)).select_related("grid__area", "unit").get(pk=link.pk)
    if row.valid_to:
        return row
    end = max(last_day, row.valid_from or last_day) + timedelta(days=1)
    row.valid_to = end
    row.save(update_fields=["valid_to"])
    after = {"unit": str(row.unit_id), "name": row.unit.name, "to": end.isoformat()}
    record(ENDED, subject=row, by=by, at=at, area_code=row.grid.area.code, after=after)
    return row


@dataclass(frozen=True)
class Facts:
    """``contact`` is whom to ask for there, ``members`` how many belong to it; ``None`` where nobody has counted."""

    contact: str
    members: int | None


@transaction.atomic
def set_facts(*, unit: Unit, facts: Facts, on: date, basis: str, by: Actor, at: datetime) -> UnitFacts:
    """Say anew whom to ask for at a unit and how many belong to it, as counted on a day that is not to come."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    if on > clock.local_date(at):
        _refuse("on", _("This day is still to come. Enter the day of the count."))
    row = UnitFacts.objects.filter(unit=unit).first() or UnitFacts(unit=unit)
    before = {} if row._state.adding else {"contact": row.contact, "members": row.members}
    if before == asdict(facts):
        return row
    row.contact, row.members, row.counted_on = facts.contact, facts.members, on
    row.save()
    was, told = {"members": before.get("members")}, {"members": facts.members, "on": on.isoformat()}
    told["contact_changed"] = before.get("contact", "") != facts.contact  # history is for good, a name is not
    record(FACTS, subject=row, by=by, at=at, area_code=unit.area.code, before=was, after=told, reason=basis)
    return row


def _refuse(field: str, sentence: str) -> None:
    error = Conflict if field == "unit" else InvalidInput
    raise error(sentence, fields={field: sentence})
