"""The map of open matters with a finger and a mouse: nearer, apart, filtered, beside its list; one's own position."""

import re

import pytest
from playwright.sync_api import expect
from shapely.geometry import mapping

from tests.support.browsers import DESK, PHONE
from xiuhuazhen.core.areas.actions import create_area, import_boundaries
from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level
from xiuhuazhen.core.areas.drawings import boundary_marks
from xiuhuazhen.core.areas.enclosed import Cut
from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.web.demo.ground import STATION_COMMUNITY, outlines

pytestmark = pytest.mark.journey

GROUP = ".leaflet-marker-icon.pin-group"
SPOT = (1_018_200_000, 366_190_000)
POINTS = re.compile("/map/points/")


@pytest.mark.parametrize(("at", "width"), [(PHONE, "360"), (DESK, "1280")], ids=["360", "1280"])
def test_nearer_until_they_come_apart(arrives, at, width):
    """What is counted together comes apart for whoever taps it; a sign says what it is and leads there."""
    desk = arrives("周敏", at=at)
    desk.opens("/map/")
    group = desk.page.locator(GROUP).first
    expect(group).to_have_attribute("title", re.compile(r"^\d+ 件"))
    desk.looks(f"map-1-street-{width}")
    before = int(group.inner_text())
    with desk.page.expect_response(POINTS):
        group.press("Enter")
    expect(desk.page.locator(GROUP).filter(has_text=re.compile(f"^{before}$"))).to_have_count(0)
    desk.looks(f"map-2-nearer-{width}")
    sign = desk.page.locator(".leaflet-marker-icon.pin:not(.pin-group, .pin-area)").first
    title = sign.get_attribute("title")
    sign.focus()
    desk.page.keyboard.press("Enter")
    about = desk.page.locator(".leaflet-popup-content")
    expect(about).to_contain_text(title)
    desk.looks(f"map-3-one-{width}")
    about.get_by_role("link").click()
    desk.sees(title)
    desk.looked |= {'web:matter ""'}  # has stories of its own


def test_those_on_one_spot_are_listed_by_name(arrives):
    """No zoom tells them apart; one filter holds for the map and the list beside it."""
    unit = Unit.objects.get(name="城东区市政养护所")
    theirs = Matter.objects.filter(holder=unit, is_open=True, street__code="630102005")
    theirs.update(lng_e7=SPOT[0], lat_e7=SPOT[1])
    titles = list(theirs.values_list("title", flat=True))
    assert len(titles) > 1
    desk = arrives("周敏", at=DESK)
    desk.opens("/map/")
    desk.page.locator(".filters-map > summary").click()
    desk.chooses("承办单位", unit.name)
    desk.looks("map-4-filter")
    desk.presses("查看")
    desk.sees("已设 1 项筛选")
    expect(desk.page.locator(".map-list .work-title")).to_have_count(len(titles))
    desk.page.locator(GROUP).click()
    for title in titles:
        expect(desk.page.locator(".pin-list")).to_contain_text(title)
    desk.looks("map-5-on-one-spot")
    desk.follows("看表格")
    expect(desk.page.locator("table.rows tbody tr")).to_have_count(len(titles))
    desk.looked |= {'web:matters ""'}
    desk.follows("在地图上看")
    expect(desk.page.locator(GROUP)).to_have_text(str(len(titles)))


@pytest.mark.parametrize(("at", "width"), [(PHONE, "360"), (DESK, "1280")], ids=["360", "1280"])
def test_what_has_no_exact_position_is_counted_in_its_area(arrives, at, width):
    """A sign of another shape, which says that it stands for the area, and names what is behind it."""
    lost = Matter.objects.filter(is_open=True, grid__isnull=False, street__code="630102005").order_by("number")[:3]
    Matter.objects.filter(pk__in=[each.pk for each in lost]).update(lng_e7=None, lat_e7=None)
    desk = arrives("周敏", at=at)
    desk.opens("/map/")
    desk.sees(re.compile("件事没有准确位置"))
    sign = desk.page.locator(".leaflet-marker-icon.pin-area").first
    expect(sign).to_have_attribute("title", re.compile("：[0-9]+ 件没有准确位置"))
    sign.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".pin-list")).to_contain_text("没有准确位置")
    desk.looks(f"map-8-somewhere-in-an-area-{width}")


def test_where_i_am(arrives):
    """Only a page over https gets it from a phone, and only from who agrees; otherwise it is said why not."""
    here = {"geolocation": {"longitude": 101.82, "latitude": 36.62}, "permissions": ["geolocation"]}
    worker = arrives("陈小梅", at=PHONE, **here)
    worker.opens("/map/")
    with worker.page.expect_response(POINTS):
        worker.presses("我的位置")
    worker.looks("map-6-where-i-am")

    refusing = arrives("陈小梅", at=PHONE)
    refusing.opens("/map/")
    refusing.presses("我的位置")
    refusing.sees("手机没有给出位置。")
    refusing.looks("map-7-refused")

    insecure = arrives("陈小梅", at=PHONE)
    insecure.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    insecure.opens("/map/")
    insecure.presses("我的位置")
    insecure.sees("网址以 https 开头，手机才给位置。")
    insecure.opens("/report/")
    insecure.presses("用我的位置")
    insecure.sees("请在下面选社区、写地址。")
    insecure.looks("map-8-not-over-https")


def test_nothing_to_see(arrives):
    """A neighbour's officer, who has no matter here, and a filter that nothing fits."""
    desk = arrives("周敏", at=DESK)
    desk.opens("/map/?q=没有这种事")
    desk.sees("没有符合条件的未结事项。")
    desk.looks("map-9-nothing-fits")
    desk.opens("/map/?q=灯")
    desk.sees("每个词至少")
    desk.looks("map-10-too-short")


def test_the_server_does_not_answer(arrives):
    """The list is there all the same."""
    desk = arrives("周敏", at=PHONE)
    desk.page.route(POINTS, lambda route: route.fulfill(status=429))
    desk.opens("/map/")
    desk.sees("地图没有打开。列表里是同样的事项。")
    expect(desk.page.locator(".map-list .work-title").first).to_be_visible()
    desk.looks("map-11-no-answer")


def test_the_name_of_a_place_stands_out_of_what_is_cut_out_of_its_middle(arrives):
    """A mall in the middle of a grid has its own name there; the grid's stands below the mall."""
    grid, at = area_by_code(f"{STATION_COMMUNITY}004"), clock.now()
    mall = {"code": f"{STATION_COMMUNITY}009", "name": "商场网格", "kind": AreaKind.DEDICATED}
    create_area(parent=grid.parent, level=Level.GRID, valid_from=None, basis="演示", by=SYSTEM, at=at, **mall)
    around = outlines()[grid.code].centroid.buffer(0.0006)
    feature = {"type": "Feature", "properties": {"code": mall["code"]}, "geometry": mapping(around)}
    drawn = {"geojson": {"type": "FeatureCollection", "features": [feature]}, "seen": boundary_marks([grid])}
    cut = {"cuts": [Cut(mall["code"], grid.code)], "on": clock.local_date(at)}
    import_boundaries(**drawn, **cut, crs=Crs.WGS84, basis="演示", by=SYSTEM, at=at)
    west, south, east, north = (round(edge * 10**7) for edge in around.centroid.buffer(0.0002).bounds)
    unit = Unit.objects.get(name="城东区市政养护所")
    theirs = Matter.objects.filter(holder=unit, is_open=True, street__code="630102005")
    theirs.update(lng_e7=west, lat_e7=south)
    Matter.objects.filter(pk=theirs.first().pk).update(lng_e7=east, lat_e7=north)
    desk = arrives("周敏", at=DESK)
    desk.opens(f"/map/?unit={unit.pk}")
    desk.looks("map-7-cut-out")
    group = desk.page.locator(GROUP).first
    expect(group).to_have_attribute("title", re.compile(r"^\d+ 件"))
    with desk.page.expect_response(POINTS):
        group.press("Enter")
    inner, outer = (desk.page.locator(".area-name", has_text=name) for name in ("商场网格", "车站第三网格"))
    expect(inner).to_be_visible()
    expect(outer).to_be_visible()
    assert outer.bounding_box()["y"] - inner.bounding_box()["y"] > 100
    desk.looks("map-8-cut-out-nearer")
