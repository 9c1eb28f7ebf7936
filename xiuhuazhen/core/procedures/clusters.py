"""Matters on a map: those that would be drawn over one another are counted in one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Avg, BigIntegerField, Count, F, Max, Min, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from xiuhuazhen.core.procedures.models import Matter

MOST: Final = 1500
"""Clusters at a time: more are not told apart on any screen."""

_FIRST = {"lng": 1_800_000_000, "lat": 900_000_000}
"""Added to a position, so that cells are counted from the edge of the world and whole numbers divide downwards."""


@dataclass(frozen=True)
class Span:
    """A stretch of the map in 1e-7 degrees of WGS-84."""

    west: int
    south: int
    east: int
    north: int


@dataclass(frozen=True)
class Cluster:
    """Matters near one another: how many, how many of them late, their middle and the span in which they lie.
    ``number`` is that of the first."""

    count: int
    late: int
    lng_e7: int
    lat_e7: int
    span: Span
    number: str


def within(found: QuerySet[Matter], span: Span) -> QuerySet[Matter]:
    """Those that have a point in the span, its edges included."""
    return found.filter(lng_e7__gte=span.west, lng_e7__lte=span.east, lat_e7__gte=span.south, lat_e7__lte=span.north)


def clusters(found: QuerySet[Matter], *, wide: int, high: int, at: datetime) -> tuple[list[Cluster], bool]:
    """Those that have a point, by cells of ``wide`` times ``high`` 1e-7 degrees, the largest first; and whether there
    are more cells than are given."""
    placed = found.filter(lng_e7__isnull=False).order_by()
    cells = placed.values(across=_cell("lng", wide), up=_cell("lat", high)).annotate(
        together=Count("pk"),
        overdue=Count("pk", filter=Q(is_open=True, due_at__lt=at)),
        lng=Avg("lng_e7"), lat=Avg("lat_e7"),
        west=Min("lng_e7"), south=Min("lat_e7"), east=Max("lng_e7"), north=Max("lat_e7"),
        first=Min("number"),
    )  # fmt: skip
    fields = ("together", "overdue", "lng", "lat", "west", "south", "east", "north", "first")
    rows = list(cells.order_by("-together", "first").values_list(*fields)[: MOST + 1])
    return [_cluster(*row) for row in rows[:MOST]], len(rows) > MOST


@dataclass(frozen=True)
class WithoutPoint:
    """Matters of one area of which nobody knows the point: how many, and how many of them late."""

    area_id: UUID
    path: str
    count: int
    late: int


def without_point(found: QuerySet[Matter], *, at: datetime) -> list[WithoutPoint]:
    """By the smallest area that is known of each."""
    here = found.filter(lng_e7__isnull=True).order_by()
    counted = here.values("area_id", "area__path").annotate(
        together=Count("pk"), overdue=Count("pk", filter=Q(is_open=True, due_at__lt=at))
    )
    return [WithoutPoint(*row) for row in counted.values_list("area_id", "area__path", "together", "overdue")]


def _cell(axis: str, size: int) -> Combinable:
    from_edge = Cast(F(f"{axis}_e7"), BigIntegerField()) + Value(_FIRST[axis], BigIntegerField())
    return from_edge / Value(size, BigIntegerField())


def _cluster(count: int, late: int, lng: float, lat: float, *span_and_number: Any) -> Cluster:
    *span, number = span_and_number
    return Cluster(count, late, round(lng), round(lat), Span(*span), number)
