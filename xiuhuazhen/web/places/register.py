"""What lies in a place, down to the smallest grids, with its counts and with what is linked there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import subtree
from xiuhuazhen.domains.grid.models import Grid, Link, UnitFacts
from xiuhuazhen.domains.grid.queries import Party

MOST: Final = 1000
"""Places that are shown and exported; a street has some hundreds."""


@dataclass(frozen=True)
class RegisterRow:
    """A place; ``grid`` has its counts, where it is a grid, and ``links`` is how many units are linked with it."""

    area: Area
    grid: Grid | None
    links: int


def places_in(area: Area, *, on: date) -> tuple[list[RegisterRow], bool]:
    """The place and what lies in it, each below what it lies in; and whether there is more than is given."""
    found = list(subtree(area).select_related("parent", "grid")[: MOST + 1])
    shown = sorted(found[:MOST], key=lambda each: _from_above(each, found))
    links = Counter(
        Link.objects.in_force(on).filter(grid_id__in=[each.pk for each in shown]).values_list("grid_id", flat=True)
    )
    return [RegisterRow(each, getattr(each, "grid", None), links[each.pk]) for each in shown], len(found) > MOST


def _from_above(area: Area, known: Sequence[Area]) -> list[str]:
    codes = {str(each.pk): each.code for each in known}
    return [codes[part] for part in area.path.split("/") if part in codes]


def links_in(area: Area, *, on: date) -> list[Party]:
    """What is linked with the grids in a place, by grid and name."""
    links = (
        Link.objects.in_force(on)
        .filter(grid__area__path__startswith=area.path, grid__area__valid_to__isnull=True)
        .select_related("grid__area", "unit__area")
        .order_by("grid__area__code", "unit__name", "id")[:MOST]
    )
    facts = {row.unit_id: row for row in UnitFacts.objects.filter(unit__in=[link.unit_id for link in links])}
    return [Party(link, link.unit, facts.get(link.unit_id)) for link in links]
