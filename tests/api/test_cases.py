"""POST /api/v1/cases: anybody reports a case, once for each id."""

import re

import pytest

from tests.api.conftest import AREA, TEXT, body_of, kind_of, problem
from tests.support.cases import PHONE
from xiuhuazhen.core.procedures.access import matter_with_code
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import contact_of, opening_step, report_text

pytestmark = pytest.mark.django_db


def matter_of(answer):
    return Matter.objects.select_related("area").get(number=answer.json()["number"])


def test_a_report_gets_its_number_and_code(world, anybody):
    """201 with number, query code, state, area and the address of the progress page; the code opens it."""
    answer = anybody.post("/cases", body_of())
    found = answer.json()
    assert answer.status_code == 201
    assert set(found) == {"number", "query_code", "state", "area", "url"}
    assert re.fullmatch(r"630102005-\d{8}-0001", found["number"])
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", found["query_code"])
    assert (found["state"], found["area"]) == ("registered", AREA)
    assert found["url"] == f"http://testserver/m/{found['number']}/"
    assert matter_with_code(found["number"], found["query_code"])[0] == matter_of(answer)


def test_the_client_id_comes_back_nowhere(world, anybody):
    """It is the key to the query code."""
    body = body_of()
    assert body["id"] not in anybody.post("/cases", body).content.decode()


def test_the_same_report_again_gets_the_same_answer(world, anybody):
    """200 instead of 201, and one matter."""
    body = body_of(contact={"name": "王小明", "phone": PHONE}, occurred_at="2026-11-20T08:00:00")
    first, again = anybody.post("/cases", body), anybody.post("/cases", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Matter.objects.count() == 1


def test_the_same_time_spelled_otherwise_is_the_same_report(world, anybody):
    body = body_of(occurred_at="2026-11-20T08:00:00")
    anybody.post("/cases", body)
    assert anybody.post("/cases", {**body, "occurred_at": "2026-11-20T00:00:00Z"}).status_code == 200


@pytest.mark.parametrize(
    "other", [{"text": "别的事"}, {"area": "630102005"}, {"reply_wanted": True}, {"title": "路灯"}]
)
def test_the_same_id_with_another_body_is_refused(world, anybody, other):
    body = body_of()
    anybody.post("/cases", body)
    assert kind_of(anybody.post("/cases", {**body, **other})) == (409, "same-id-other-body")


def test_somebody_elses_id_is_refused(world, anybody, program):
    """A known program and the unknown public do not get each other's answers."""
    body = body_of()
    anybody.post("/cases", body)
    assert kind_of(program().post("/cases", body)) == (409, "same-id-other-body")


def test_everything_that_can_be_given(world, anybody):
    body = body_of(
        title="路灯不亮",
        area=None,
        address="银杏小区3号楼",
        point={"lng": 101.815, "lat": 36.602},
        category="0101",
        contact={"name": "王小明", "phone": "138 0000 1234"},
        reply_wanted=True,
        occurred_at="2026-11-20T08:00:00",
    )
    answer = anybody.post("/cases", body)
    matter, case = matter_of(answer), Case.objects.get()
    assert answer.json()["area"] == AREA
    assert (matter.title, matter.category, report_text(matter)) == ("路灯不亮", "0101", TEXT)
    assert (matter.lng_e7, matter.lat_e7) == (1_018_150_000, 366_020_000)
    assert (case.source, case.placed_by, case.has_contact, case.reply_wanted) == ("resident", "point", True, True)
    assert contact_of(opening_step(matter)) == {"name": "王小明", "phone": PHONE, "address": "银杏小区3号楼"}


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("2026-11-20T08:00:00", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20T08:00:00+08:00", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00+00:00"),
        ("2026-11-20", "2026-11-19T16:00:00+00:00"),
    ],
)
def test_a_time_without_offset_is_chinas(world, anybody, given, stored):
    anybody.post("/cases", body_of(occurred_at=given))
    assert Case.objects.get().occurred_at.isoformat() == stored


@pytest.mark.parametrize(
    ("crs", "lng", "lat"),
    [
        (None, 101.815, 36.602),
        ("wgs84", 101.815, 36.602),
        ("cgcs2000", 101.815, 36.602),
        ("gcj02", 101.8168542, 36.6018558),
        ("bd09", 101.8234644, 36.6075551),
    ],
)
def test_a_point_comes_from_any_map(world, anybody, crs, lng, lat):
    """The same spot, as the maps in use in China give it, to within a metre."""
    point = {"lng": lng, "lat": lat, **({"crs": crs} if crs else {})}
    matter = matter_of(anybody.post("/cases", body_of(area=None, point=point)))
    assert (round(matter.lng_e7 / 1e7, 5), round(matter.lat_e7 / 1e7, 5)) == (101.815, 36.602)


def test_neither_point_nor_area_is_asked(world, anybody):
    """A place named in the words is found; otherwise the street's desk gets it."""
    assert anybody.post("/cases", body_of(area=None)).json()["area"] == AREA
    assert anybody.post("/cases", body_of(area=None, text="路灯不亮")).json()["area"] == "630102005"


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"id": None}, {"id"}),
        ({"id": "17"}, {"id"}),
        ({"text": None}, {"text"}),
        ({"text": " \u0007 "}, {"text"}),
        ({"text": "长" * 2001}, {"text"}),
        ({"area": "999999"}, {"area"}),
        ({"category": "7777"}, {"category"}),
        ({"point": {"lng": 101.8}}, {"point.lat"}),
        ({"point": {"lng": 181, "lat": 91}}, {"point.lng", "point.lat"}),
        ({"point": {"lng": 101.8, "lat": 36.6, "crs": "mars"}}, {"point.crs"}),
        ({"point": {"lng": 0, "lat": 0}}, {"point"}),
        ({"contact": {"phone": "12"}}, {"contact.phone"}),
        ({"contact": {"name": "长" * 41}}, {"contact.name"}),
        ({"occurred_at": "gestern"}, {"occurred_at"}),
        ({"occurred_at": 20261123}, {"occurred_at"}),
        ({"occurred_at": "0001-01-01"}, {"occurred_at"}),
        ({"occurred_at": "2999-01-01"}, {"occurred_at"}),
        ({"files": ["a"]}, {"files.0"}),
        ({"files": ["0199b4e0-7c1a-7b3e-9a52-4d1f6c0e8a11"]}, {"files"}),
        ({"reply_wanted": "perhaps"}, {"reply_wanted"}),
        ({"text": "", "title": "长" * 61, "contact": {"phone": 3}}, {"text", "title", "contact.phone"}),
    ],
)
def test_what_is_wrong_is_named_by_input(world, anybody, given, fields):
    """Under the names that the sender used; nothing is kept."""
    answer = anybody.post("/cases", body_of(**given))
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) == fields
    assert Matter.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"contakt": {"phone": PHONE}}, "contakt"),
        ({"contact": {"telephone": PHONE}}, "contact.telephone"),
        ({"point": {"lng": 101.8, "lat": 36.6, "datum": "gcj02"}}, "point.datum"),
    ],
)
def test_an_unknown_input_is_refused(world, anybody, given, field):
    """A misspelt telephone would be lost without anybody's noticing, and a point read on the wrong map."""
    found = problem(anybody.post("/cases", body_of(**given)))
    assert found["fields"] == {field: "这里没有这一项，请检查名称的写法。"}
