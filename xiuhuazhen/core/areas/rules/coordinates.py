"""Positions from the maps in use in China, turned into WGS-84.

GCJ-02 ("Mars coordinates": Amap, Tencent and other Chinese maps) and BD-09 (Baidu) move a point by a known function of
its place, up to about 700 m and 1.2 km. The function has no closed inverse: we iterate until the step is far below a
millimetre. CGCS2000 and WGS-84 differ by centimetres, less than any position that arrives here is good for.
Points outside the rectangle of China are not moved by those maps, and not by us.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xiuhuazhen.core.areas.choices import Crs

Points = NDArray[np.float64]
"""Rows of longitude and latitude in degrees."""

E7: Final = 10_000_000
"""Stored positions are whole numbers of 1e-7 degree (about 1 cm)."""

_SEMI_MAJOR, _ECCENTRICITY_SQUARED = 6378245.0, 0.00669342162296594323  # Krasovsky 1940, as GCJ-02 has it
_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271  # where GCJ-02 moves points
_ROUNDS: Final = 12  # each round leaves about a thousandth of the error


def to_wgs84(points: Points, crs: Crs) -> Points:
    if crs == Crs.GCJ02:
        return _undo(_to_gcj02, points)
    if crs == Crs.BD09:
        return _undo(_to_gcj02, _undo(_to_bd09, points))
    return points


def from_wgs84(points: Points, crs: Crs) -> Points:
    if crs == Crs.GCJ02:
        return _to_gcj02(points)
    if crs == Crs.BD09:
        return _to_bd09(_to_gcj02(points))
    return points


def point_e7(lng: float, lat: float, crs: Crs) -> tuple[int, int]:
    """One point in WGS-84, as whole numbers of 1e-7 degree."""
    ((x, y),) = to_wgs84(np.array([[lng, lat]], dtype=np.float64), crs)
    return round(x * E7), round(y * E7)


def in_china(points: Points) -> NDArray[np.bool_]:
    """Whether each point lies in the rectangle in which Chinese maps move points."""
    lng, lat = points[:, 0], points[:, 1]
    inside: NDArray[np.bool_] = (lng >= _WEST) & (lng <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return inside


def _undo(forward: Callable[[Points], Points], points: Points) -> Points:
    found = points
    for _ in range(_ROUNDS):
        found = points - (forward(found) - found)
    return np.where(in_china(points)[:, np.newaxis], found, points)


def _to_gcj02(points: Points) -> Points:
    return np.where(in_china(points)[:, np.newaxis], points + _gcj02_shift(points), points)


def _gcj02_shift(points: Points) -> Points:
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    shared = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += (shared + _waves(x, 20, 40, 150, 300)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += (shared + _waves(y, 20, 40, 160, 320)) * 2 / 3
    latitude = np.radians(points[:, 1])
    flat = 1 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    meridian = _SEMI_MAJOR * (1 - _ECCENTRICITY_SQUARED) / flat**1.5
    parallel = _SEMI_MAJOR / np.sqrt(flat) * np.cos(latitude)
    return np.degrees(np.column_stack([east / parallel, north / meridian]))


def _waves(t: NDArray[np.float64], first: int, third: int, twelfth: int, thirtieth: int) -> NDArray[np.float64]:
    short = first * np.sin(np.pi * t) + third * np.sin(np.pi * t / 3)
    long = twelfth * np.sin(np.pi * t / 12) + thirtieth * np.sin(np.pi * t / 30)
    total: NDArray[np.float64] = short + long
    return total


def _to_bd09(points: Points) -> Points:
    turn = np.pi * 3000 / 180
    x, y = points[:, 0], points[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * turn)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * turn)
    moved = np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])
    return np.where(in_china(points)[:, np.newaxis], moved, points)
