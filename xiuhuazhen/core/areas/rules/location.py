"""Which areas a point lies in: an index in memory over the present boundaries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from xiuhuazhen.core.areas.rules.boundaries import Outline
from xiuhuazhen.core.areas.rules.coordinates import E7, Points
from xiuhuazhen.core.areas.rules.measures import mercator, mercator_scale

BORDER_TOLERANCE_M: Final = 30.0
"""Metres. A phone among buildings is wrong by 10 to 30 m, and few people know on which side of a border they stand:
a point this near to a border may belong to either side, so both are offered."""

_NEAR_THE_POLE: Final = 89.9
"""Degrees of latitude. On the Mercator plane the poles themselves lie at infinity."""

Positions = NDArray[np.intp]
PointsE7 = NDArray[np.int64]
"""Rows of longitude and latitude in whole numbers of 1e-7 degree, WGS-84."""


@dataclass(frozen=True)
class Place:
    area_id: UUID
    code: str
    name: str
    level: int
    path: str


@dataclass(frozen=True)
class Candidate:
    """An area in which a point may lie. ``distance_m`` is 0 inside, otherwise metres to the border, rounded."""

    area_id: UUID
    code: str
    name: str
    level: int
    path: str
    distance_m: int
    inside: bool


def paths_above(path: str) -> list[str]:
    """The paths of the areas above the one with this path, from the root down."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]


def choose_unattended(candidates: Collection[Candidate]) -> Candidate | None:
    """Where nobody is there to choose, the lowest code wins, so that the same point always goes to the same place."""
    return min(candidates, key=lambda candidate: candidate.code, default=None)


@dataclass(frozen=True)
class _Hits:
    """Pairs of a point (its row) and a place (its position) near which it lies."""

    rows: Positions
    places: Positions
    inside: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> "_Hits":
        return _Hits(self.rows[kept], self.places[kept], self.inside[kept])


class BoundaryIndex:
    def __init__(self, places: Sequence[Place], outlines: Sequence[Outline]) -> None:
        order = sorted(range(len(places)), key=lambda position: places[position].code)
        self._places = [places[position] for position in order]
        self._shapes = np.array(
            [shapely.transform(outlines[position], mercator) for position in order], dtype=np.object_
        )
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._above = _ancestors(self._places)
        self._has_parts = np.zeros(len(self._places) + 1, dtype=np.bool_)
        self._has_parts[self._above] = True
        self._ids = np.array([*(place.area_id for place in self._places), None], dtype=np.object_)

    def locate(self, lng_e7: int, lat_e7: int) -> tuple[Candidate, ...]:
        """The deepest areas that hold the point or have their border within reach of it; those around it first,
        then the nearest, then by code. Empty where no boundary is near."""
        plane, scale = _plane(np.array([[lng_e7, lat_e7]], dtype=np.int64))
        hits = self._deepest(plane, scale)
        away = shapely.distance(self._shapes[hits.places], shapely.points(plane[0])) / scale[0]
        found = sorted(zip(~hits.inside, away, hits.places, strict=True))
        return tuple(_candidate(self._places[place], distance, not out) for out, distance, place in found)

    def locate_many(self, points: PointsE7) -> NDArray[np.object_]:
        """For each row the id of the area that :func:`choose_unattended` would take, or ``None``."""
        hits = self._deepest(*_plane(points), lowest_only=True)
        chosen: NDArray[np.object_] = self._ids[self._lowest(hits, len(points))]
        return chosen

    def _lowest(self, hits: _Hits, count: int) -> Positions:
        """For each of ``count`` points the hit with the lowest code, else the position after the last place."""
        lowest = np.full(count, len(self._places), dtype=np.intp)
        np.minimum.at(lowest, hits.rows, hits.places)  # places are in the order of their codes
        return lowest

    def _deepest(self, plane: Points, scale: NDArray[np.float64], *, lowest_only: bool = False) -> _Hits:
        """Near places, without those of which a part tells more: an area gives way to a part of it that holds the
        point, and one that only lies near gives way to any part that is near as well. With ``lowest_only`` places that
        cannot be the lowest code of their point may be missing."""
        points, reach = np.asarray(shapely.points(plane), dtype=np.object_), BORDER_TOLERANCE_M * scale
        rows, places = self._boxes_near(points, float(reach.max(initial=0.0)))
        pairs = _Hits(rows, places, shapely.intersects_xy(self._shapes[places], plane[rows, 0], plane[rows, 1]))
        pairs = pairs.only(~self._above_one_of(pairs, pairs.only(pairs.inside)))  # spares measuring long borders
        near, out = pairs.inside.copy(), ~pairs.inside
        if lowest_only:
            out &= self._could_be_lowest(pairs, len(points))
        rows, places = pairs.rows[out], pairs.places[out]
        within: Any = reach[rows]
        near[out] = shapely.dwithin(self._shapes[places], points[rows], within)
        hits = pairs.only(near)
        return hits.only(hits.inside | ~self._above_one_of(hits, hits))

    def _could_be_lowest(self, pairs: _Hits, count: int) -> NDArray[np.bool_]:
        """Pairs whose distance can still decide: those below the lowest code that holds their point, and all of a point
        where one of these is a wider place, which may have to give way to any of its parts."""
        lower = pairs.places < self._lowest(pairs.only(pairs.inside), count)[pairs.rows]
        open_to_parts = np.zeros(count, dtype=np.bool_)
        open_to_parts[pairs.rows[lower & ~pairs.inside & self._has_parts[pairs.places]]] = True
        decides: NDArray[np.bool_] = lower | open_to_parts[pairs.rows]
        return decides

    def _boxes_near(self, points: NDArray[np.object_], reach: float) -> tuple[Positions, Positions]:
        """Pairs of points and places whose bounding boxes are near. For many points a tree over the points is the
        quicker one: it is asked once for each place, and each place's shape stays at hand for its points."""
        if len(points) < len(self._places):
            rows, places = self._tree.query(points, predicate="dwithin", distance=reach)
            return rows, places
        west, south, east, north = shapely.bounds(self._shapes).reshape(-1, 4).T
        boxes = shapely.box(west - reach, south - reach, east + reach, north + reach)
        places, rows = shapely.STRtree(points).query(boxes)
        return rows, places

    def _above_one_of(self, pairs: _Hits, parts: _Hits) -> NDArray[np.bool_]:
        """Which pairs are of a place that lies above a place of ``parts`` for the same point."""
        found = np.zeros(len(pairs.rows), dtype=np.bool_)
        asked = self._has_parts[pairs.places]
        width = len(self._places) + 1
        told = np.sort((parts.rows[:, np.newaxis] * width + self._above[parts.places]).ravel())
        if asked.any() and told.size:
            own = pairs.rows[asked] * width + pairs.places[asked]
            found[asked] = told[np.searchsorted(told, own).clip(max=told.size - 1)] == own
        return found


def _plane(points: PointsE7) -> tuple[Points, NDArray[np.float64]]:
    degrees = np.clip(points / E7, [-180, -_NEAR_THE_POLE], [180, _NEAR_THE_POLE])
    return mercator(degrees), mercator_scale(degrees[:, 1])


def _ancestors(places: Sequence[Place]) -> Positions:
    """For each place the positions of those above it that are in the index too, in as many columns as the deepest
    needs; an empty column stands for none (the position after the last)."""
    position_of = {str(place.area_id): position for position, place in enumerate(places)}
    above = [[position_of[key] for key in place.path.split("/")[:-2] if key in position_of] for place in places]
    width = max(map(len, above), default=0)
    return np.array([[*row, *[len(places)] * (width - len(row))] for row in above], dtype=np.intp).reshape(
        len(places), width
    )


def _candidate(place: Place, distance: float, inside: bool) -> Candidate:  # noqa: FBT001
    fields = (place.area_id, place.code, place.name, place.level, place.path)
    return Candidate(*fields, distance_m=round(distance), inside=bool(inside))
