"""From the first page to the public notice of one's own grid, without a report and without an account."""

import re

import pytest

from tests.support.street import AT, BASIS, SINCE, SYSTEM
from xiuhuazhen.core.areas.actions import create_area
from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.models import Alias, Area, Boundary
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

STREET, COMMUNITY, GRID, GRID_2 = "630102005", "630102005006", "630102005006001", "630102005006002"


def links(page):
    return [(each.code, each.is_grid) for each in page.context["choices"]]


def sends(client, lng, lat):
    return client.post("/grids/", {"lng": lng, "lat": lat, "crs": "wgs84"})


def test_the_first_page_leads_to_the_notice(client, near):
    """By links alone: the community, the grid, the notice; a grid is told with the compounds that lie in it."""
    Alias.objects.create(area=near.areas["grid"], text="银杏小区北院", kind="compound", basis=BASIS)
    Alias.objects.create(area=near.areas["grid"], text="老王家楼下", kind="other", basis=BASIS)
    assert 'href="/grids/"' in client.get("/").content.decode()
    assert (COMMUNITY, False) in links(client.get("/grids/"))
    page = client.get(f"/grids/?in={COMMUNITY}")
    assert links(page) == [(GRID, True), (GRID_2, True)]
    text = page.content.decode()
    assert f'href="/areas/{GRID}/notice/"' in text
    assert "银杏小区北院" in text
    assert "老王家楼下" not in text
    assert 'href="/grids/"' in client.get(f"/areas/{GRID}/notice/").content.decode()


def test_joint_areas_have_no_notice_and_are_not_offered(client, near):
    joint = {"code": f"{COMMUNITY}900", "name": "广场", "level": Level.GRID, "kind": AreaKind.JOINT}
    create_area(parent=near.areas["community"], **joint, basis=BASIS, by=SYSTEM, at=AT, valid_from=SINCE)
    assert links(client.get(f"/grids/?in={COMMUNITY}")) == [(GRID, True), (GRID_2, True)]


def test_a_position_leads_straight_to_the_notice(client, near):
    """It is sent in the body: it stands in no address."""
    answer = sends(client, "101.815", "36.6025")
    assert (answer.status_code, answer["Location"]) == (302, f"/areas/{GRID}/notice/")


def test_close_to_a_border_a_person_chooses(client, near):
    page = sends(client, "101.815", "36.605")
    assert sorted(each.code for each in page.context["near"]) == [GRID, GRID_2]


@pytest.mark.parametrize("point", [("101.0", "36.0"), ("", ""), ("x", "36.6"), ("999", "36.6"), ("NaN", "36.6")])
def test_where_no_grid_is_the_list_stays(client, near, point):
    page = sends(client, *point)
    assert page.status_code == 200
    assert "您所在的地方还没有划网格" in page.content.decode()
    assert page.context["choices"]


@pytest.mark.parametrize("code", ["630102006", "630102", GRID, "x", "\0"])
def test_what_is_not_served_here_is_not_there(client, world, code, settings):
    """Another street, what lies above, a grid itself, what no place has."""
    settings.HOME_AREA = STREET
    assert client.get("/grids/", {"in": code}).status_code == 404


def test_without_any_grid_the_page_says_so_and_leads_on(client, near):
    Boundary.objects.all().delete()
    Area.objects.filter(path__startswith=near.areas["community"].path).exclude(code=COMMUNITY).update(
        valid_to=local_date(AT)
    )
    text = client.get(f"/grids/?in={COMMUNITY}").content.decode()
    assert "这里还没有录入网格" in text
    assert 'href="/report/"' in text


def test_positions_sent_here_have_their_rate(client, near, settings):
    settings.PUBLIC_RATE = "1"
    assert sends(client, "101.815", "36.6025").status_code == 302
    assert sends(client, "101.815", "36.6025").status_code == 429


@pytest.mark.parametrize("page", ["/find/", f"/m/{STREET}-20261123-0001/", "/m/630102006-20261123-0001/"])
def test_who_lost_the_code_reads_whom_to_call(client, world, page, settings):
    """The telephone of the street in the number, whether or not there is such a matter."""
    settings.HOME_AREA = STREET
    for street, telephone in ((world.near, "0971-0000001"), (world.far, "0971-0000002")):
        Unit.objects.filter(pk=street.units["desk"].pk).update(work_telephone=telephone)
    text = client.get(page).content.decode()
    assert re.findall(r"tel:(0971-\d+)", text) == ["0971-0000002" if "630102006" in page else "0971-0000001"]


def test_where_no_telephone_is_recorded_none_is_made_up(client, near):
    text = client.get("/find/").content.decode()
    assert "tel:0971" not in text
    assert "可以打电话问" not in text
