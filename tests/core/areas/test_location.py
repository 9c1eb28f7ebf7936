"""Which areas a point lies in: borders, depth, and agreement with a slow and simple twin."""

import itertools
import math
from uuid import UUID

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhuazhen.core.areas.rules.location import BORDER_TOLERANCE_M, BoundaryIndex, Place, choose_unattended

METRE_NORTH = 1e7 / 110_973.0
"""1e-7 degrees of latitude in a metre at 36.6 N."""
METRE_EAST = 1e7 / 89_489.0


def place(code, level, above=""):
    area_id = UUID(int=int(code))
    return Place(area_id, code, f"地方{code}", level, f"{above}{area_id}/")


def square(west, south, east, north):
    return shapely.box(west, south, east, north)


def two_communities():
    places = [place("1", 5), place("2", 5)]
    return BoundaryIndex(places, [square(101.80, 36.60, 101.81, 36.61), square(101.81, 36.60, 101.82, 36.61)])


def found(index, lng_e7, lat_e7):
    return [(each.code, each.distance_m, each.inside) for each in index.locate(round(lng_e7), round(lat_e7))]


@pytest.mark.parametrize(
    ("metres_east", "expected"),
    [
        (-100, [("1", 0, True)]),
        (-31, [("1", 0, True)]),
        (-29, [("1", 0, True), ("2", 29, False)]),
        (5, [("2", 0, True), ("1", 5, False)]),
        (29, [("2", 0, True), ("1", 29, False)]),
        (31, [("2", 0, True)]),
    ],
)
def test_near_a_border_both_sides_are_offered(metres_east, expected):
    """Up to 30 m on either side of the border; the area around the point comes first."""
    assert found(two_communities(), 1018100000 + metres_east * METRE_EAST, 366050000) == expected


def test_on_the_border_both_are_offered_without_distance():
    """Whichever the arithmetic calls inside."""
    candidates = two_communities().locate(1018100000, 366050000)
    assert {(each.code, each.distance_m) for each in candidates} == {("1", 0), ("2", 0)}


def test_unattended_the_lowest_code_wins():
    """Even when the point lies just inside the other one: the same point always goes to the same place."""
    candidates = two_communities().locate(round(1018100000 + 5 * METRE_EAST), 366050000)
    assert candidates[0].code == "2"
    assert choose_unattended(candidates).code == "1"
    assert choose_unattended(()) is None


def test_outside_everything_there_is_no_candidate():
    """Beyond 30 m of the outer border; within it the area is offered as one that lies near."""
    index = two_communities()
    assert found(index, 1018050000, 366000000 - 31 * METRE_NORTH) == []
    assert found(index, 1018050000, 366000000 - 29 * METRE_NORTH) == [("1", 29, False)]


def test_the_deepest_area_that_holds_the_point_is_offered():
    """The grid, not the community or street around it; where no grid is drawn, the community."""
    street, community = place("1", 4), place("11", 5, f"{UUID(int=1)}/")
    grid = place("111", 6, community.path)
    outlines = [
        square(101.8, 36.6, 101.82, 36.61),
        square(101.8, 36.6, 101.81, 36.61),
        square(101.8, 36.6, 101.805, 36.61),
    ]
    index = BoundaryIndex([street, community, grid], outlines)
    assert [each.code for each in index.locate(1018020000, 366050000)] == ["111"]
    assert [each.code for each in index.locate(1018080000, 366050000)] == ["11"]
    assert [each.code for each in index.locate(1018150000, 366050000)] == ["1"]


def test_beside_a_grid_the_community_around_the_point_is_offered_too():
    """A grid 20 m away tells less than the community that holds the point."""
    community = place("11", 5)
    index = BoundaryIndex(
        [community, place("111", 6, community.path)],
        [square(101.8, 36.6, 101.81, 36.61), square(101.8, 36.6, 101.805, 36.61)],
    )
    assert found(index, 1018050000 + 20 * METRE_EAST, 366050000) == [("11", 0, True), ("111", 20, False)]


def test_an_index_of_nothing_finds_nothing():
    """Before any boundary is drawn."""
    index = BoundaryIndex([], [])
    assert index.locate(1018050000, 366050000) == ()
    assert index.locate_many(np.array([[1018050000, 366050000]])).tolist() == [None]


def test_no_points_are_placed_nowhere():
    """An empty batch is no fault."""
    assert two_communities().locate_many(np.empty((0, 2), dtype=np.int64)).tolist() == []


# The twin: integers and school geometry, one place after the other. It shares no code with the index.

RING_COORDINATE = st.integers(min_value=0, max_value=12)
UNIT = 1500
"""1e-7 degrees: 13 to 17 m, so that many points fall near borders."""
ORIGIN = (1018000000, 366000000)


def metres_from(point, corner):
    return (corner[0] - point[0]) / METRE_EAST, (corner[1] - point[1]) / METRE_NORTH


def distance_to_edge(a, b):
    """From the origin to the segment between two points in metres."""
    along = (b[0] - a[0], b[1] - a[1])
    length = along[0] ** 2 + along[1] ** 2
    t = min(1.0, max(0.0, -(a[0] * along[0] + a[1] * along[1]) / length))
    return math.hypot(a[0] + t * along[0], a[1] + t * along[1])


def twin_inside(point, ring):
    """Crossings of a ray to the east, in exact integers."""
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > point[1]) != (y2 > point[1]):
            side = (x2 - x1) * (point[1] - y1) - (point[0] - x1) * (y2 - y1)
            inside ^= (side > 0) == (y2 > y1)
    return inside


def twin_distance(point, ring):
    corners = [metres_from(point, corner) for corner in ring]
    return min(distance_to_edge(a, b) for a, b in itertools.pairwise(corners))


def twin_locate(point, places, rings):
    """Candidates as pairs of code and inside."""
    near = {}
    for each, ring in zip(places, rings, strict=True):
        inside = twin_inside(point, ring)
        if inside or twin_distance(point, ring) <= BORDER_TOLERANCE_M:
            near[each.path] = (each.code, inside)
    kept = set()
    for path, (code, inside) in near.items():
        parts = [other for key, other in near.items() if key != path and key.startswith(path)]
        if not any(part_inside or not inside for _code, part_inside in parts):
            kept.add((code, inside))
    return kept


@st.composite
def rings(draw):
    """A box or a triangle on a coarse lattice, closed, in 1e-7 degrees."""
    west, south = draw(RING_COORDINATE), draw(RING_COORDINATE)
    east, north = west + draw(st.integers(1, 12)), south + draw(st.integers(1, 12))
    corners = [(west, south), (east, south), (east, north), (west, north)]
    del corners[draw(st.integers(0, 4)) : 4 if draw(st.booleans()) else 0]
    if len(corners) < 3:
        corners = [(west, south), (east, south), (east, north)]
    return [(ORIGIN[0] + x * UNIT, ORIGIN[1] + y * UNIT) for x, y in [*corners, corners[0]]]


@st.composite
def worlds(draw):
    """Up to six places, each below an earlier one or at the top, with any outline: drawings need not be tidy."""
    drawn = draw(st.lists(rings(), min_size=1, max_size=6))
    places = []
    for number in range(len(drawn)):
        above = draw(st.sampled_from(["", *(each.path for each in places)]))
        places.append(place(str(number + 1), 5, above))
    return places, drawn


def too_close_to_call(point, ring):
    """On a border, or at 30 m from it to the hand's breadth: floating arithmetic may say either."""
    distance = twin_distance(point, ring)
    return distance < 0.02 or abs(distance - BORDER_TOLERANCE_M) < 0.1


@settings(max_examples=200)
@given(world=worlds(), x=st.integers(-4 * UNIT, 28 * UNIT), y=st.integers(-4 * UNIT, 28 * UNIT))
def test_the_index_agrees_with_the_twin(world, x, y):
    """One point, many points and the twin say the same, wherever the answer does not hang on a centimetre."""
    places, outlines = world
    point = (ORIGIN[0] + x, ORIGIN[1] + y)
    index = BoundaryIndex(places, [shapely.Polygon(np.array(ring) / 1e7) for ring in outlines])
    candidates = index.locate(*point)
    chosen = choose_unattended(candidates)
    many = index.locate_many(np.array([point] * 7))
    assert many.tolist() == [chosen.area_id if chosen else None] * 7
    if not any(too_close_to_call(point, ring) for ring in outlines):
        assert {(each.code, each.inside) for each in candidates} == twin_locate(point, places, outlines)
