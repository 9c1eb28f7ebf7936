"""Lengths and areas on the WGS-84 ellipsoid, from shapes in degrees."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from xiuhuazhen.core.areas.rules.coordinates import Points

_RADIUS: Final = 6378137.0  # metres at the equator
_E2: Final = 0.00669437999014
_E: Final = _E2**0.5


def mercator(points: Points) -> Points:
    """Degrees to the Mercator plane of the ellipsoid, in metres at the equator.

    It keeps angles, so one factor (:func:`mercator_scale`) gives true lengths in every direction, and what is straight
    in it is straight on the web maps on which borders are drawn.
    """
    sine = np.sin(np.radians(points[:, 1]))
    north = _RADIUS * (np.arctanh(sine) - _E * np.arctanh(_E * sine))
    return np.column_stack([_RADIUS * np.radians(points[:, 0]), north])


def mercator_scale(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres of the Mercator plane in one true metre, at this latitude in degrees."""
    angle = np.radians(latitude)
    scale: NDArray[np.float64] = np.sqrt(1 - _E2 * np.sin(angle) ** 2) / np.cos(angle)
    return scale


def equal_area(points: Points) -> Points:
    """Degrees to the cylindrical equal-area plane of the ellipsoid, in metres."""
    sine = np.sin(np.radians(points[:, 1]))
    north = sine / (1 - _E2 * sine**2) + np.arctanh(_E * sine) / _E
    return np.column_stack([_RADIUS * np.radians(points[:, 0]), _RADIUS * (1 - _E2) / 2 * north])


def square_metres(shape: BaseGeometry) -> int:
    """Area on the ellipsoid. The plane keeps areas exactly; edges that are straight in it instead of geodesic make an
    error below 1e-6 for edges up to 1 km at the latitudes of China."""
    return round(shapely.transform(shape, equal_area).area)


def in_local_metres(shape: BaseGeometry) -> BaseGeometry:
    """The shape in true metres around its own middle; lengths are right to 1e-3 within 10 km."""
    scale = mercator_scale(np.array([shape.centroid.y]))[0]
    return shapely.transform(shape, lambda points: mercator(points) / scale)


def wider_than(shape: BaseGeometry, metres: float) -> bool:
    """Whether a disc of this diameter fits anywhere into the shape."""
    return not in_local_metres(shape).buffer(-metres / 2).is_empty
