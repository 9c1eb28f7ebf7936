"""The demonstration's invented boundaries, drawn by code: cuts along bent lines through one piece of ground.

Worked out on a plane of metres (east, north) around the real railway station, then put into degrees of WGS-84. Both
sides of a cut use the same points, so that neighbours share their border and parts fill their whole.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar, cast

import numpy as np
import shapely
from shapely.geometry import Polygon, mapping
from shapely.geometry.base import BaseGeometry

from xiuhuazhen.core.areas.rules.measures import square_metres

_Shape = TypeVar("_Shape", bound=BaseGeometry)

STATION: Final = (101.82, 36.62)
"""Xining railway station, degrees east and north."""
STREET_SQUARE_METRES: Final = 5_520_000

STREET, NEIGHBOUR = "630102005", "630102001"
STATION_COMMUNITY, ZHONGZHUANG, XINGFU, FUMIN = (f"{STREET}{end}" for end in ("001", "004", "005", "006"))
SQUARE = f"{STATION_COMMUNITY}001"

_METRES_NORTH, _METRES_EAST = 110_960.0, 89_480.0
"""Metres in one degree of latitude and of longitude at the station."""
_EAST, _SOUTH = 0.0, -90.0
_FAR = 20_000.0
_BEND_EVERY = 170.0
_WHOLE: Final = (
    *((-2740, -610), (-2380, -730), (-1650, -700), (-930, -790), (-140, -720), (620, -800), (1380, -740)),
    *((2190, -690), (2760, -560), (2930, -210), (2860, 260), (2980, 590), (2400, 760), (1720, 690)),
    *((1010, 760), (240, 700), (-520, 780), (-1290, 690), (-2010, 740), (-2620, 640), (-2810, 120)),
)


@cache
def outlines() -> Mapping[str, Polygon]:
    """The boundary of every drawn area by its code, in degrees."""
    plane = _drawn()
    factor = math.sqrt(STREET_SQUARE_METRES / square_metres(in_degrees(plane[STREET], 1.0)))
    return {code: in_degrees(shape, factor) for code, shape in plane.items()}


def geojson(codes: Sequence[str]) -> dict[str, Any]:
    """These areas' boundaries as a FeatureCollection."""
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": mapping(outlines()[code])} for code in codes
    ]
    return {"type": "FeatureCollection", "features": features}


def bank() -> dict[str, Any]:
    """A strip of 120 m by 180 m over the border between 幸福 and 中庄, at its northern end."""
    border = outlines()[XINGFU].intersection(outlines()[ZHONGZHUANG])
    west, _south, east, north = border.bounds
    lng, lat = (west + east) / 2, north - 160 / _METRES_NORTH
    strip = shapely.box(
        lng - 60 / _METRES_EAST, lat - 90 / _METRES_NORTH, lng + 60 / _METRES_EAST, lat + 90 / _METRES_NORTH
    )
    return dict(mapping(strip.intersection(outlines()[STREET])))


def point_in(*codes: str) -> tuple[int, int]:
    """A point (lng, lat in 1e-7 degrees) well inside one area, or on the border that two areas share."""
    shapes = [outlines()[code] for code in codes]
    reach = 2 / _METRES_NORTH if len(codes) > 1 else 0.0
    spot = shapely.intersection_all([shape.buffer(reach) for shape in shapes]).representative_point()
    return round(spot.x * 10**7), round(spot.y * 10**7)


def _drawn() -> dict[str, Polygon]:
    """By code, in metres, before the street is given its exact size."""
    neighbour, street = _parts(_refined(_WHOLE), (31, 69), _EAST - 4, seed=1)
    west, middle, east = _parts(street, (180, 192, 180), _EAST + 6, seed=2)
    north, south = _parts(middle, (90, 102), _SOUTH + 6, seed=3)
    square, rest = _parts(west, (120, 60), _SOUTH - 5, seed=4)
    drawn = {NEIGHBOUR: neighbour, STREET: street}
    drawn |= {STATION_COMMUNITY: west, XINGFU: north, FUMIN: south, ZHONGZHUANG: east, SQUARE: square}
    drawn |= _named(NEIGHBOUR, ("001", "004", "005"), _parts(neighbour, (36, 30, 34), _EAST - 9, seed=5))
    drawn |= _named(STATION_COMMUNITY, ("002", "003", "004"), _parts(rest, (22, 18, 20), _EAST - 7, seed=6))
    drawn |= _named(XINGFU, ("001", "002", "003"), _parts(north, (29, 34, 27), _EAST + 8, seed=7))
    drawn |= _named(FUMIN, ("001", "002", "003"), _parts(south, (35, 31, 36), _EAST - 5, seed=8))
    return drawn | _zhongzhuang(east)


def _zhongzhuang(community: Polygon) -> dict[str, Polygon]:
    """Four large grids, two by two, with four, four, four and three small grids in them."""
    upper, lower = _parts(community, (49, 51), _SOUTH + 3, seed=9)
    large = [*_parts(upper, (52, 48), _EAST + 5, seed=10), *_parts(lower, (47, 53), _EAST - 3, seed=11)]
    drawn = _named(ZHONGZHUANG, ("001", "002", "003", "004"), large)
    for number, (shape, rows) in enumerate(zip(large, ((2, 2), (2, 2), (2, 2), (1, 2)), strict=True), start=1):
        strips = _parts(shape, rows if rows == (1, 2) else (47, 53), _SOUTH + 4 - 2 * number, seed=20 + number)
        small = [
            part
            for strip, count in zip(strips, rows, strict=True)
            for part in (_parts(strip, (52, 48), _EAST + 9 - 5 * number, seed=30 + number) if count == 2 else [strip])
        ]
        drawn |= _named(f"{ZHONGZHUANG}{number:03d}", [f"{order:02d}" for order in range(1, len(small) + 1)], small)
    return drawn


def _named(above: str, ends: Sequence[str], shapes: Sequence[Polygon]) -> dict[str, Polygon]:
    return {above + end: shape for end, shape in zip(ends, shapes, strict=True)}


def _parts(shape: Polygon, shares: Sequence[int], towards: float, *, seed: int) -> list[Polygon]:
    """Cut into parts with areas in these proportions, one after the other in the direction ``towards`` (degrees,
    counted from east to north)."""
    parts, rest, left = [], shape, sum(shares)
    for number, share in enumerate(shares[:-1]):
        part, rest = _cut(rest, share / left, towards, seed * 10 + number)
        parts.append(part)
        left -= share
    return [*parts, rest]


def _cut(shape: Polygon, share: float, towards: float, seed: int) -> tuple[Polygon, Polygon]:
    low, high, wanted = -_FAR, _FAR, shape.area * share
    for _round in range(48):
        middle = (low + high) / 2
        low, high = (middle, high) if shape.intersection(_side(middle, towards, seed)).area < wanted else (low, middle)
    side = _side(low, towards, seed)
    return cast("Polygon", shape.intersection(side)), cast("Polygon", shape.difference(side))


def _side(offset: float, towards: float, seed: int) -> Polygon:
    """Everything before a bent line that stands across the direction at ``offset`` metres."""
    across = np.arange(-4000.0, 4000.0, _BEND_EVERY)
    along = offset + 17 * np.sin(seed * 12.99 + across * 0.0171) + 9 * np.sin(seed * 78.23 + across * 0.0412)
    line = [(-_FAR, -_FAR), (offset, -_FAR), *zip(along, across, strict=True), (offset, _FAR), (-_FAR, _FAR)]
    angle = math.radians(towards)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return Polygon(np.array(line) @ turn)


def _refined(corners: Sequence[tuple[int, int]]) -> Polygon:
    """The ground with a bend on every side, as borders along roads and a river have."""
    points: list[tuple[float, float]] = []
    for number, ((x, y), (u, v)) in enumerate(zip(corners, [*corners[1:], corners[0]], strict=True)):
        away = 0.06 * math.sin(number * 2.4 + 1)
        points += [(x, y), ((x + u) / 2 - away * (v - y), (y + v) / 2 + away * (u - x))]
    return Polygon(points)


def in_degrees(shape: _Shape, factor: float = 1.0) -> _Shape:
    """From metres around the station."""
    scale = np.array([factor / _METRES_EAST, factor / _METRES_NORTH])
    return shapely.transform(shape, lambda points: points * scale + np.array(STATION))
