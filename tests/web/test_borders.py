"""The map editor: borders that move together, overlaps and gaps that are refused, every change with day and basis."""

import json

import pytest

from tests.support.street import AT, BASIS, DAY, SINCE, SYSTEM, former, give
from xiuhuazhen.core.areas.actions import add_alias, create_area
from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.models import Area, Boundary, Lead
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.domains.grid.actions import end_post
from xiuhuazhen.domains.grid.models import Grid, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

TODAY = local_date(AT)
COMMUNITY, GRID, GRID_2 = "630102005006", "630102005006001", "630102005006002"
EDIT = f"/areas/{COMMUNITY}/edit/"


def box(code, south, north, west=101.81, east=101.82):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def drawn(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


MOVED = drawn(box(GRID, 36.60, 36.606), box(GRID_2, 36.606, 36.61))
MOVED_FURTHER = drawn(box(GRID, 36.60, 36.603), box(GRID_2, 36.603, 36.61))
OVERLAPPING = drawn(box(GRID, 36.60, 36.606))
GAPING = drawn(box(GRID, 36.60, 36.604))
FOREIGN = drawn(box("630102006007001", 36.60, 36.61, 101.82, 101.83))


def seen(page):
    return page.context["form"]["seen"].value()


def post(client, geojson, do="draw", **given):
    """What somebody sends who opened the page a moment ago."""
    form = {"geojson": geojson, "crs": "wgs84", "on": TODAY.isoformat(), "basis": "区划图第4号", do: "1"}
    page = client.get(EDIT)
    return client.post(EDIT, {**form, "seen": seen(page) if page.status_code == 200 else "", **given})


def test_a_shared_border_moves_for_both_at_once(administrator):
    """From the day on that was named, with one row of history; the earlier boundaries end then."""
    Boundary.objects.update(valid_from=SINCE)
    assert post(administrator, MOVED).status_code == 302
    assert [each.code for each in locate(1_018_150_000, 366_055_000)] == [GRID]
    ended = Boundary.objects.filter(valid_to=TODAY).values_list("area__code", flat=True)
    assert sorted(ended) == [GRID, GRID_2]
    row = AuditRow.objects.get(action="areas.boundaries.imported", reason="区划图第4号")
    assert (row.area_code, row.after["on"], row.after["codes"]) == (COMMUNITY, TODAY.isoformat(), [GRID, GRID_2])


@pytest.mark.parametrize(("geojson", "kind"), [(OVERLAPPING, "重叠"), (GAPING, "没有划到")])
@pytest.mark.parametrize("do", ["draw", "check"])
def test_overlaps_and_gaps_are_named_with_their_place_and_refused(administrator, geojson, kind, do):
    page = post(administrator, geojson, do)
    assert page.status_code == 422
    (fault,) = page.context["faults"]
    assert kind in fault["sentence"]
    assert fault["place"].startswith("101.8")
    assert Boundary.objects.filter(valid_to__isnull=False).count() == 0


NARROW_GAP = drawn(box(GRID, 36.60, 36.60498))


@pytest.mark.parametrize(
    ("geojson", "told"),
    [
        (OVERLAPPING, "富民路社区第一网格 和 富民路社区第二网格 重叠约 99,300 平方米，"),
        (GAPING, "富民路社区 的下级之间有约 99,300 平方米没有划到，"),
        (NARROW_GAP, "富民路社区 的下级之间有约 2,000 平方米没有划到，"),
        (drawn(box(GRID, 36.599, 36.605)), "富民路社区第一网格 有约 99,300 平方米超出 富民路社区，"),
        (drawn(box(GRID, 36.60, 36.603)), "富民路社区 的下级之间有约 0.20 平方公里没有划到，"),
    ],
)
def test_what_is_wrong_is_told_by_names_and_as_people_say_how_large(administrator, geojson, told):
    page = post(administrator, geojson, "check")
    assert [each["sentence"][: len(told)] for each in page.context["faults"]] == [told]


def test_of_two_who_move_the_same_border_the_later_one_is_told(administrator):
    """Once told, they may put theirs in its place; what nobody else moved is not asked about."""
    before = seen(administrator.get(EDIT))
    assert post(administrator, MOVED).status_code == 302
    page = post(administrator, MOVED_FURTHER, seen=before)
    assert page.status_code == 422
    assert "富民路社区第一网格" in page.content.decode()
    assert page.context["form"]["geojson"].value() == MOVED_FURTHER
    assert [each.code for each in locate(1_018_150_000, 366_055_000)] == [GRID]
    assert post(administrator, MOVED_FURTHER, seen=seen(page)).status_code == 302
    assert [each.code for each in locate(1_018_150_000, 366_055_000)] == [GRID_2]


@pytest.mark.parametrize("broken", ["", "{", "[]", "1"])
def test_who_shows_no_sign_of_having_seen_the_boundaries_is_asked_to_look(administrator, broken):
    assert post(administrator, MOVED, seen=broken).status_code == 422
    assert not AuditRow.objects.filter(reason="区划图第4号").exists()


def test_a_check_draws_nothing(administrator):
    page = post(administrator, MOVED, "check")
    assert (page.status_code, page.context["checked"]) == (200, True)
    assert not AuditRow.objects.filter(reason="区划图第4号").exists()


@pytest.mark.parametrize("geojson", [FOREIGN, "", "{", "[]", "null", '{"type":"FeatureCollection","features":[1]}'])
def test_what_lies_elsewhere_and_what_is_no_geojson_is_refused(administrator, geojson):
    assert post(administrator, geojson).status_code == 422
    assert not AuditRow.objects.filter(reason="区划图第4号").exists()


@pytest.mark.parametrize("given", [{"basis": ""}, {"on": "2026-11-24"}, {"crs": "x"}])
def test_a_change_needs_its_basis_and_no_day_to_come(administrator, given):
    assert post(administrator, MOVED, **given).status_code == 422
    assert not AuditRow.objects.filter(reason="区划图第4号").exists()


def test_boundaries_come_as_a_file_in_another_coordinate_system(administrator, tmp_path):
    """Shifted by some hundred metres, the same ring lies elsewhere and is refused for what it overlaps."""
    path = tmp_path / "borders.geojson"
    path.write_text(MOVED, encoding="utf-8")
    with path.open("rb") as file:
        assert post(administrator, "", file=file, crs="gcj02").status_code == 422
    with path.open("rb") as file:
        assert post(administrator, "", file=file).status_code == 302


def test_the_map_gets_the_whole_its_parts_and_what_is_not_drawn(administrator, near):
    found = administrator.get(f"/areas/{COMMUNITY}/outlines/").json()
    assert [(each["properties"]["code"], each["properties"]["whole"]) for each in found["features"]] == [
        (COMMUNITY, True),
        (GRID, False),
        (GRID_2, False),
    ]
    assert found["missing"] == []


def test_joint_areas_come_last_and_lie_over_the_others_on_the_map(administrator, near):
    """Drawn by anybody, whatever their code."""
    assert new_part(administrator, code=f"{COMMUNITY}000", kind="joint", name="河边").status_code == 302
    over = drawn(box(f"{COMMUNITY}000", 36.604, 36.606, 101.812, 101.818))
    form = {"geojson": over, "crs": "wgs84", "on": TODAY.isoformat(), "basis": "三方协议", "draw": "1"}
    assert administrator.post(EDIT, form).status_code == 302
    found = administrator.get(f"/areas/{COMMUNITY}/outlines/").json()["features"]
    assert [each["properties"]["code"] for each in found] == [COMMUNITY, GRID, GRID_2, f"{COMMUNITY}000"]


def new_part(client, **given):
    form = {"name": "富民路第三网格", "code": f"{COMMUNITY}003", "kind": "general", "on": TODAY.isoformat()}
    return client.post(f"/areas/{COMMUNITY}/parts/new/", {**form, "basis": "街道纪要", **given})


@pytest.mark.parametrize(("kind", "counted"), [("general", True), ("dedicated", True), ("joint", False)])
def test_a_new_part_is_added(administrator, kind, counted):
    """A grid gets its counts; a joint area belongs to several and has none. The free code is proposed."""
    assert administrator.get(f"/areas/{COMMUNITY}/parts/new/").context["form"]["code"].value() == f"{COMMUNITY}003"
    assert new_part(administrator, kind=kind).status_code == 302
    area = Area.objects.get(code=f"{COMMUNITY}003")
    assert (area.kind, area.valid_from, area.level) == (kind, TODAY, Level.GRID)
    assert Grid.objects.filter(area=area).exists() is counted
    assert administrator.get(f"/areas/{COMMUNITY}/outlines/").json()["missing"][0]["code"] == area.code


def test_a_code_is_given_once(administrator):
    assert new_part(administrator, code=GRID).status_code == 422
    assert new_part(administrator).status_code == 302
    assert new_part(administrator).status_code == 422


def test_another_name_holds_from_its_day(administrator, near):
    form = {"name": "富民路东网格", "on": TODAY.isoformat(), "basis": "街道纪要"}
    assert administrator.post(f"/areas/{GRID}/rename/", form).status_code == 302
    assert Area.objects.get(code=GRID).name == "富民路东网格"
    assert near.areas["grid"].designations.get(valid_to=TODAY).name == "富民路社区第一网格"


def test_the_lead_of_a_joint_area_is_agreed(administrator, near):
    """Only among those beside it; a later agreement ends the earlier one."""
    given = {"basis": BASIS, "by": SYSTEM, "at": AT, "valid_from": SINCE}
    create_area(
        parent=near.areas["street"], code="630102005900", name="广场", level=Level.GRID, kind=AreaKind.JOINT, **given
    )
    form = {"lead": GRID, "on": (TODAY - DAY).isoformat(), "basis": "三方协议"}
    assert administrator.post("/areas/630102005900/lead/", form).status_code == 302
    assert administrator.post("/areas/630102005900/lead/", {**form, "lead": GRID_2, "on": TODAY}).status_code == 302
    assert administrator.post("/areas/630102005900/lead/", {**form, "lead": "630102006007001"}).status_code == 422
    assert list(Lead.objects.order_by("valid_from").values_list("area__code", "valid_to")) == [
        (GRID, TODAY),
        (GRID_2, None),
    ]
    assert administrator.get(f"/areas/{GRID}/lead/").status_code == 404


def end(client, code):
    form = {"on": TODAY.isoformat(), "basis": "并入第二网格", "sure": "on", "to": "none"}
    return client.post(f"/areas/{code}/end/", form)


def test_a_place_ends_when_nobody_works_it_and_nothing_lies_in_it(administrator, near):
    """With its name and boundary; nothing takes its place by itself."""
    Boundary.objects.update(valid_from=SINCE)
    assert end(administrator, COMMUNITY).status_code == 422
    assert end(administrator, GRID).status_code == 422
    end_post(post=Post.objects.get(grid__area__code=GRID), last_day=TODAY - DAY, by=SYSTEM, at=AT)
    assert end(administrator, GRID).status_code == 302
    assert near.areas["grid"].boundaries.get().valid_to == TODAY
    assert administrator.get(f"/areas/{GRID}/").status_code == 404
    assert AuditRow.objects.get(action="areas.area.ended").reason == "并入第二网格"


PAGES = (EDIT, f"/areas/{COMMUNITY}/outlines/", f"/areas/{COMMUNITY}/parts/new/", f"/areas/{GRID}/rename/")


@pytest.mark.parametrize("page", [*PAGES, f"/areas/{GRID}/end/"])
def test_only_the_administrator_of_this_area_draws(client, world, page):
    """Others of the street may look at the place, not at its editor; the neighbour finds nothing."""
    near, far = world.near, world.far
    for office, status in (("dispatcher", 403), ("secretary", 403), ("leader", 403), ("administrator", 200)):
        client.force_login(near.accounts[office])
        assert client.get(page).status_code == status
    client.force_login(far.accounts["administrator"])
    assert client.get(page).status_code == 404
    client.force_login(former(near, "administrator", today=TODAY))
    assert client.get(page).status_code == 404
    client.logout()
    assert client.get(page).status_code == 302


@pytest.mark.parametrize(
    ("office", "status"), [("dispatcher", 403), ("leader", 403), ("handler", 403), ("secretary", 404)]
)
def test_only_the_administrator_says_who_leads(client, world, office, status):
    """Others of the street may not; whoever works in one community, and the neighbour, do not find it."""
    joint = {"parent": world.near.areas["street"], "code": "630102005900", "name": "广场", "kind": AreaKind.JOINT}
    create_area(level=Level.GRID, basis=BASIS, by=SYSTEM, at=AT, valid_from=SINCE, **joint)
    form = {"lead": GRID, "on": TODAY.isoformat(), "basis": "三方协议"}
    for account, answer in ((world.near.accounts[office], status), (world.far.accounts["administrator"], 404)):
        client.force_login(account)
        assert client.get("/areas/630102005900/lead/").status_code == answer
        assert client.post("/areas/630102005900/lead/", form).status_code == answer
    assert not Lead.objects.exists()


def test_a_neighbour_s_administrator_draws_nothing_here(client, world):
    client.force_login(world.far.accounts["administrator"])
    assert post(client, MOVED).status_code == 404
    assert end(client, GRID).status_code == 404
    assert Boundary.objects.filter(valid_to__isnull=False).count() == 0


def test_who_administers_one_community_does_not_draw_the_next(client, near):
    """Right office, neighbouring area."""
    account = near.accounts["second-secretary"]
    give(account, "administrator", near.areas["second"], near.units["second"])
    client.force_login(account)
    assert client.get("/areas/630102005001/edit/").status_code == 200
    assert client.get(EDIT).status_code == 404
    assert client.get("/areas/630102005/edit/").status_code == 404


def test_nothing_drawn_is_not_told_as_drawn(administrator):
    for drawing in (drawn(), drawn(box(GRID, 36.60, 36.605), box(GRID_2, 36.605, 36.61))):
        page = administrator.post(
            EDIT, {"geojson": drawing, "crs": "wgs84", "on": TODAY.isoformat(), "basis": "x", "draw": "1"}, follow=True
        )
        assert "没有改动：边界和原来一样。" in page.content.decode()
        assert "边界已划定。" not in page.content.decode()


def test_what_was_changed_is_told_with_its_words_and_place(administrator, near):
    add_alias(area=near.areas["grid"], text="红星杂货店", basis=BASIS, by=SYSTEM, at=AT)
    told = administrator.get(EDIT).context["changes"]
    change = next(each for each in told if each["words"] == "红星杂货店")
    assert (change["what"], change["words"], change["where"]) == ("记了一个俗称", "红星杂货店", "富民路社区第一网格")


MALL = f"{COMMUNITY}003"
IN_THE_MIDDLE = box(MALL, 36.601, 36.604, 101.812, 101.818)
CUT = f"{MALL}<{GRID}"


@pytest.fixture
def mall(administrator):
    """A dedicated grid without a boundary, beside two grids that fill the community."""
    Boundary.objects.update(valid_from=SINCE)
    assert new_part(administrator, code=MALL, kind="dedicated", name="商场").status_code == 302
    return administrator


def unchanged():
    return (
        not Boundary.objects.exclude(valid_to=None).exists() and not Boundary.objects.filter(area__code=MALL).exists()
    )


@pytest.mark.parametrize("do", ["draw", "check"])
def test_to_cut_what_lies_in_the_middle_of_a_grid_out_of_it_is_offered(mall, do):
    """Both names and the size are shown; nothing is drawn before somebody confirms it."""
    page = post(mall, drawn(IN_THE_MIDDLE), do)
    assert (page.status_code, page.context["agreed"]) == (422, CUT)
    (offered,) = page.context["cuts"]
    assert (offered["inner"], offered["outer"]) == ("商场", "富民路社区第一网格")
    assert offered["size"] == "约 0.18 平方公里"
    assert unchanged()


def test_once_confirmed_both_boundaries_change_on_the_same_day(mall):
    """One row of history; the earlier boundary of the outer grid ends that day, and every spot lies in one grid."""
    assert post(mall, drawn(IN_THE_MIDDLE), "cut", cut=CUT).status_code == 302
    assert [each.code for each in locate(1_018_150_000, 366_025_000)] == [MALL]
    assert [each.code for each in locate(1_018_110_000, 366_025_000)] == [GRID]
    changed = Boundary.objects.filter(valid_from=TODAY).values_list("area__code", flat=True)
    ended = Boundary.objects.filter(valid_to=TODAY).values_list("area__code", flat=True)
    assert (sorted(changed), list(ended)) == ([GRID, MALL], [GRID])
    row = AuditRow.objects.get(action="areas.boundaries.imported", reason="区划图第4号")
    assert (row.after["codes"], row.after["cut_out"]) == ([GRID, MALL], [{"inner": MALL, "outer": GRID}])


def test_what_came_as_a_file_is_confirmed_from_the_page(mall, tmp_path):
    path = tmp_path / "mall.geojson"
    path.write_text(drawn(IN_THE_MIDDLE), encoding="utf-8")
    with path.open("rb") as file:
        kept = post(mall, "", file=file).context["form"]["geojson"].value()
    assert post(mall, kept, "cut", cut=CUT).status_code == 302


@pytest.mark.parametrize("cut", ["", "1", f"{MALL}<{GRID_2}", f"{GRID}<{MALL}", f"{CUT} {MALL}<{GRID_2}"])
def test_what_was_not_shown_is_not_confirmed(mall, cut):
    page = post(mall, drawn(IN_THE_MIDDLE), "cut", cut=cut)
    assert (page.status_code, page.context["agreed"]) == (422, CUT)
    assert unchanged()


@pytest.mark.parametrize(
    "mall_drawn",
    [
        box(MALL, 36.603, 36.607, 101.812, 101.818),
        box(MALL, 36.600, 36.605),
        box(MALL, 36.601, 36.604, 101.812, 101.825),
    ],
)
def test_other_overlaps_are_refused_as_before(mall, mall_drawn):
    """Over two grids, all of one grid, beyond the community: nothing is offered, and asking for it changes nothing."""
    for do in ("draw", "cut"):
        page = post(mall, drawn(mall_drawn), do, cut=CUT)
        assert (page.status_code, page.context["cuts"], page.context["agreed"]) == (422, [], "")
        assert page.context["faults"]
    assert unchanged()


def test_of_two_who_change_the_outer_grid_the_later_one_is_told(mall):
    before = seen(mall.get(EDIT))
    assert post(mall, MOVED).status_code == 302
    assert post(mall, drawn(IN_THE_MIDDLE), "cut", cut=CUT, seen=before).status_code == 422
    assert not Boundary.objects.filter(area__code=MALL).exists()


def test_nobody_is_cut_out_before_the_outer_grid_s_own_boundary_began(mall):
    yesterday = {"on": (SINCE - DAY).isoformat()}
    assert post(mall, drawn(IN_THE_MIDDLE), "cut", cut=CUT, **yesterday).status_code == 422
    assert unchanged()


def test_only_who_draws_the_outer_grid_too_cuts_out(client, world, mall):
    """Not whoever administers the new grid alone or another community, not the neighbour, not one who left."""
    near, account = world.near, world.near.accounts["second-secretary"]
    give(account, "administrator", near.areas["second"], near.units["second"])
    give(near.accounts["grid-worker"], "administrator", Area.objects.get(code=MALL), near.units["second"])
    others = [account, near.accounts["grid-worker"], world.far.accounts["administrator"]]
    for each in (*others, former(near, "administrator", today=TODAY), near.accounts["leader"]):
        client.force_login(each)
        assert post(client, drawn(IN_THE_MIDDLE), "cut", cut=CUT).status_code in (403, 404)
    assert unchanged()


def test_a_place_without_parts_says_what_to_do_first(administrator):
    """No map without anything to move: add a place, or go to where its own boundary is drawn."""
    text = administrator.get(f"/areas/{GRID}/edit/").content.decode()
    assert "请先新增区域" in text
    assert "data-borders-map" not in text
    assert f'href="{EDIT}"' in text


def test_where_the_place_above_is_not_one_s_own_nothing_leads_there(client, near):
    give(near.accounts["secretary"], "administrator", near.areas["grid"], near.units["community"])
    client.force_login(near.accounts["secretary"])
    page = client.get(f"/areas/{GRID}/edit/")
    assert (page.status_code, page.context["above_url"]) == (200, "")
