"""Who may correct what a community knows of a grid."""

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.people.access import StaffActor, require
from xiuhuazhen.domains.grid.models import Grid

COUNT = "grid.counts"


def grid_to_count(by: StaffActor, code: str) -> Grid:
    """The present grid with this code, if the person works where it lies and may correct its counts."""
    grid = Grid.objects.select_related("area").filter(area__code=code, area__valid_to__isnull=True).first()
    if grid is None or not any(grant.covers(grid.area.path) for grant in by.grants):
        raise NotFound(_("There is no such grid here."))
    require(by, COUNT, area_path=grid.area.path)
    return grid
