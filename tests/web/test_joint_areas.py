"""The pages about a joint area: list, map and the page of the place show what lies in it, to whoever may see that."""

import pytest

from tests.support.cases import act, reported
from tests.support.joint import CODE, ON_THE_LEAD_S_SIDE, ON_THE_OTHER_SIDE, joint_area
from tests.support.street import AT, DAY, SINCE, SYSTEM
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.domains.cases.actions.handling import Place

pytestmark = pytest.mark.django_db

BESIDE = (1_018_150_000, 366_060_000)
EVERYTHING = {"bbox": "101.79,36.59,101.84,36.62", "zoom": "19"}


@pytest.fixture
def inside(near):
    """Late in the lead's grid, and on the other side where only the lead has it; one lies beside it."""
    joint_area(near)
    late = reported(point=ON_THE_LEAD_S_SIDE, at=AT - 30 * DAY).matter
    other = reported(point=ON_THE_OTHER_SIDE, text="井盖坏了").matter
    reported(point=BESIDE)
    return {late.number, other.number}


def listed(client, address="/matters/"):
    page = client.get(address, {"area": CODE})
    return {row["number"] for row in page.context["rows"]}


def mapped(client):
    answer = client.get("/map/points/", {"area": CODE, **EVERYTHING}).json()
    return {item["number"] for item in answer["items"]}


def asked_by_a_program(client):
    return {item["number"] for item in client.get("/api/v1/matters", {"area": CODE}).json()["items"]}


def offered(client):
    return CODE in [code for code, _name in client.get("/matters/").context["form"].fields["area"].choices]


def test_list_and_map_show_what_lies_in_it(desk, inside):
    assert listed(desk) == listed(desk, "/map/") == mapped(desk) == asked_by_a_program(desk) == inside


def test_its_page_counts_what_lies_in_it(desk, inside, near):
    for name, value, unit in (("cases.repeated.window", 60, "day"), ("cases.repeated.radius", 50, "metre")):
        norm = NormText(name, value, unit, "办法", "D")
        set_norm(norm=norm, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)
    reported(point=ON_THE_LEAD_S_SIDE)
    page = desk.get(f"/areas/{CODE}/")
    counts = {each["label"]: each["count"] for each in page.context["counts"]}
    assert counts == {"未办结": "3", "已超期": "1", "被退回": "0", "待定位": "0"}
    assert [each["count"] for each in page.context["repetitions"]["rows"]] == [2]


def test_one_that_the_desk_takes_out_of_it_is_there_no_more(desk, inside, near):
    matter = reported(point=ON_THE_OTHER_SIDE).matter
    act(near, matter, "place", Place(near.areas["second"].path))
    assert listed(desk) == mapped(desk) == inside
    assert desk.get(f"/areas/{CODE}/").context["counts"][0]["count"] == "2"


@pytest.mark.parametrize(("office", "sees"), [("secretary", True), ("second-secretary", False), ("grid-worker", False)])
def test_the_lead_s_people_are_offered_it_and_neighbours_are_not(browser, inside, office, sees):
    """Whoever asks for it all the same finds nothing outside their own areas; its page is of those above it."""
    client, expected = browser(office), inside if sees else set()
    assert offered(client) is sees
    assert (listed(client), mapped(client), asked_by_a_program(client)) == (expected, expected, expected)
    assert client.get(f"/areas/{CODE}/").status_code == 404


@pytest.mark.parametrize("office", ["leader", "dispatcher", "secretary"])
def test_the_other_street_finds_nothing_by_it(world, browser, inside, office):
    client = browser(world.far.accounts[office])
    assert not offered(client)
    assert (listed(client), mapped(client), asked_by_a_program(client)) == (set(), set(), set())
    assert client.get(f"/areas/{CODE}/").status_code == 404
