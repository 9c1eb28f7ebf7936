"""The page of a place, its counts, the names that people use, and the public notice of a grid."""

from datetime import timedelta

import pytest

from tests.support.cases import IN_GRID, act, reported
from tests.support.street import AT, BASIS, DAY, SINCE, SYSTEM, former
from xiuhuazhen.core.areas.models import Alias, Area, Boundary
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.people.models import Role, Unit
from xiuhuazhen.domains.grid.actions import end_post
from xiuhuazhen.domains.grid.models import Grid, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

GRID, GRID_2, FAR = "630102005006001", "630102005006002", "630102006007001"
TODAY = local_date(AT)


@pytest.fixture
def secretary(client, near):
    client.force_login(near.accounts["secretary"])
    return client


def norm(near, name, value, unit):
    set_norm(
        norm=NormText(name, value, unit, "划分标准", "V2"),
        area=near.areas["street"],
        valid_from=SINCE,
        by=SYSTEM,
        at=AT,
    )


def counted(page):
    return {each["label"]: each["count"] for each in page.context["counts"]}


def test_what_is_open_late_and_returned_there(secretary, near):
    """Of this place alone, each with its way into the list."""
    reported(at=AT - 30 * DAY)
    matter = reported().matter
    act(near, matter, "dispatch")
    act(near, matter, "return")
    reported(point=(1_018_150_000, 366_080_000))
    page = secretary.get(f"/areas/{GRID}/")
    assert counted(page) == {"未办结": "2", "已超期": "1", "被退回": "1", "待定位": "0"}
    assert page.context["counts"][0]["url"] == f"/matters/?state=open&area={GRID}"
    assert counted(secretary.get("/areas/630102005006/"))["未办结"] == "3"


def test_who_is_there(secretary, near):
    page = secretary.get(f"/areas/{GRID}/")
    worker = near.accounts["grid-worker"].person
    assert page.context["workers"] == [{"name": worker.name, "title": "网格员", "telephone": ""}]
    assert page.context["committee"].pk == near.units["community"].pk
    assert [each["name"] for each in page.context["above"]] == ["富民路社区"]


@pytest.mark.parametrize(
    ("households", "said"), [(299, "低于通常规模"), (300, "在通常规模内"), (500, "在通常规模内"), (501, "超过通常规模")]
)
def test_the_size_stands_beside_what_is_usual(secretary, near, households, said):
    """With the norm's basis and how well it is known; the count itself stays."""
    norm(near, "grid.households.least", 300, "count")
    norm(near, "grid.households.most", 500, "count")
    Grid.objects.filter(area__code=GRID).update(households=households)
    (measured, _residents) = secretary.get(f"/areas/{GRID}/").context["size"]["measured"]
    assert (measured["count"], measured["usual"], measured["said"]) == (households, "300–500", said)
    assert (measured["basis"], measured["evidence"]) == ("划分标准", "见于转述文本")


def test_without_a_norm_nothing_is_said_of_the_size(secretary):
    (measured, _residents) = secretary.get(f"/areas/{GRID}/").context["size"]["measured"]
    assert (measured["count"], measured["usual"], measured["said"]) == (400, "", "")


def test_a_wider_place_adds_up_its_grids(secretary):
    total = secretary.get("/areas/630102005006/").context["size"]["total"]
    assert (total.households, total.residents, total.buildings, total.grids) == (800, 2200, None, 2)


def test_what_came_again_within_the_norm_s_time(secretary, near):
    """Of one category, near to each other or by one name; what is older, elsewhere or of another category is not."""
    norm(near, "cases.repeated.window", 30, "day")
    norm(near, "cases.repeated.radius", 50, "metre")
    lng, lat = IN_GRID
    for days, given in (
        (1, {}),
        (3, {"point": (lng + 4000, lat)}),
        (31, {}),
        (2, {"point": (lng + 40_000, lat)}),
        (1, {"category": "0201"}),
        (5, {"text": "银杏小区3号楼灯不亮", "point": None}),
        (6, {"text": "银杏小区5号楼灯不亮", "point": None}),
    ):
        reported(
            at=AT - timedelta(days=days),
            **{"category": "0101", **given} if "水" not in given.get("text", "") else given,
        )
    rows = secretary.get(f"/areas/{GRID}/").context["repetitions"]["rows"]
    assert [(each["category"], each["place"], each["count"]) for each in rows] == [
        ("路灯", "富民路社区第一网格", 2),
        ("路灯", "银杏小区", 2),
    ]


def test_what_nobody_has_put_into_a_category_counts_by_its_words(secretary, near):
    """Orders that have just come in are not dispatched yet, and are the first sign that something comes again."""
    norm(near, "cases.repeated.window", 30, "day")
    norm(near, "cases.repeated.radius", 50, "metre")
    for text in ("银杏小区3号楼路灯不亮", "银杏小区5号楼路灯坏了", "银杏小区有人唱歌", "银杏小区有人跳舞"):
        assert reported(text=text, point=None).matter.category == ""
    reported(text="银杏小区2号楼路灯闪", point=None, category="0101")
    rows = secretary.get(f"/areas/{GRID}/").context["repetitions"]["rows"]
    assert [(each["category"], each["place"], each["count"]) for each in rows] == [("路灯", "银杏小区", 3)]


@pytest.mark.parametrize(
    ("words", "status"), [("路灯", 422), ("楼道的路灯", 422), ("路灯堵路", 422), ("路灯厂家属院", 302), ("鹤鸣里", 302)]
)
def test_a_word_for_a_trouble_is_no_name_of_a_place(secretary, words, status):
    """Otherwise every report about lamps would be placed there."""
    form = {"text": words, "kind": "compound", "basis": "居民都这么叫"}
    assert secretary.post(f"/areas/{GRID}/names/", form).status_code == status


@pytest.mark.parametrize(("street", "office"), [("near", "second-secretary"), ("far", "secretary"), ("far", "leader")])
@pytest.mark.parametrize("page", ["", "counts/", "names/", "names/map/"])
def test_the_neighbour_finds_no_such_place(client, world, street, office, page):
    client.force_login(getattr(world, street).accounts[office])
    assert client.get(f"/areas/{GRID}/{page}").status_code == 404
    assert client.get(f"/areas/999/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "counts/", "names/", "names/map/"])
def test_who_left_yesterday_and_who_is_nobody_see_nothing(client, near, world, page):
    assert client.get(f"/areas/{GRID}/{page}").status_code == 302
    for account in (former(near, "secretary", today=TODAY), world.stranger):
        client.force_login(account)
        assert client.get(f"/areas/{GRID}/{page}").status_code == 404


@pytest.mark.parametrize(
    ("office", "page", "status"),
    [("handler", "counts/", 403), ("inspector", "names/", 403), ("inspector", "names/map/", 403)],
)
def test_seeing_a_place_is_not_changing_it(client, near, office, page, status):
    client.force_login(near.accounts[office])
    assert client.get(f"/areas/{GRID}/").status_code == 200
    assert client.get(f"/areas/{GRID}/{page}").status_code == status


def test_who_sees_no_matters_is_not_told_that_there_are_none(client, near):
    reported()
    client.force_login(near.accounts["administrator"])
    page = client.get(f"/areas/{GRID}/")
    assert (page.context["counts"], page.context["repetitions"]) == ([], None)
    assert "未办结" not in page.content.decode()


def correct(client, **given):
    form = {"households": "412", "residents": "1100", "buildings": "18", "on": TODAY.isoformat(), "basis": "社区清点"}
    return client.post(f"/areas/{GRID}/counts/", {**form, **given})


def test_counts_are_corrected_with_their_day_and_basis(secretary):
    """One row of history; sent twice it is one."""
    Grid.objects.filter(area__code=GRID).update(counted_on=TODAY - DAY)
    assert [correct(secretary).status_code for _ in range(2)] == [302, 302]
    grid = Grid.objects.get(area__code=GRID)
    assert (grid.households, grid.residents, grid.buildings, grid.counted_on) == (412, 1100, 18, TODAY)
    row = AuditRow.objects.get(action="grid.counts.corrected")
    assert (row.before["households"], row.after["households"], row.reason) == (400, 412, "社区清点")


@pytest.mark.parametrize(
    "given", [{"households": "-1"}, {"basis": ""}, {"on": "2026-11-24"}, {"on": "2026-11-20"}, {"on": "x"}]
)
def test_a_count_to_come_or_older_than_the_last_is_refused(secretary, given):
    Grid.objects.filter(area__code=GRID).update(counted_on=TODAY - DAY)
    assert correct(secretary, **given).status_code == 422
    assert Grid.objects.get(area__code=GRID).households == 400


def test_a_name_is_noted_and_taken_back(secretary):
    """With a row of history each; what was taken back stays on record."""
    form = {"text": "铁路二号院", "kind": "compound", "basis": "居民都这么叫"}
    assert secretary.post(f"/areas/{GRID}/names/", form).status_code == 302
    assert secretary.post(f"/areas/{GRID}/names/", form).status_code == 422
    row = Alias.objects.get(text="铁路二号院")
    for _ in range(2):
        secretary.post(f"/areas/{GRID}/names/{row.pk}/end/")
    row.refresh_from_db()
    assert (row.kind, row.valid_to) == ("compound", TODAY)
    assert AuditRow.objects.filter(action="areas.alias.ended").count() == 1


def test_a_name_is_noted_with_its_point_and_drawn(secretary):
    form = {"text": "铁路二号院", "kind": "compound", "basis": "居民都这么叫"}
    outside = secretary.post(f"/areas/{GRID}/names/", {**form, "lng": "101.815", "lat": "36.608"})
    assert outside.status_code == 422
    assert "这个位置不在" in outside.content.decode()
    assert secretary.post(f"/areas/{GRID}/names/", {**form, "lng": "101.815", "lat": "36.602"}).status_code == 302
    assert Alias.objects.get(text="铁路二号院").point == (1_018_150_000, 366_020_000)
    drawn = secretary.get(f"/areas/{GRID}/names/map/").json()["features"]
    assert [each["geometry"]["type"] for each in drawn] == ["Polygon", "Point"]
    assert drawn[1]["properties"] == {"name": "铁路二号院"}
    assert drawn[1]["geometry"]["coordinates"] == [101.815, 36.602]


def test_a_name_of_another_place_is_not_taken_back_here(secretary, near):
    row = Alias.objects.get(text="银杏小区")
    assert secretary.post(f"/areas/{GRID_2}/names/{row.pk}/end/").status_code == 404
    assert secretary.post(f"/areas/{GRID}/names/x/end/").status_code == 404
    assert Alias.objects.get(text="银杏小区").valid_to is None


def test_the_notice_shows_what_the_law_asks_and_nothing_else_of_a_person(client, near):
    """Open to everybody: the work telephone of who works it, with the name; not for search engines."""
    Unit.objects.filter(pk=near.units["community"].pk).update(work_telephone="0971-0000001")
    person = near.accounts["grid-worker"].person
    person.work_telephone = "0971-0000009"
    person.save()
    page = client.get(f"/areas/{GRID}/notice/")
    text = page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert all(word in text for word in ("富民路社区第一网格", person.name, "网格员", "tel:0971-0000009", "监督电话"))
    assert "0971-0000001" not in text


def test_where_the_worker_has_no_telephone_of_work_the_community_is_called(client, near):
    Unit.objects.filter(pk=near.units["community"].pk).update(work_telephone="0971-0000001")
    text = client.get(f"/areas/{GRID}/notice/").content.decode()
    assert text.count("tel:0971") == 1
    assert "tel:0971-0000001" in text


def test_whose_post_ended_is_not_on_the_notice(client, near):
    person = near.accounts["grid-worker"].person
    end_post(post=Post.objects.get(person=person), last_day=TODAY - DAY, by=SYSTEM, at=AT)
    text = client.get(f"/areas/{GRID}/notice/").content.decode()
    assert person.name not in text
    assert "目前没有人负责" in text


@pytest.mark.parametrize(("office", "leads"), [("secretary", True), ("leader", True), ("second-secretary", False)])
def test_whoever_works_there_goes_back_to_the_page_of_the_grid(client, near, office, leads):
    """For others, who would find nothing there, the notice is what it is for everybody."""
    client.force_login(near.accounts[office])
    assert (f'href="/areas/{GRID}/"' in client.get(f"/areas/{GRID}/notice/").content.decode()) is leads
    assert (client.get(f"/areas/{GRID}/").status_code == 200) is leads


@pytest.mark.parametrize(("office", "leads"), [("secretary", True), ("leader", True), ("handler", False)])
def test_a_matter_leads_whoever_works_there_to_the_page_of_its_place(client, near, office, leads):
    """A unit that serves another part has the matter all the same, and reads the name of the place."""
    matter = reported().matter
    act(near, matter, "dispatch")
    account = near.accounts[office]
    if not leads:
        Role.objects.filter(person=account.person).update(area=near.areas["second"])
    client.force_login(account)
    page = client.get(f"/matters/{matter.number}/")
    assert page.status_code == 200
    assert (f'href="/areas/{GRID}/"' in page.content.decode()) is leads


def test_a_place_that_is_no_more_leads_to_the_one_above(secretary, near):
    matter = reported().matter
    Area.objects.filter(pk=near.areas["grid"].pk).update(valid_to=TODAY)
    page = secretary.get(f"/matters/{matter.number}/").content.decode()
    assert "第一网格" in page
    assert f'href="/areas/{GRID}/"' not in page
    assert 'href="/areas/630102005006/"' in page


@pytest.mark.parametrize("code", ["630102005006", "630102005", "999", "x"])
def test_only_a_grid_has_a_notice(client, near, code):
    assert client.get(f"/areas/{code}/notice/").status_code == 404


def test_what_was_learned_from_a_report_is_not_on_the_notice(client, near):
    """It may be somebody's own word; names of compounds and roads are told."""
    Alias.objects.filter(text="银杏小区").update(kind="compound")
    Alias.objects.create(area=near.areas["grid"], text="老王家楼下", kind="other", basis=BASIS)
    text = client.get(f"/areas/{GRID}/notice/").content.decode()
    assert "银杏小区" in text
    assert "老王家楼下" not in text


@pytest.mark.parametrize(
    ("square_metres", "told"),
    [(12_345, "约 12,300 平方米"), (99_999, "约 100,000 平方米"), (1_199_972, "约 1.20 平方公里")],
)
def test_the_extent_of_a_grid_is_told_as_people_say_it(client, near, square_metres, told):
    Boundary.objects.filter(area=near.areas["grid"]).update(square_metres=square_metres)
    assert told in client.get(f"/areas/{GRID}/notice/").content.decode()
