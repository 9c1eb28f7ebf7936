from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors
from xiuhuazhen.core.areas.rules.location import paths_above
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import norms_in_force
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.grid.choices import PARTIES
from xiuhuazhen.domains.grid.models import Grid, Link, Post, UnitFacts
from xiuhuazhen.domains.grid.rules import Size, size_of

HOUSEHOLDS_LEAST, HOUSEHOLDS_MOST, RESIDENTS_MOST = (
    "grid.households.least",
    "grid.households.most",
    "grid.residents.most",
)
SIZES = (HOUSEHOLDS_LEAST, HOUSEHOLDS_MOST, RESIDENTS_MOST)


@dataclass(frozen=True)
class Total:
    """The sums of the counts under an area; ``grids`` is how many have a count of homes."""

    households: int | None
    residents: int | None
    buildings: int | None
    grids: int


@dataclass(frozen=True)
class Measure:
    """A count against the span that the norms call usual."""

    count: int
    least: Norm | None
    most: Norm | None
    size: Size | None


def grids_worked_by(person_id: UUID, *, on: date) -> list[Grid]:
    """The grids in which the person has a post on this day, by code."""
    posts = Post.objects.in_force(on).filter(person_id=person_id).values("grid_id")
    return list(Grid.objects.filter(pk__in=posts).select_related("area__parent").order_by("area__code"))


def grids_under(area: Area, *, on: date) -> QuerySet[Grid]:
    """The present grids of an area's subtree, by code."""
    present = Area.objects.in_force(on).under(area)
    return Grid.objects.filter(area__in=present).select_related("area").order_by("area__code")


def posts_of(area_ids: Iterable[UUID], *, on: date) -> dict[UUID, list[Post]]:
    """Who works each of these grids on this day, heads first; one query."""
    found: dict[UUID, list[Post]] = defaultdict(list)
    posts = Post.objects.in_force(on).filter(grid_id__in=set(area_ids)).select_related("person")
    for post in posts.order_by("title", "person__name", "id"):
        found[post.grid_id].append(post)
    return dict(found)


def total_under(area: Area, *, on: date) -> Total:
    """What the grids of an area's subtree count together. Parts of a grid that has a count itself are in it already."""
    sums = {name: Sum(name) for name in ("households", "residents", "buildings")}
    counted = grids_under(area, on=on).exclude(area__parent__grid__households__isnull=False).order_by()
    return Total(**counted.aggregate(grids=Count("households"), **sums))


def households_measured(grid: Grid, *, on: date) -> Measure | None:
    """The homes of a grid against the usual number; ``None`` where nobody has counted them."""
    if grid.households is None:
        return None
    norms = norms_in_force([HOUSEHOLDS_LEAST, HOUSEHOLDS_MOST], area_path=grid.area.path, on=on)
    least, most = norms.get(HOUSEHOLDS_LEAST), norms.get(HOUSEHOLDS_MOST)
    return _measured(grid.households, least, most)


def residents_measured(grid: Grid, *, on: date) -> Measure | None:
    """The same for the people who live there; only too many are too many."""
    if grid.residents is None:
        return None
    most = norms_in_force([RESIDENTS_MOST], area_path=grid.area.path, on=on).get(RESIDENTS_MOST)
    return _measured(grid.residents, None, most)


def _measured(count: int, least: Norm | None, most: Norm | None) -> Measure:
    size = size_of(count, least=least.value if least else None, most=most.value if most else None)
    return Measure(count, least, most, size)


@dataclass(frozen=True)
class Party:
    """A unit that is linked with a grid, and what is known of it; ``facts`` is none where nobody said."""

    link: Link
    unit: Unit
    facts: UnitFacts | None


def parties_of(grid_id: UUID, *, on: date) -> list[Party]:
    """What works together with a grid on this day: units, then branches, then teams, by name."""
    links = Link.objects.in_force(on).filter(grid_id=grid_id).select_related("unit__area")
    facts = {row.unit_id: row for row in UnitFacts.objects.filter(unit__grid_links__in=links)}
    found = [Party(link, link.unit, facts.get(link.unit_id)) for link in links]
    return sorted(found, key=lambda each: (PARTIES.index(UnitKind(each.unit.kind)), each.unit.name))


def grids_linked_with(unit: Unit, *, on: date) -> list[Area]:
    """The present grids that work together with a unit on this day, by code."""
    links = Link.objects.in_force(on).filter(unit=unit, valid_to__isnull=True)
    return list(Area.objects.present().filter(pk__in=links.values("grid_id")).order_by("code"))


def units_to_link(area: Area, *, on: date) -> QuerySet[Unit]:
    """The units, branches and teams of the street in which a grid lies, and of the areas above it."""
    street = next((each for each in ancestors(area) if each.level == Level.STREET), area)
    here = Q(area__path__startswith=street.path) | Q(area__path__in=paths_above(street.path))
    return Unit.objects.in_force(on).filter(here, kind__in=PARTIES).order_by("kind", "name", "id")
