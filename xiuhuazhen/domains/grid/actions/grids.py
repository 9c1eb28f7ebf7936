from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record, same_before
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.people.models import Person
from xiuhuazhen.domains.grid.models import Grid, Post

POST_ENDED, CORRECTED = "grid.post.ended", "grid.counts.corrected"


@transaction.atomic
def create_grid(
    *,
    area: Area,
    by: Actor,
    at: datetime,
    households: int | None = None,
    residents: int | None = None,
    buildings: int | None = None,
) -> Grid:
    """Keep the counts of a grid. The area must be of grid level."""
    if area.level not in (Level.GRID, Level.MICRO_GRID):
        sentence = _("%(name)s is not a grid.") % {"name": area.name}
        raise InvalidInput(sentence, fields={"area": sentence})
    after = {"households": households, "residents": residents, "buildings": buildings}
    counted_on = clock.local_date(at) if any(count is not None for count in after.values()) else None
    grid = Grid.objects.create(area=area, **after, counted_on=counted_on)
    record("grid.grid.created", subject=grid, by=by, at=at, area_code=area.code, after=after)
    return grid


@dataclass(frozen=True)
class Counts:
    """Homes, people who live there, houses; ``None`` for what nobody has counted."""

    households: int | None
    residents: int | None
    buildings: int | None


@transaction.atomic
def correct_counts(*, grid: Grid, counts: Counts, on: date, basis: str, by: Actor, at: datetime) -> Grid:
    """Say anew how many there are, as counted on a day that is not to come and not before the last count. The same
    counts again, of the same day, change nothing."""
    row = Grid.objects.select_for_update(of=("self",)).select_related("area").get(pk=grid.pk)
    before, after = _counted(row), {**asdict(counts), "on": on.isoformat()}
    if before == after:
        return row
    _check_day(row, on, at)
    row.households, row.residents, row.buildings = counts.households, counts.residents, counts.buildings
    row.counted_on = on
    row.save(update_fields=["households", "residents", "buildings", "counted_on"])
    code = row.area.code
    record(CORRECTED, subject=row, by=by, at=at, area_code=code, before=before, after=after, reason=basis)
    return row


def _counted(row: Grid) -> dict[str, Any]:
    on = row.counted_on.isoformat() if row.counted_on else None
    return {"households": row.households, "residents": row.residents, "buildings": row.buildings, "on": on}


def _check_day(row: Grid, on: date, at: datetime) -> None:
    if on > clock.local_date(at):
        sentence = _("This day is still to come. Enter the day of the count.")
        raise InvalidInput(sentence, fields={"on": sentence})
    if row.counted_on and on < row.counted_on:
        sentence = _("The present counts are newer, of %(day)s.") % {"day": row.counted_on.isoformat()}
        raise InvalidInput(sentence, fields={"on": sentence})


@transaction.atomic
def give_post(*, grid: Grid, person: Person, title: str, valid_from: date, by: Actor, at: datetime) -> Post:
    """Let a person work a grid from a day on. The same post cannot be given twice for one time."""
    if Post.objects.in_force(valid_from).filter(grid=grid, person=person, title=title).exists():
        raise Conflict(_("%(name)s has this post already.") % {"name": person.name})
    post = Post.objects.create(grid=grid, person=person, title=title, valid_from=valid_from)
    after = {"person": str(person.pk), "title": title, "from": valid_from.isoformat()}
    record("grid.post.given", subject=post, by=by, at=at, area_code=grid.area.code, after=after)
    return post


@transaction.atomic
def end_post(*, post: Post, last_day: date, by: Actor, at: datetime, command_id: UUID | None = None) -> Post:
    """The post is held up to and including ``last_day``."""
    row = Post.objects.select_for_update().select_related("grid__area").get(pk=post.pk)
    row.valid_to = date.fromordinal(last_day.toordinal() + 1)
    after = {"to": row.valid_to.isoformat()}
    if command_id and same_before(POST_ENDED, row, after, by=by, command_id=command_id):
        return row
    if row.valid_from and row.valid_to <= row.valid_from:
        sentence = _("A post cannot end before it began.")
        raise InvalidInput(sentence, fields={"last_day": sentence})
    row.save(update_fields=["valid_to"])
    code = row.grid.area.code
    record(POST_ENDED, subject=row, by=by, at=at, area_code=code, after=after, command_id=command_id)
    return row
