"""Placing a million points into twenty thousand grids."""

import time
from typing import cast
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from xiuhuazhen.core.areas.rules.boundaries import Outline
from xiuhuazhen.core.areas.rules.location import BoundaryIndex, Place

COLUMNS, ROWS, POINTS = 200, 100, 1_000_000
PER_COMMUNITY = 20
"""Columns and rows of cells in a community: 400 cells each, 50 communities."""
WEST, SOUTH, STEP = 101.70, 36.55, 0.001
"""Degrees: cells of about 90 m by 110 m, near the usual 10,000 m², around a city in Qinghai."""
_SIDE = 6
"""Segments to a side of a cell: borders follow streets, so they are no straight lines."""


def run() -> dict[str, dict[str, object]]:
    rng = np.random.default_rng(20_261_123)
    index = BoundaryIndex(*tree(rng))
    points = _points(rng)
    start = time.perf_counter()
    chosen = index.locate_many(points)
    seconds = time.perf_counter() - start
    assert sum(area is None for area in chosen.tolist()) == 0
    return {"locate_million": {"value": round(seconds, 3), "unit": "s"}}


def tree(rng: np.random.Generator) -> tuple[list[Place], list[Outline]]:
    corners = _corners(rng)
    places: list[Place] = []
    outlines: list[Outline] = []
    for column in range(0, COLUMNS, PER_COMMUNITY):
        for row in range(0, ROWS, PER_COMMUNITY):
            community = _place(len(places), 5, "")
            cells = [_cell(corners, column + x, row + y) for x in range(PER_COMMUNITY) for y in range(PER_COMMUNITY)]
            places.append(community)
            outlines.append(cast("Outline", shapely.union_all(cells)))
            places += [_place(len(places) + number, 6, community.path) for number in range(len(cells))]
            outlines += cells
    return places, outlines


def _place(number: int, level: int, above: str) -> Place:
    area_id = UUID(int=number)
    return Place(area_id, f"{number:06d}", str(number), level, f"{above}{area_id}/")


def _corners(rng: np.random.Generator) -> NDArray[np.float64]:
    """A fine lattice, moved at random by up to a quarter of its own step; neighbours share its points."""
    fine = STEP / _SIDE
    x, y = np.meshgrid(np.arange(COLUMNS * _SIDE + 1), np.arange(ROWS * _SIDE + 1), indexing="ij")
    lattice = np.stack([WEST + x * fine, SOUTH + y * fine], axis=-1)
    return np.round(lattice + rng.uniform(-fine / 4, fine / 4, lattice.shape), 7)


def _cell(corners: NDArray[np.float64], column: int, row: int) -> shapely.Polygon:
    left, right, low, high = column * _SIDE, (column + 1) * _SIDE, row * _SIDE, (row + 1) * _SIDE
    sides = [
        corners[left:right, low],
        corners[right, low:high],
        corners[right:left:-1, high],
        corners[left, high:low:-1],
    ]
    return shapely.Polygon(np.concatenate(sides))


def _points(rng: np.random.Generator) -> NDArray[np.int64]:
    edge = STEP / _SIDE
    lng = rng.uniform(WEST + edge, WEST + COLUMNS * STEP - edge, POINTS)
    lat = rng.uniform(SOUTH + edge, SOUTH + ROWS * STEP - edge, POINTS)
    return np.round(np.column_stack([lng, lat]) * 1e7).astype(np.int64)


if __name__ == "__main__":
    print(run())
