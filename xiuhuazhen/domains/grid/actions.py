from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record, same_before
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.people.models import Person
from xiuhuazhen.domains.grid.models import Grid, Post

POST_ENDED = "grid.post.ended"


@transaction.atomic
def create_grid(
    *, area: Area, by: Actor, at: datetime, households: int | None = None, residents: int | None = None
) -> Grid:
    """Keep the counts of a grid. The area must be of grid level."""
    if area.level not in (Level.GRID, Level.MICRO_GRID):
        sentence = _("%(name)s is not a grid.") % {"name": area.name}
        raise InvalidInput(sentence, fields={"area": sentence})
    grid = Grid.objects.create(area=area, households=households, residents=residents)
    after = {"households": households, "residents": residents}
    record("grid.grid.created", subject=grid, by=by, at=at, area_code=area.code, after=after)
    return grid


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
