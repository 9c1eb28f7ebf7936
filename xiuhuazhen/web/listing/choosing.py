"""The places and units by which somebody can filter matters: those of their own areas."""

from typing import Final

from django.db.models import Q

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.location import paths_above
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Unit

_OFFERED: Final = 300


def areas_of(by: StaffActor) -> list[Area]:
    """Streets, communities and grids in the person's areas."""
    present = Area.objects.present().filter(_reach(by), level__gte=Level.STREET, level__lte=Level.GRID)
    return list(present.order_by("code")[:_OFFERED])


def units_of(by: StaffActor) -> list[Unit]:
    """The units of the person's areas, those of the areas above, which take matters over, and those for which they
    work."""
    above = {path for grant in by.grants for path in paths_above(grant.area_path)}
    here = _reach(by, prefix="area__") | Q(area__path__in=above) | Q(pk__in=[grant.unit_id for grant in by.grants])
    units = Unit.objects.in_force(clock.local_date(clock.now())).filter(here)
    return list(units.order_by("kind", "name", "id")[:_OFFERED])


def _reach(by: StaffActor, *, prefix: str = "") -> Q:
    reach = Q(pk__in=[])
    for path in {grant.area_path for grant in by.grants}:
        reach |= Q(**{f"{prefix}path__startswith": path})
    return reach
