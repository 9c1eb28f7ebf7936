"""What of the boundaries is drawn in a part of the map: everything that touches it, no level that would be a blur."""

from uuid import UUID

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.core.areas.makers import box, drawn, drawn_street
from xiuhuazhen.core.areas import index
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.rules import sights as rules
from xiuhuazhen.core.areas.rules.location import Place
from xiuhuazhen.core.areas.rules.sights import Sights

FINE = 1e-9
COLUMNS = 6
"""The street is cut into as many communities, and each of them into as many grids."""


def place(number, level, name, path):
    return Place(UUID(int=number), name, name, level, path)


def cut_up():
    """A street of one degree, communities as columns, grids as squares in them."""
    places, shapes = [place(1, Level.STREET, "0", "0/")], [shapely.box(0, 0, 1, 1)]
    for column in range(COLUMNS):
        west, east = column / COLUMNS, (column + 1) / COLUMNS
        places.append(place(10 + column, Level.COMMUNITY, f"0{column}", f"0/{column}/"))
        shapes.append(shapely.box(west, 0, east, 1))
        for row in range(COLUMNS):
            places.append(place(100 + 10 * column + row, Level.GRID, f"0{column}{row}", f"0/{column}/{row}/"))
            shapes.append(shapely.box(west, row / COLUMNS, east, (row + 1) / COLUMNS))
    return Sights(places, shapes), list(zip(places, shapes, strict=True))


@pytest.fixture
def few(monkeypatch):
    """Room for ten of a level."""
    monkeypatch.setattr(rules, "MOST_OF_A_LEVEL", 10)


edges = st.floats(-0.2, 1.2)


@given(st.tuples(edges, edges), st.tuples(edges, edges))
def test_all_that_touches_is_seen_and_nothing_else(across, up):
    (west, east), (south, north) = sorted(across), sorted(up)
    sights, everything = cut_up()
    touching = [each.code for each, shape in everything if shape.intersects(shapely.box(west, south, east, north))]
    seen = sights.seen((west, south, east, north), finest=FINE)
    assert [each.place.code for each in seen] == sorted(touching)
    told = [each.place.path for each in seen]
    assert [each.whole for each in seen] == [
        any(path != each.place.path and path.startswith(each.place.path) for path in told) for each in seen
    ]


def test_from_afar_grids_are_left_out_and_near_by_they_are_there(few):
    sights, _everything = cut_up()
    afar = sights.seen((0, 0, 1, 1), finest=FINE)
    assert {each.place.level for each in afar} == {Level.STREET, Level.COMMUNITY}
    assert [each.place.code for each in afar if each.whole] == ["0"]
    near = sights.seen((0.01, 0.01, 0.1, 0.1), finest=FINE)
    assert [(each.place.code, each.whole) for each in near] == [("0", True), ("00", True), ("000", False)]


def test_where_every_level_is_a_blur_the_highest_is_drawn(monkeypatch):
    monkeypatch.setattr(rules, "MOST_OF_A_LEVEL", 0)
    assert [each.place.code for each in cut_up()[0].seen((0, 0, 1, 1), finest=FINE)] == ["0"]


def test_what_cannot_be_seen_is_left_out_of_a_shape():
    """From afar a bay of a hundredth of a degree is no bay."""
    bay = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0.51, 1), (0.5, 0.99), (0.49, 1), (0, 1)])
    sights = Sights([place(1, Level.STREET, "0", "0/")], [bay])
    assert [len(sights.seen((0, 0, 1, 1), finest=finest)[0].shape.exterior.coords) for finest in (FINE, 0.1)] == [8, 5]


def test_where_a_place_lies():
    sights, _everything = cut_up()
    assert sights.extent("0/1/") == pytest.approx((1 / COLUMNS, 0, 2 / COLUMNS, 1))
    assert sights.extent("9/") is None


@pytest.mark.django_db
def test_a_changed_boundary_is_drawn_at_once():
    street, _west, _east = drawn_street()
    assert index.sights().extent(street.path) == pytest.approx((101.80, 36.60, 101.82, 36.61))
    wider = {"c630102005": box(101.80, 36.60, 101.83, 36.61), "c630102005002": box(101.81, 36.60, 101.83, 36.61)}
    drawn(**wider)
    assert index.sights().extent(street.path) == pytest.approx((101.80, 36.60, 101.83, 36.61))
