"""Who may correct what a community knows of a grid."""

from datetime import date

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people.access import StaffActor, require
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.grid.models import Grid, Link

COUNT, LINK = "grid.counts", "grid.link"


def grid_to_count(by: StaffActor, code: str) -> Grid:
    """The present grid with this code, if the person works where it lies and may correct its counts."""
    grid = grid_to_see(by, code)
    require(by, COUNT, area_path=grid.area.path)
    return grid


def grid_to_see(by: StaffActor, code: str) -> Grid:
    """The present grid with this code, if the person works in it or above it."""
    grid = Grid.objects.select_related("area").filter(area__code=code, area__valid_to__isnull=True).first()
    if grid is None or not any(grant.covers(grid.area.path) for grant in by.grants):
        raise NotFound(_("There is no such grid here."))
    return grid


def grid_to_link(by: StaffActor, code: str) -> Grid:
    """The same, if the person may say who works together with it."""
    grid = grid_to_see(by, code)
    require(by, LINK, area_path=grid.area.path)
    return grid


def may_describe(by: StaffActor, unit: Unit) -> bool:
    """Whether the unit serves no more than the areas for which the person links units."""
    return by.may(LINK, area_path=unit.area.path)


def link_in(grid: Grid, link_id: str, *, on: date) -> Link:
    """A link of this grid that nobody has ended, with a unit that is still there."""
    parsed = parse_id(link_id)
    present = Link.objects.in_force(on).filter(grid=grid, valid_to__isnull=True)
    row = present.filter(pk=parsed).first() if parsed else None
    if row is None:
        raise NotFound(_("This link has ended already. Reload the page."))
    return row
