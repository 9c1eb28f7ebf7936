"""The map of open matters: the same filters as the list, counted where they would lie on one another; and what is under
it."""

import json
from urllib.parse import urlencode

import pytest
from django.conf import settings as project
from django.test import Client, override_settings

from tests.support.cases import case_in, reported
from tests.support.statements import statements
from tests.support.street import AT, DAY
from xiuhuazhen.config.settings import base
from xiuhuazhen.core.areas.rules import sights as sight_rules
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web import ground

pytestmark = pytest.mark.django_db

HERE = (1_018_050_000, 366_020_000)
BESIDE = (1_018_050_100, 366_020_100)
AWAY = (1_018_090_000, 366_040_000)
EMPTY = {"items": [], "clusters": [], "areas": [], "more": False}


def put(matter, point):
    Matter.objects.filter(pk=matter.pk).update(lng_e7=point[0], lat_e7=point[1])
    return matter


def points(client, **asked):
    answer = client.get("/map/points/", asked)
    assert answer.status_code == 200
    return answer.json()


def named(client, **asked):
    return {item["number"] for item in points(client, **asked)["items"]}


def behind(client, **asked):
    """What a sign opens."""
    answer = client.get("/map/named/", asked)
    assert answer.status_code == 200
    return {item["number"] for item in answer.json()["items"]}


def listed(client, address, **asked):
    return {row["number"] for row in client.get(address, asked).context["rows"]}


def test_what_lies_together_is_one_sign_from_afar(desk, near):
    """Nearer by they come apart, and each says what it is."""
    first, second = put(reported().matter, HERE), put(reported(text="路灯闪烁").matter, BESIDE)
    alone = put(reported(text="水管漏水").matter, AWAY)
    found = points(desk, bbox="101.79,36.59,101.83,36.62", zoom="16")
    assert [item["number"] for item in found["items"]] == [alone.number]
    [group] = found["clusters"]
    assert (group["count"], group["late"]) == (2, 0)
    assert group["box"] == pytest.approx([101.805, 36.602, 101.80501, 36.60201])
    assert (group["lng"], group["lat"]) == pytest.approx((101.805005, 36.602005))
    assert named(desk, zoom="22") == {first.number, second.number, alone.number}
    assert points(desk, zoom="3")["clusters"][0]["count"] == 3
    box = ",".join(map(str, group["box"]))
    assert behind(desk, bbox=box) == {first.number, second.number}


def test_only_what_is_in_sight(desk, near):
    put(reported().matter, HERE)
    assert points(desk, bbox="101.806,36.59,101.83,36.62", zoom="16") == EMPTY


def test_the_map_and_its_list_go_by_the_filters_of_the_list(desk, near):
    """And agree with the list of matters, of which the map shows what is open."""
    put(reported(source=Source.HOTLINE, source_name="12345热线", source_number="A1").matter, HERE)
    for state, point in (("dispatched", BESIDE), ("handling", AWAY), ("closed", HERE)):
        put(case_in(near, state), point)
    for asked in (
        {},
        {"q": "路灯"},
        {"source": "hotline"},
        {"source_name": "12345热线"},
        {"category": "0101"},
        {"unit": str(near.units["lamps"].pk)},
        {"state": "handling"},
        {"area": "630102005006"},
        {"due": "late"},
        {"kind": "cases.complaint"},
        {"whose": "mine"},
    ):
        on_list = desk.get("/matters/", {"state": "open", "order": "due", **asked}).context["rows"]
        expected = {dict(row["cells"])["number"] for row in on_list}
        assert named(desk, **asked) == listed(desk, "/map/", **asked) == expected, asked
        assert behind(desk, **asked) == expected, asked
    assert len(named(desk)) == 3


@pytest.mark.parametrize(
    "asked", [{"q": "灯"}, {"unit": "x"}, {"state": "closed"}, {"source": "x"}, {"source_name": "x"}]
)
def test_what_cannot_be_asked_fits_nothing_and_is_said(desk, near, asked):
    put(reported().matter, HERE)
    assert (points(desk, **asked), behind(desk, **asked)) == (EMPTY, set())
    page = desk.get("/map/", asked)
    assert (page.context["rows"], list(page.context["form"].errors)) == ([], list(asked))
    assert f'data-query="?{urlencode(asked)}"' in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "nan,0,1,1"},
        {"bbox": "1,0,0,1"},
        {"bbox": "0,0,0,91"},
        {"bbox": "-inf,0,1,1"},
        {"zoom": "23"},
        {"zoom": "-1"},
        {"zoom": "x"},
    ],
)
@pytest.mark.parametrize("address", ["/map/points/", "/map/named/", "/map/boundaries/"])
def test_a_part_of_the_map_that_is_none(desk, near, address, asked):
    answer = desk.get(address, asked)
    assert answer.status_code == 422
    assert "没看懂要地图的哪一块，请刷新页面。" in answer.content.decode()


def test_late_ones_show_from_afar(desk, near, monkeypatch):
    put(case_in(near, "handling"), HERE)
    put(case_in(near, "dispatched"), HERE)
    Matter.objects.filter(state="handling").update(due_at=AT - DAY)
    [group] = points(desk, zoom="5")["clusters"]
    assert (group["count"], group["late"]) == (2, 1)


def test_what_has_no_point_is_said_beside_the_map(desk, near):
    put(reported().matter, HERE)
    Matter.objects.filter(pk=reported(text="路灯闪烁").matter.pk).update(lng_e7=None, lat_e7=None)
    page = desk.get("/map/")
    assert (page.context["unplaced"], len(page.context["rows"])) == (1, 2)
    assert len(named(desk)) == 1


def nowhere_in(area, **given):
    """A matter of which only the area is known."""
    matter = reported(**given).matter
    Matter.objects.filter(pk=matter.pk).update(area=area, lng_e7=None, lat_e7=None)
    return matter


def counted(client, **asked):
    return {area["code"]: (area["name"], area["count"], area["late"]) for area in points(client, **asked)["areas"]}


def test_what_has_no_point_is_counted_for_its_area(desk, near):
    """In a sign of its own inside the area, which names what is behind it; what has a point is counted once."""
    in_grid, late = (nowhere_in(near.areas["grid"], text=text) for text in ("路灯不亮", "水管漏水"))
    Matter.objects.filter(pk=late.pk).update(due_at=AT - DAY)
    of_street = nowhere_in(near.areas["street"], text="不知道在哪里")
    put(reported(text="垃圾没人收").matter, HERE)
    street, grid = "630102005", near.areas["grid"].code
    assert counted(desk, zoom="16") == {street: ("火车站街道", 1, 0), grid: ("富民路社区第一网格", 2, 1)}
    [sign] = [area for area in points(desk, zoom="16")["areas"] if area["code"] == grid]
    at_sign = desk.get("/api/v1/areas/locate", {"lng": sign["lng"], "lat": sign["lat"]}).json()
    assert grid in {found["code"] for found in at_sign["candidates"] if found["inside"]}
    assert behind(desk, zoom="16", around=grid) == {in_grid.number, late.number}
    assert behind(desk, zoom="16", around=street) == {of_street.number}
    assert behind(desk, zoom="16", around="630102006") == set()
    assert counted(desk, zoom="16", q="漏水") == {grid: ("富民路社区第一网格", 1, 1)}


def test_from_afar_it_is_counted_for_the_larger_area(desk, near, monkeypatch):
    """As deep as boundaries are drawn at that zoom; what lies in an area out of sight is not counted."""
    nowhere_in(near.areas["grid"])
    nowhere_in(near.areas["street"])
    monkeypatch.setattr(sight_rules, "MOST_OF_A_LEVEL", 2)
    assert counted(desk, zoom="10") == {"630102005": ("火车站街道", 2, 0)}
    assert counted(desk, zoom="16", bbox="10,10,11,11") == {}


def test_from_the_list_to_the_map_and_back(desk, near):
    reported(source=Source.HOTLINE, source_name="12345热线", source_number="A1")
    page = desk.get("/matters/", {"state": "open", "order": "due", "source": "hotline", "col": "number"})
    assert page.context["map_url"] == "/map/?source=hotline"
    assert desk.get(page.context["map_url"]).context["list_url"] == "/matters/?source=hotline&state=open"
    assert desk.get("/matters/", {"state": "closed"}).context["map_url"] == ""


def test_the_map_begins_where_one_works(desk, near):
    """With the whole street, also for those who work in a part of it."""
    assert desk.get("/map/").context["extent"] == "101.800000,36.600000,101.820000,36.610000"


def test_a_map_asks_the_database_little(desk, near):
    for text in ("路灯不亮", "水管漏水", "垃圾没人收"):
        put(reported(text=text).matter, HERE)
    desk.get("/map/points/", {"zoom": "5"})
    with statements() as asked:
        desk.get("/map/points/", {"zoom": "5"})
    assert len(asked) <= 8, asked


def test_boundaries_of_the_part_in_sight(desk, near):
    """Of the near street alone; whole is what has its parts on the map as well."""
    found = desk.get("/map/boundaries/", {"bbox": "101.801,36.601,101.802,36.602", "zoom": "16"}).json()
    told = {each["properties"]["code"]: each["properties"]["whole"] for each in found["features"]}
    assert told["630102005"] is True
    assert all(code.startswith("630102005") for code in told)
    assert {each["geometry"]["type"] for each in found["features"]} <= {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize("address", ["/map/", "/map/points/", "/map/named/", "/map/boundaries/"])
def test_nobody_looks_without_signing_in(near, address):
    assert Client().get(address).status_code == 302


@pytest.fixture
def ground_file(settings, tmp_path):
    settings.GROUND_FILE = tmp_path / "ground.geojson"
    return settings.GROUND_FILE


def test_a_ground_of_ones_own(client, near, ground_file):
    """Everybody may see it, and fetches it again only when it changed."""
    assert ground.words()["url"] == ""
    assert client.get("/map/ground/").status_code == 404
    drawn = {"type": "FeatureCollection", "features": []}
    ground_file.write_text(json.dumps(drawn))
    assert ground.words()["url"] == "/map/ground/"
    first = client.get("/map/ground/")
    assert first.json() == drawn
    assert client.get("/map/ground/", headers={"if-none-match": first["ETag"]}).status_code == 304


TILES = "https://{s}.tiles.example.org/{z}/{x}/{y}.png?key=1"


def test_tiles_are_drawn_only_where_somebody_set_them_up(desk, near):
    assert 'data-tiles=""' in desk.get("/map/").content.decode()
    with override_settings(TILE_URL=TILES, TILE_ATTRIBUTION="审图号 示例"):
        page = desk.get("/map/").content.decode()
    assert f'data-tiles="{TILES}"' in page
    assert 'data-tiles-by="审图号 示例"' in page


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("", []),
        (TILES, ["https://*.tiles.example.org"]),
        ("https://t0.example.org:8443/{z}/{x}/{y}", ["https://t0.example.org:8443"]),
    ],
)
def test_pictures_are_let_in_from_the_source_of_tiles_alone(url, origins):
    assert base.tile_origins(url) == origins
    assert project.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == ["'self'", "data:", "blob:"]


@pytest.mark.parametrize(
    ("url", "by", "faults"),
    [
        ("", "", []),
        (TILES, "审图号 示例", []),
        (TILES, "", ["xhz.E031"]),
        ("http://tiles.example.org/{z}/{x}/{y}", "某某", ["xhz.E030"]),
        ("https://tiles.example.org/{z}/{x}", "某某", ["xhz.E030"]),
    ],
)
def test_a_source_that_cannot_be_drawn_stops_the_start(settings, url, by, faults):
    settings.TILE_URL, settings.TILE_ATTRIBUTION = url, by
    assert [fault.id for fault in ground.check_tiles()] == faults
