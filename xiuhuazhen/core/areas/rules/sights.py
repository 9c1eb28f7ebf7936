"""What of the boundaries is drawn on a map: as deep as there is room for, as fine as it can be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from xiuhuazhen.core.areas.rules.boundaries import Outline
from xiuhuazhen.core.areas.rules.location import Place, paths_above

MOST_OF_A_LEVEL: Final = 250
"""Shapes. More of one level in sight are too small to be told apart, and too many for a cheap phone."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees of WGS-84."""


@dataclass(frozen=True)
class Sight:
    """An area as it is drawn. ``whole`` when parts of it are drawn as well, so that it is only their frame."""

    place: Place
    shape: BaseGeometry
    whole: bool


def smallest_around(path: str, drawn: Mapping[str, Sight]) -> Sight | None:
    """Of what is drawn, by path, the smallest that has the area with this path in it."""
    inward = reversed([*paths_above(path), path])
    return next((drawn[each] for each in inward if each in drawn), None)


def spot_of(shape: BaseGeometry) -> tuple[float, float]:
    """A point inside the shape, where a sign for the whole of it can stand: degrees of longitude and latitude."""
    inside = shape.representative_point()
    return inside.x, inside.y


class Sights:
    """An index over present boundaries in degrees, for drawing them."""

    def __init__(self, places: Sequence[Place], outlines: Sequence[Outline]) -> None:
        self._places = list(places)
        self._levels = np.array([place.level for place in places], dtype=np.int64)
        self._shapes = np.array(outlines, dtype=np.object_)
        self._tree = shapely.STRtree(self._shapes)

    def seen(self, box: Box, *, finest: float) -> list[Sight]:
        """Areas that touch the box, of the levels of which not too many do, by code. ``finest`` is the smallest thing
        that can be seen, in degrees: shapes lose what is smaller."""
        touching = self._tree.query(shapely.box(*box), predicate="intersects")
        kept = touching[np.isin(self._levels[touching], self._with_room(touching))]
        drawn = sorted(kept.tolist(), key=lambda position: self._places[position].code)
        shapes = shapely.simplify(self._shapes[drawn], finest)
        above = {path for position in drawn for path in paths_above(self._places[position].path)}
        places = [self._places[position] for position in drawn]
        return [Sight(place, shape, place.path in above) for place, shape in zip(places, shapes, strict=True)]

    def _with_room(self, touching: NDArray[np.int64]) -> list[int]:
        """The levels of which not too many are in sight; the highest where there is no such."""
        levels, counts = np.unique(self._levels[touching], return_counts=True)
        with_room: list[int] = levels[counts <= MOST_OF_A_LEVEL].tolist()
        return with_room or levels[:1].tolist()

    def extent(self, path: str) -> Box | None:
        """The box around the area with this path, or around what is drawn of its parts."""
        inside = [position for position, place in enumerate(self._places) if place.path.startswith(path)]
        if not inside:
            return None
        west, south, east, north = shapely.total_bounds(self._shapes[inside]).tolist()
        return west, south, east, north
