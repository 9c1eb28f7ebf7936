"""What lies under the demonstration's map: a river, two rails, a park and roads along the borders of grids. Invented,
as the boundaries are."""

from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import LineString, Point, mapping
from shapely.geometry.base import BaseGeometry

from xiuhuazhen.web.demo.ground import in_degrees, outlines

_RIVER: Final = ((-3400, -700), (-2400, -830), (-900, -900), (600, -910), (1400, -850), (2200, -800), (3400, -600))
"""Metres east and north of the station, along the southern edge of the street."""
_RIVER_WIDTH, _PARK_RADIUS = 64.0, 120.0
_PARK: Final = (1650, -330)


def quiet_ground() -> dict[str, Any]:
    """GeoJSON in degrees of WGS-84."""
    return {
        "type": "FeatureCollection",
        "features": [
            _feature("water", in_degrees(LineString(_RIVER).buffer(_RIVER_WIDTH / 2, quad_segs=4))),
            _feature("green", in_degrees(Point(_PARK).buffer(_PARK_RADIUS, quad_segs=6))),
            _feature("road", shapely.union_all([shape.boundary for shape in outlines().values()])),
            *(_feature("rail", in_degrees(_rail(north))) for north in (118.0, 132.0)),
        ],
    }


def _rail(north: float) -> LineString:
    along = np.arange(-3400.0, 3401.0, 200.0)
    return LineString(np.column_stack([along, north + 60 * np.sin(along / 1400)]))


def _feature(kind: str, shape: BaseGeometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind}, "geometry": mapping(shapely.set_precision(shape, 1e-6))}
