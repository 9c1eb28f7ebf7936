"""GCJ-02, BD-09 and CGCS2000 to WGS-84.

Known pairs are public ones, used by several open implementations of the same published functions.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.rules import coordinates as subject
from xiuhuazhen.core.areas.rules.measures import mercator, mercator_scale

WGS84_TO_GCJ02 = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
GCJ02_TO_BD09 = [((116.404, 39.915), (116.41036949371029, 39.92133699351021))]


def one(point):
    return np.array([point], dtype=np.float64)


def metres(a, b):
    """Distance in metres of two near points in degrees."""
    step = mercator(one(a)) - mercator(one(b))
    return float(np.hypot(*step[0]) / mercator_scale(np.array([a[1]]))[0])


@pytest.mark.parametrize(("wgs", "gcj"), WGS84_TO_GCJ02)
def test_gcj02_of_known_points(wgs, gcj):
    """The forward function gives the published numbers to a nanometre's worth of degrees."""
    assert subject.from_wgs84(one(wgs), Crs.GCJ02)[0] == pytest.approx(gcj, abs=1e-9)


@pytest.mark.parametrize(("wgs", "gcj"), WGS84_TO_GCJ02)
def test_gcj02_is_undone_to_better_than_half_a_metre(wgs, gcj):
    """Known pairs backwards; the iteration leaves less than a millimetre, far below the required half metre."""
    assert metres(subject.to_wgs84(one(gcj), Crs.GCJ02)[0], wgs) < 0.001


@pytest.mark.parametrize(("gcj", "bd"), GCJ02_TO_BD09)
def test_bd09_of_a_known_point(gcj, bd):
    """BD-09 lies on top of GCJ-02; undone it gives the WGS-84 point of that GCJ-02 point."""
    wgs = subject.to_wgs84(one(gcj), Crs.GCJ02)
    assert subject.from_wgs84(wgs, Crs.BD09)[0] == pytest.approx(bd, abs=1e-9)
    assert metres(subject.to_wgs84(one(bd), Crs.BD09)[0], wgs[0]) < 0.001


@given(
    lng=st.floats(min_value=73.5, max_value=135.0),
    lat=st.floats(min_value=18.0, max_value=53.5),
    crs=st.sampled_from(list(Crs)),
)
def test_there_and_back_in_all_of_china(lng, lat, crs):
    """A point that goes to a map's coordinates and back stays within a centimetre, anywhere in China."""
    there = subject.from_wgs84(one((lng, lat)), crs)
    assert metres(subject.to_wgs84(there, crs)[0], (lng, lat)) < 0.01


@pytest.mark.parametrize("crs", [Crs.WGS84, Crs.CGCS2000])
def test_wgs84_and_cgcs2000_stay_as_they_are(crs):
    """The two differ by centimetres: nothing at our precision."""
    assert subject.point_e7(101.8123456, 36.6123456, crs) == (1018123456, 366123456)


@pytest.mark.parametrize("crs", list(Crs))
@pytest.mark.parametrize("point", [(0.0, 0.0), (139.7, 35.7), (-73.9, 40.7), (101.8, -36.6)])
def test_points_outside_china_are_not_moved(crs, point):
    """The maps leave them alone, and so do we."""
    assert tuple(subject.to_wgs84(one(point), crs)[0]) == point
    assert tuple(subject.from_wgs84(one(point), crs)[0]) == point


def test_a_position_is_kept_in_whole_ten_millionths_of_a_degree():
    """A GCJ-02 point of Beijing, in WGS-84 and whole numbers."""
    assert subject.point_e7(116.41024449916938, 39.91640428150164, Crs.GCJ02) == (1164040000, 399150000)
