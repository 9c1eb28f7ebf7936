"""GET /areas/locate: public, and says no more than names of places."""

import json

import pytest
from django.test import RequestFactory

from tests.core.areas.makers import drawn_street
from xiuhuazhen.core.areas.api import locate_point, router
from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.schemas import PointQuery
from xiuhuazhen.core.kit.errors import InvalidInput

pytestmark = pytest.mark.django_db


def located(lng, lat, crs=Crs.WGS84):
    answer = locate_point(RequestFactory().get("/areas/locate"), PointQuery(lng=lng, lat=lat, crs=crs))
    return json.loads(answer.model_dump_json())


def test_a_point_gets_its_area():
    """Code, name, level, distance and whether it lies inside."""
    _street, west, _east = drawn_street()
    assert located(101.805, 36.605) == {
        "candidates": [
            {
                "id": str(west.pk),
                "code": "630102005001",
                "name": "车站社区居民委员会",
                "level": "community",
                "distance_m": 0,
                "inside": True,
            }
        ]
    }


def test_a_border_offers_both():
    """A person chooses."""
    drawn_street()
    codes = {candidate["code"] for candidate in located(101.81, 36.605)["candidates"]}
    assert codes == {"630102005001", "630102005002"}


def test_a_point_of_another_map_is_turned_first():
    """The same numbers read as GCJ-02 lie some 500 m to the west: 101.8005 E is then outside."""
    drawn_street()
    assert len(located(101.8005, 36.605)["candidates"]) == 1
    assert located(101.8005, 36.605, Crs.GCJ02) == {"candidates": []}


def test_a_point_far_away_gets_an_empty_answer():
    """It is no fault to be elsewhere."""
    drawn_street()
    assert located(0, 0) == {"candidates": []}


@pytest.mark.parametrize(
    ("lng", "lat", "fields"),
    [(36.6, 101.8, {"lat"}), (181, 91, {"lng", "lat"}), (float("nan"), 36.6, {"lng"}), (101.8, float("inf"), {"lat"})],
)
def test_what_is_no_position_is_refused(lng, lat, fields):
    """Field by field, before anything is asked of the index."""
    with pytest.raises(InvalidInput) as refusal:
        located(lng, lat)
    assert set(refusal.value.fields) == fields


def test_the_route_is_open_to_all():
    """A resident who reports without signing in needs it; the path is what other programs rely on."""
    operation = router.path_operations["/areas/locate"].operations[0]
    assert operation.methods == ["GET"]
    assert operation.auth_param is None
