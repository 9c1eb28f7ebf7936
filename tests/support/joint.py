"""A joint area in the streets of ``tests.support.street``."""

from tests.support.street import AT, BASIS, SINCE, SYSTEM, Street
from xiuhuazhen.core.areas.actions import agree_lead, create_area, set_boundary
from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level
from xiuhuazhen.core.areas.models import Area

CODE, NAME = "630102005900", "站前广场联管区"

ON_THE_LEAD_S_SIDE = (1_018_110_000, 366_060_000)
"""In it and in the second grid of 富民路; its other side is in the grid of 车站."""

ON_THE_OTHER_SIDE = (1_018_090_000, 366_060_000)


def joint_area(near: Street, *, lead: str = "community") -> Area:
    """A square over the border of 富民路 2 and 车站 1, which an area of the street leads; without a name, nobody."""
    place = {"code": CODE, "name": NAME, "level": Level.GRID, "kind": AreaKind.JOINT, "valid_from": SINCE}
    joint = create_area(parent=near.areas["street"], **place, basis=BASIS, by=SYSTEM, at=AT)
    west, south, east, north = 101.808, 36.6055, 101.812, 36.6065
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    drawn = {"type": "Polygon", "coordinates": [ring]}
    set_boundary(area=joint, geometry=drawn, crs=Crs.WGS84, basis=BASIS, by=SYSTEM, at=AT)
    if lead:
        agree_lead(joint=joint, lead=near.areas[lead], on=SINCE, basis=BASIS, by=SYSTEM, at=AT)
    return joint
