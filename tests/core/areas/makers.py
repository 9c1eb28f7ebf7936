"""Places and outlines for the tests of areas. Coordinates are WGS-84 around 101.80 E, 36.60 N."""

from datetime import UTC, date, datetime
from typing import Any

from xiuhuazhen.core.areas import actions
from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.actors import Actor

BY = Actor(key="person:test", name="测试员")
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BASIS = "区划图第3号"


def created(
    parent: Area | None,
    code: str,
    name: str,
    level: Level,
    *,
    kind: AreaKind = AreaKind.GENERAL,
    valid_from: date | None = None,
) -> Area:
    given = {"code": code, "name": name, "level": level, "kind": kind, "valid_from": valid_from}
    return actions.create_area(parent=parent, **given, basis=BASIS, by=BY, at=AT)


def street_with_two_communities() -> tuple[Area, Area, Area]:
    street = created(None, "630102005", "火车站街道", Level.STREET)
    west = created(street, "630102005001", "车站社区居民委员会", Level.COMMUNITY)
    east = created(street, "630102005002", "中庄社区居民委员会", Level.COMMUNITY)
    return street, west, east


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


STREET_BOX = box(101.80, 36.60, 101.82, 36.61)
WEST_BOX = box(101.80, 36.60, 101.81, 36.61)
EAST_BOX = box(101.81, 36.60, 101.82, 36.61)


def collection(**geometries: dict[str, Any]) -> dict[str, Any]:
    """A FeatureCollection; a keyword is ``c`` and the code."""
    features = [
        {"type": "Feature", "properties": {"code": code.removeprefix("c")}, "geometry": geometry}
        for code, geometry in geometries.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def drawn(
    *, crs: Crs = Crs.WGS84, at: datetime = AT, basis: str = BASIS, **geometries: dict[str, Any]
) -> actions.BoundaryCount:
    return actions.import_boundaries(geojson=collection(**geometries), crs=crs, basis=basis, by=BY, at=at)


def drawn_street() -> tuple[Area, Area, Area]:
    places = street_with_two_communities()
    drawn(c630102005=STREET_BOX, c630102005001=WEST_BOX, c630102005002=EAST_BOX)
    return places


def day(text: str) -> date:
    return date.fromisoformat(text)
