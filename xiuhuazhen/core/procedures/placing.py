"""Where a matter lies: its smallest known area and the ancestors by which lists are indexed."""

from dataclasses import dataclass
from uuid import UUID

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.norms.queries import path_ids


@dataclass(frozen=True)
class Placement:
    """``code`` is the smallest area's; ``number_code`` the street's (or what stands in for it) for the number;
    ``joint_id`` the joint area's in which it lies besides."""

    area_id: UUID
    path: str
    code: str
    name: str
    number_code: str
    county_id: UUID | None = None
    street_id: UUID | None = None
    community_id: UUID | None = None
    grid_id: UUID | None = None
    joint_id: UUID | None = None


def placement_of(area_path: str) -> Placement:
    """The placement of the area that has this path."""
    return reference.remembered(("procedures.placement", area_path), lambda: _load(area_path))


def _load(area_path: str) -> Placement:
    rows = sorted(Area.objects.filter(pk__in=path_ids(area_path)), key=lambda area: area.level)
    by_level = {area.level: area for area in rows}
    lowest = rows[-1]
    grid = by_level.get(Level.MICRO_GRID) or by_level.get(Level.GRID)
    return Placement(
        area_id=lowest.pk,
        path=lowest.path,
        code=lowest.code,
        name=lowest.name,
        number_code=_number_code(by_level, lowest),
        county_id=_id(by_level.get(Level.COUNTY)),
        street_id=_id(by_level.get(Level.STREET)),
        community_id=_id(by_level.get(Level.COMMUNITY)),
        grid_id=_id(grid),
    )


def _number_code(by_level: dict[int, Area], lowest: Area) -> str:
    nearest = by_level.get(Level.STREET) or by_level.get(Level.COUNTY) or lowest
    return nearest.code.ljust(9, "0")


def _id(area: Area | None) -> UUID | None:
    return area.pk if area else None
