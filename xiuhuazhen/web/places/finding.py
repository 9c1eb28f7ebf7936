"""Whoever lives here finds the public notice of their grid: from a list, level by level, or by a position."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiuhuazhen.core.areas.choices import AreaKind, Level, NameKind
from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.models import Alias, Area
from xiuhuazhen.core.areas.queries import children
from xiuhuazhen.core.areas.rules.names import short_name

NAMES_TOLD = (NameKind.COMPOUND, NameKind.BUILDING, NameKind.ROAD, NameKind.MARKET, NameKind.SCHOOL)
"""Names of places that are told to everybody; what was learned from a report may be somebody's own word."""


@dataclass(frozen=True)
class Found:
    """A place to choose: a grid with what lies in it, or something above that has grids."""

    code: str
    name: str
    holds: tuple[str, ...]
    is_grid: bool


def choices_in(place: Area) -> list[Found]:
    """What lies directly in a place, grids last; joint areas have no notice of their own."""
    return _told(children(place).exclude(kind=AreaKind.JOINT).order_by("level", "code"))


def grids_at(point: tuple[int, int]) -> list[Found]:
    """The grids that hold this point or have their border close to it; nearest first."""
    ids = [each.area_id for each in locate(*point)]
    grids = Area.objects.present().filter(pk__in=ids, level__gte=Level.GRID).exclude(kind=AreaKind.JOINT)
    return _told(sorted(grids, key=lambda area: ids.index(area.pk)))


def _told(areas: Iterable[Area]) -> list[Found]:
    areas = list(areas)
    holds = _names_in([area.pk for area in areas])
    return [
        Found(area.code, short_name(area.name), tuple(holds[area.pk]), is_grid=area.level >= Level.GRID)
        for area in areas
    ]


def _names_in(area_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    names = defaultdict(list)
    rows = Alias.objects.filter(area__in=area_ids, valid_to__isnull=True, kind__in=NAMES_TOLD).order_by("text")
    for area_id, text in rows.values_list("area_id", "text"):
        names[area_id].append(text)
    return names
