"""Which matters are the same trouble again: of one category, at one place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from xiuhuazhen.core.areas.rules.coordinates import E7, Points
from xiuhuazhen.core.areas.rules.measures import mercator, mercator_scale


@dataclass(frozen=True)
class Seen:
    """``place`` is the name by which it was placed, ``point`` (lng, lat) in 1e-7 degrees; either may be missing."""

    category: str
    place: str
    point: tuple[int, int] | None


def together(seen: Sequence[Seen], *, metres: int) -> list[list[int]]:
    """Groups of two or more positions in ``seen``, each group in its order: of one category, and of one place name or
    with points this near to each other, also over others between."""
    group = list(range(len(seen)))
    for first, second in (*_same_name(seen), *_near(seen, metres)):
        if seen[first].category == seen[second].category:
            _join(group, first, second)
    found: dict[int, list[int]] = {}
    for position in range(len(seen)):
        found.setdefault(_root(group, position), []).append(position)
    return [members for members in found.values() if len(members) > 1]


def _same_name(seen: Sequence[Seen]) -> list[tuple[int, int]]:
    last: dict[tuple[str, str], int] = {}
    pairs = []
    for position, each in enumerate(seen):
        key = (each.category, each.place)
        if each.place and key in last:
            pairs.append((last[key], position))
        last[key] = position
    return pairs


def _near(seen: Sequence[Seen], metres: int) -> list[tuple[int, int]]:
    pointed = [(position, each.point) for position, each in enumerate(seen) if each.point]
    if not pointed:
        return []
    degrees: Points = np.array([point for _position, point in pointed], dtype=np.float64) / E7
    plane = np.asarray(shapely.points(mercator(degrees)), dtype=np.object_)
    reach = metres * mercator_scale(degrees[:, 1])
    firsts, seconds = shapely.STRtree(plane).query(plane, predicate="dwithin", distance=reach)
    return [(pointed[i][0], pointed[j][0]) for i, j in zip(firsts.tolist(), seconds.tolist(), strict=True) if i < j]


def _root(group: list[int], position: int) -> int:
    while group[position] != position:
        position = group[position]
    return position


def _join(group: list[int], first: int, second: int) -> None:
    low, high = sorted((_root(group, first), _root(group, second)))
    group[high] = low
