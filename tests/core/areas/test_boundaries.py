"""Drawing boundaries: what is refused, what is kept, from when it holds."""

import json
from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
import shapely
from django.core.management import CommandError, call_command

from tests.core.areas.makers import (
    AT,
    BASIS,
    BY,
    EAST_BOX,
    STREET_BOX,
    WEST_BOX,
    box,
    collection,
    created,
    day,
    drawn,
    drawn_street,
    street_with_two_communities,
)
from xiuhuazhen.core.areas import actions, queries
from xiuhuazhen.core.areas.actions import BoundaryCount
from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level
from xiuhuazhen.core.areas.errors import BoundariesRefused, LaterHistory
from xiuhuazhen.core.areas.models import Area, Boundary, ReferenceVersion
from xiuhuazhen.core.areas.rules.coordinates import from_wgs84
from xiuhuazhen.core.audit.models import AuditRow

pytestmark = pytest.mark.django_db

WEST_CODE, EAST_CODE, STREET_CODE = "630102005001", "630102005002", "630102005"


def ring(*points):
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


def kinds(geojson, crs=Crs.WGS84):
    """What the import is refused for: (kind, code) of each fault. Nothing may be stored."""
    before = list(Boundary.objects.order_by("pk").values_list("pk", "valid_to"))
    history = AuditRow.objects.count()
    with pytest.raises(BoundariesRefused) as refusal:
        actions.import_boundaries(geojson=geojson, crs=crs, basis=BASIS, by=BY, at=AT + timedelta(days=1))
    assert list(Boundary.objects.order_by("pk").values_list("pk", "valid_to")) == before
    assert AuditRow.objects.count() == history
    return [(fault["kind"], fault["code"]) for fault in refusal.value.extra["faults"]]


def test_boundaries_are_stored_in_wgs84_with_their_area():
    """The box is 0.01 degree wide and high at 36.6 N: 894.9 m by 1,109.7 m (to the metre)."""
    _street, west, _east = drawn_street()
    boundary = Boundary.objects.get(area=west)
    assert shapely.from_wkb(bytes(boundary.wkb)).equals(shapely.geometry.shape(WEST_BOX))
    assert boundary.square_metres == pytest.approx(894.9 * 1109.7, rel=1e-3)
    assert (boundary.valid_from, boundary.valid_to) == (day("2026-11-23"), None)
    assert (boundary.basis, boundary.source_crs) == (BASIS, Crs.WGS84)


def test_square_metres_are_true_on_the_ellipsoid():
    """A zone of one degree of longitude between 36 and 37 N has 9,970.0 km² (closed formula of the ellipsoid's zone,
    computed here by summing thin strips)."""
    created(None, "630102005", "火车站街道", Level.STREET)
    drawn(c630102005=box(101, 36, 102, 37))
    a, e2 = 6378137.0, 0.00669437999014
    middles = np.radians(36 + (np.arange(100_000) + 0.5) / 100_000)
    flat = 1 - e2 * np.sin(middles) ** 2
    strips = np.radians(1) * a * np.cos(middles) / np.sqrt(flat) * a * (1 - e2) / flat**1.5 * np.radians(1) / 100_000
    assert Boundary.objects.get().square_metres == pytest.approx(float(strips.sum()), rel=1e-9)


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09, Crs.CGCS2000])
def test_a_boundary_from_another_map_is_turned_into_wgs84(crs):
    """The corners come back to within 1e-7 degree, and shared borders stay shared."""
    street_with_two_communities()

    def moved(geometry):
        points = from_wgs84(np.array(geometry["coordinates"][0], dtype=np.float64), crs)
        return {"type": "Polygon", "coordinates": [points.tolist()]}

    boxes = {"c630102005": STREET_BOX, "c630102005001": WEST_BOX, "c630102005002": EAST_BOX}
    drawn(crs=crs, **{code: moved(geometry) for code, geometry in boxes.items()})
    boundary = Boundary.objects.get(area__code=WEST_CODE)
    corners = shapely.get_coordinates(shapely.from_wkb(bytes(boundary.wkb)).normalize())
    expected = shapely.get_coordinates(shapely.geometry.shape(WEST_BOX).normalize())
    assert np.abs(corners - expected).max() <= 1.5e-7
    assert boundary.source_crs == crs


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (None, "not_a_polygon"),
        ({"type": "Point", "coordinates": [101.8, 36.6]}, "not_a_polygon"),
        ({"type": "Polygon", "coordinates": []}, "not_a_polygon"),
        ({"type": "Polygon", "coordinates": 7}, "not_a_polygon"),
        (ring((101.80, 36.60), (101.81, 36.60), (101.80, 36.60)), "ring_too_short"),
        (ring((101.80, 36.60), (101.81, 36.60), (101.81, 36.61), (101.80, 36.61)), "ring_open"),
        (ring((101.80, 36.60), (101.81, "x"), (101.81, 36.61), (101.80, 36.60)), "bad_position"),
        (ring((101.80, 36.60), (float("nan"), 36.60), (101.81, 36.61), (101.80, 36.60)), "bad_position"),
        (ring((101.80, 36.60), (101.81,), (101.81, 36.61), (101.80, 36.60)), "bad_position"),
        (box(36.60, 101.80, 36.61, 101.81), "swapped"),
        (box(36.60, 81.80, 36.61, 81.81), "swapped"),
        (box(10.0, 50.0, 11.0, 51.0), "out_of_range"),
        (box(101.8, 36.6, 401.8, 36.7), "out_of_range"),
        (
            ring((101.80, 36.60), (101.81, 36.61), (101.81, 36.60), (101.80, 36.61), (101.80, 36.60)),
            "self_intersection",
        ),
    ],
)
def test_a_bad_drawing_is_refused_by_name(geometry, kind):
    """The fault has a stable name and the code of the area."""
    street_with_two_communities()
    assert kinds(collection(c630102005001=geometry)) == [(kind, WEST_CODE)]


def test_codes_that_are_missing_unknown_or_there_twice_are_refused():
    """All at once."""
    street_with_two_communities()
    geojson = collection(c630102005001=WEST_BOX, c630102005009=EAST_BOX)
    geojson["features"] += [
        {"type": "Feature", "properties": {"code": 630102005001}, "geometry": WEST_BOX},
        {"type": "Feature", "properties": None, "geometry": WEST_BOX},
    ]
    assert kinds(geojson) == [("repeated", WEST_CODE), ("no_code", ""), ("unknown_code", "630102005009")]


@pytest.mark.parametrize("geojson", [{}, [], {"type": "Feature"}, {"type": "FeatureCollection", "features": {}}])
def test_what_is_no_collection_is_refused(geojson):
    """With a sentence, not a fault of the server."""
    with pytest.raises(BoundariesRefused):
        actions.import_boundaries(geojson=geojson, crs=Crs.WGS84, basis=BASIS, by=BY, at=AT)


def test_siblings_must_not_overlap():
    """The sentence names both, the size and a place; 0.001 degree of longitude by 0.01 of latitude is 99,285 m²."""
    street_with_two_communities()
    geojson = collection(c630102005001=box(101.80, 36.60, 101.811, 36.61), c630102005002=EAST_BOX)
    assert kinds(geojson) == [("overlap", WEST_CODE)]
    with pytest.raises(BoundariesRefused) as refusal:
        actions.import_boundaries(geojson=geojson, crs=Crs.WGS84, basis=BASIS, by=BY, at=AT)
    sentence = refusal.value.fields[WEST_CODE]
    assert EAST_CODE in sentence
    assert "101.81050, 36.60500" in sentence
    assert "约 99,300 平方米" in sentence


def test_an_overlap_with_a_sibling_that_is_already_drawn_is_seen():
    """Not only within the file."""
    drawn_street()
    assert ("overlap", WEST_CODE) in kinds(collection(c630102005001=box(101.80, 36.60, 101.811, 36.61)))


def test_parts_must_fill_the_parent_once_all_of_them_are_drawn():
    """One of two parts alone is no gap yet; with the second there is one."""
    street_with_two_communities()
    drawn(c630102005=STREET_BOX, c630102005001=WEST_BOX)
    assert kinds(collection(c630102005002=box(101.81, 36.60, 101.819, 36.61))) == [("gap", STREET_CODE)]


def test_a_part_must_stay_inside_the_parent():
    """Both when the part grows and when the parent shrinks."""
    drawn_street()
    assert kinds(collection(c630102005002=box(101.81, 36.60, 101.821, 36.61))) == [("outside_parent", EAST_CODE)]
    shrunk = box(101.80, 36.60, 101.819, 36.61)
    assert kinds(collection(c630102005=shrunk)) == [("outside_parent", EAST_CODE)]


def test_slivers_narrower_than_half_a_metre_are_no_faults():
    """Borders drawn twice by hand: 0.000003 degree is 27 cm here."""
    street_with_two_communities()
    nearly = box(101.80, 36.60, 101.810003, 36.61)
    count = drawn(c630102005=STREET_BOX, c630102005001=nearly, c630102005002=EAST_BOX)
    assert count == BoundaryCount(drawn=3, unchanged=0)


def test_a_shared_border_moves_in_both_at_once():
    """One alone would leave an overlap or a gap; both together are taken."""
    drawn_street()
    moved = {"c630102005001": box(101.80, 36.60, 101.811, 36.61), "c630102005002": box(101.811, 36.60, 101.82, 36.61)}
    assert drawn(at=AT + timedelta(days=1), **moved) == BoundaryCount(drawn=2, unchanged=0)


def test_a_joint_area_lies_over_the_others_and_stays_inside():
    """The square of a station belongs to two communities; it may not leave the street."""
    street, *_ = drawn_street()
    created(street, "630102005901", "站前广场联管区", Level.GRID, kind=AreaKind.JOINT)
    assert drawn(c630102005901=box(101.809, 36.604, 101.811, 36.606)).drawn == 1
    assert kinds(collection(c630102005901=box(101.809, 36.609, 101.811, 36.611))) == [
        ("outside_parent", "630102005901")
    ]


def test_a_dedicated_grid_directly_below_a_street_lies_over_communities():
    """It is no community, so it neither overlaps them nor has to fill the street."""
    street, *_ = drawn_street()
    created(street, "630102005902", "火车站专属网格", Level.GRID, kind=AreaKind.DEDICATED)
    assert drawn(c630102005902=box(101.809, 36.604, 101.811, 36.606)).drawn == 1


def test_the_earlier_boundary_ends_on_the_day_of_the_new_one():
    """History stays: what held on a day can be asked."""
    _street, west, _east = street_with_two_communities()
    drawn(c630102005001=WEST_BOX)
    smaller = box(101.80, 36.60, 101.805, 36.61)
    actions.set_boundary(
        area=west, geometry=smaller, crs=Crs.WGS84, basis="区划图第4号", by=BY, at=AT + timedelta(days=9)
    )
    assert set(west.boundaries.values_list("valid_from", "valid_to", "basis")) == {
        (day("2026-11-23"), day("2026-12-02"), BASIS),
        (day("2026-12-02"), None, "区划图第4号"),
    }
    row = AuditRow.objects.get(action="areas.boundary.set")
    assert (row.subject_id, row.area_code, row.reason) == (str(west.pk), WEST_CODE, "区划图第4号")


def test_drawn_twice_on_one_day_the_later_drawing_stands():
    """No period of no length is left."""
    _street, west, _east = street_with_two_communities()
    drawn(c630102005001=WEST_BOX)
    drawn(at=AT + timedelta(hours=1), c630102005001=box(101.80, 36.60, 101.805, 36.61))
    boundary = west.boundaries.get()
    assert (boundary.valid_from, boundary.valid_to) == (day("2026-11-23"), None)
    assert shapely.from_wkb(bytes(boundary.wkb)).bounds == (101.80, 36.60, 101.805, 36.61)


def test_a_place_that_ended_gets_no_boundary():
    """Also when the caller still holds it as it was."""
    _street, west, _east = street_with_two_communities()
    Area.objects.filter(pk=west.pk).update(valid_to=day("2026-01-01"))
    with pytest.raises(BoundariesRefused):
        actions.set_boundary(area=west, geometry=WEST_BOX, crs=Crs.WGS84, basis=BASIS, by=BY, at=AT)
    assert not Boundary.objects.exists()


def test_an_import_is_history_of_the_place_that_holds_all_it_drew():
    """So that the street finds it among what happened in the street."""
    drawn_street()
    row = AuditRow.objects.get(action="areas.boundaries.imported")
    codes = [STREET_CODE, f"{STREET_CODE}001", f"{STREET_CODE}002"]
    after = {"drawn": 3, "unchanged": 0, "on": "2026-11-23", "codes": codes}
    assert (row.area_code, row.after) == (STREET_CODE, after)


def test_a_boundary_is_not_drawn_into_the_past():
    """What begins later is already on record."""
    street_with_two_communities()
    drawn(c630102005001=WEST_BOX)
    with pytest.raises(LaterHistory):
        drawn(at=AT - timedelta(days=30), c630102005001=box(101.80, 36.60, 101.805, 36.61))


def test_the_same_boundary_again_changes_nothing():
    """Even when the ring begins elsewhere and turns the other way."""
    drawn_street()
    version, history = ReferenceVersion.objects.get(), AuditRow.objects.count()
    turned = {"type": "Polygon", "coordinates": [WEST_BOX["coordinates"][0][::-1]]}
    assert drawn(at=AT + timedelta(days=1), c630102005001=turned) == BoundaryCount(drawn=0, unchanged=1)
    assert ReferenceVersion.objects.get().number == version.number
    assert AuditRow.objects.count() == history


def test_each_change_grows_the_version_by_one():
    """In the same transaction; a refused one does not."""
    drawn_street()
    number = ReferenceVersion.objects.get().number
    drawn(at=AT + timedelta(days=1), c630102005=box(101.80, 36.60, 101.82, 36.610001))
    assert ReferenceVersion.objects.get().number == number + 1
    kinds(collection(c630102005001=None))
    assert ReferenceVersion.objects.get().number == number + 1


def test_a_multipolygon_with_a_hole_is_kept():
    """Exclaves and enclaves exist."""
    street = created(None, "630102005", "火车站街道", Level.STREET)
    hole = [[101.804, 36.604], [101.804, 36.606], [101.806, 36.606], [101.806, 36.604], [101.804, 36.604]]
    parts = [[WEST_BOX["coordinates"][0], hole], box(101.83, 36.60, 101.84, 36.61)["coordinates"]]
    drawn(c630102005={"type": "MultiPolygon", "coordinates": parts})
    (feature,) = queries.boundaries_geojson([street])["features"]
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert feature["properties"] == {"code": "630102005", "name": "火车站街道", "level": "street"}


def test_the_map_gets_the_present_boundaries_in_the_order_of_codes():
    """Areas without a boundary are left out."""
    street, west, east = street_with_two_communities()
    drawn(c630102005002=EAST_BOX, c630102005001=WEST_BOX)
    geojson = queries.boundaries_geojson([street, east, west])
    assert [feature["properties"]["code"] for feature in geojson["features"]] == [WEST_CODE, EAST_CODE]
    assert json.loads(json.dumps(geojson))["type"] == "FeatureCollection"


def test_the_command_draws_and_names_faults(tmp_path):
    """Each fault on a line of its own; a file that is no JSON is said to be none."""
    street_with_two_communities()
    path = tmp_path / "communities.geojson"
    path.write_text(json.dumps(collection(c630102005001=WEST_BOX)), encoding="utf-8")
    call_command("areas_import_boundaries", path, "--crs", "wgs84", stdout=StringIO())
    assert Boundary.objects.get().basis == "communities.geojson"
    path.write_text(json.dumps(collection(c630102005002=WEST_BOX, c630102005009=None)), encoding="utf-8")
    with pytest.raises(CommandError, match="630102005009"):
        call_command("areas_import_boundaries", path, "--crs", "wgs84")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="JSON"):
        call_command("areas_import_boundaries", path, "--crs", "wgs84")
