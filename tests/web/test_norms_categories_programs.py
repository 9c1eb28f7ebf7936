"""Norms, the duty catalogue and the tokens of programs, as administrators see to them."""

from datetime import date

import pytest

from tests.support.street import AT, SYSTEM, give
from tests.support.visitors import visit
from tests.web.test_audit_search import book
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import norm_in_force
from xiuhuazhen.core.people.actions import create_token
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import ApiToken
from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.web.norming.forms import _spans

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
HANDLE = "cases.limit.handle"
NOT_HERE = [
    ("former-near-administrator", 403),
    ("coming-near-administrator", 403),
    ("near-leader", 403),
    ("near-dispatcher", 403),
    ("stranger", 403),
    ("anonymous", 302),
]


@pytest.fixture
def of_the_county(client, world):
    """Who administers the whole area that is served: the catalogue is one for all of it."""
    give(world.stranger, RoleName.ADMINISTRATOR, world.county, world.near.units["office"])
    client.force_login(world.stranger)
    return client


def sent(**given):
    return {"command_id": str(new_id()), **given}


def errors(answer):
    return dict(answer.context["form"].errors)


@pytest.mark.parametrize(("name", "status"), NOT_HERE)
def test_nobody_else_comes_in(world, name, status):
    browser = visit(world, name, today=TODAY)
    row, _text = made(world.near)
    for page in (
        "/manage/norms/",
        f"/manage/norms/{HANDLE}/",
        f"/manage/norms/{HANDLE}/set/",
        "/manage/categories/",
        "/manage/categories/new/",
        "/manage/categories/0101/correct/",
        "/manage/categories/0101/end/",
        "/manage/programs/",
        "/manage/norms/sheet/",
        "/manage/categories/sheet/",
        "/manage/programs/sheet/",
        "/manage/programs/new/",
        f"/manage/programs/{row.pk}/revoke/",
    ):
        assert (page, browser.get(page).status_code) == (page, status)
        if page.endswith(("set/", "new/", "correct/", "end/", "revoke/")):
            assert (page, browser.post(page, sent()).status_code) == (page, status)


# norms


def new_value(**given):
    usual = {"value": "7", "unit": "work_day", "area": "630102005", "valid_from": "2026-12-01"}
    return sent(**usual, basis="街道办〔2026〕3号", evidence="D", **given)


def test_a_norm_with_its_history_basis_evidence_and_who_set_it(near, administrator):
    answer = administrator.post(f"/manage/norms/{HANDLE}/set/", new_value())
    assert (answer.status_code, answer["Location"]) == (302, f"/manage/norms/{HANDLE}/")
    rows = administrator.get(f"/manage/norms/{HANDLE}/").context["rows"]
    assert [(row["value"], row["area"], row["label"], row["set"]["who"]) for row in rows] == [
        ("7个工作日", "火车站街道", "未开始", "火寅"),
        ("5个工作日", "城东区", "现行", "系统"),
    ]
    assert (rows[0]["basis"], rows[0]["evidence"], rows[0]["unverified"]) == ("街道办〔2026〕3号", "D", False)
    here, there = near.areas["grid"].path, date(2026, 12, 1)
    assert norm_in_force(HANDLE, area_path=here, on=TODAY).value == 5
    assert norm_in_force(HANDLE, area_path=here, on=there).value == 7


def test_what_nobody_has_read_is_shown_as_unverified(world, near, administrator):
    norm = NormText("cases.limit.accept", 1, "work_day", "某办法", "M")
    set_norm(norm=norm, area=near.areas["street"], valid_from=TODAY, by=SYSTEM, at=AT)
    page = administrator.get("/manage/norms/", {"state": "unverified"})
    assert [row["held"][0]["basis"] for row in page.context["rows"]] == ["某办法"]
    assert (page.context["counts"]["unverified"], "未核实" in page.content.decode()) == (1, True)
    assert all(not row["held"] for row in administrator.get("/manage/norms/?state=missing").context["rows"])
    far = visit(world, "far-administrator", today=TODAY).get("/manage/norms/")
    assert "某办法" not in far.content.decode()
    assert far.context["counts"]["unverified"] == 0


@pytest.mark.parametrize("area", ["630102", "630102006", "630102006007001"])
def test_a_norm_is_set_in_ones_own_area_alone(near, administrator, area):
    answer = administrator.post(f"/manage/norms/{HANDLE}/set/", {**new_value(), "area": area})
    assert (answer.status_code, list(errors(answer))) == (422, ["area"])
    assert Norm.objects.filter(name=HANDLE).count() == 1


def test_what_cannot_be_a_value_is_said_beside_it(near, administrator):
    page = f"/manage/norms/{HANDLE}/set/"
    for given, field in (
        ({"value": "七"}, "value"),
        ({"value": "-3"}, "value"),
        ({"value": "999999"}, "value"),
        ({"valid_from": "2026-11-22"}, "valid_from"),
        ({"basis": ""}, "basis"),
        ({"unit": "count"}, "unit"),
    ):
        answer = administrator.post(page, {**new_value(), **given})
        assert (given, answer.status_code, list(errors(answer))) == (given, 422, [field])
    assert 'value="七"' in administrator.post(page, {**new_value(), "value": "七"}).content.decode()
    assert administrator.get("/manage/norms/no.such/").status_code == 404
    assert administrator.get("/manage/norms/office.hours/").status_code == 404, "it has its own page"


def test_the_same_value_sent_twice_is_set_once(near, administrator):
    given = new_value()
    for _time in range(2):
        assert administrator.post(f"/manage/norms/{HANDLE}/set/", given).status_code == 302
    assert Norm.objects.filter(name=HANDLE).count() == 2


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9:00-12:00", [[540, 720]]),
        ("9:00—12:00，14:00至18:30", [[540, 720], [840, 1110]]),
        ("22：00-24：00、0:00-7:00", [[1320, 1440], [0, 420]]),
        ("9-12", None),
        ("", None),
    ],
)
def test_hours_as_people_write_them(text, spans):
    assert _spans(text) == spans


# the catalogue


def test_only_who_administers_all_that_is_served_changes_the_catalogue(world):
    """The home area of this installation is the near street; the far one is served as well, by its own people."""
    browser = visit(world, "far-administrator", today=TODAY)
    assert browser.get("/manage/categories/").status_code == 403
    assert browser.get("/manage/categories/0101/correct/").status_code == 403
    given = sent(code="0199", name="本地", valid_from="2026-11-23")
    assert browser.post("/manage/categories/new/", given).status_code == 403
    assert "/manage/categories/" not in browser.get("/manage/").content.decode()
    assert not Category.objects.filter(pk="0199").exists()


def test_a_category_is_added_corrected_and_ended(of_the_county):
    given = sent(code="0103", name="窨井", keywords="窨井，下水 井", valid_from="2026-11-23", basis="本地")
    assert of_the_county.post("/manage/categories/new/", given).status_code == 302
    assert of_the_county.post("/manage/categories/new/", given).status_code == 302, "the same once more"
    line = Category.objects.get(pk="0103")
    assert (line.name, line.keywords) == ("窨井", ["窨井", "下水", "井"])
    page = "/manage/categories/0103/correct/"
    seal = of_the_county.get(page).context["form"]["seal"].value()
    words = {"keywords": "窨井", "basis": "本地"}
    assert of_the_county.post(page, sent(name="窨井盖", seal=seal, urgent="on", **words)).status_code == 302
    late = of_the_county.post(page, sent(name="下水", seal=seal, **words))
    assert (late.status_code, "原为窨井，现为窨井盖" in late.content.decode()) == (409, True)
    again = sent(name="下水", seal=late.context["form"]["seal"].value(), **words)
    assert of_the_county.post(page, again).status_code == 302
    assert of_the_county.post("/manage/categories/0103/end/", sent(last_day="2026-11-30")).status_code == 302
    line.refresh_from_db()
    assert (line.name, line.valid_to) == ("下水", date(2026, 12, 1))
    told = [each["what"] for each in of_the_county.get("/manage/categories/").context["changes"][:4]]
    assert told == ["类别目录停用了一行", "类别目录更正了一行", "类别目录更正了一行", "类别目录加了一行"]


def test_a_code_is_used_once_and_a_class_comes_first(of_the_county):
    for code, status in (("0101", 409), ("9901", 422), ("1", 422), ("abcd", 422)):
        answer = of_the_county.post("/manage/categories/new/", sent(code=code, name="试", valid_from="2026-11-23"))
        assert (code, answer.status_code, list(errors(answer))) == (code, status, ["code"])


def test_a_class_with_categories_does_not_end(of_the_county):
    answer = of_the_county.post("/manage/categories/01/end/", sent(last_day="2026-11-30"))
    assert (answer.status_code, "请先停用小类" in str(errors(answer))) == (409, True)
    assert Category.objects.get(pk="01").valid_to is None
    assert of_the_county.get("/manage/categories/77/correct/").status_code == 404


# programs


def made(near, where="street"):
    return create_token(
        name="大屏",
        wanted=["cases.view"],
        area=near.areas[where],
        unit=near.units["office"],
        valid_to=date(2026, 12, 31),
        by=SYSTEM,
        at=AT,
    )


def wanted(near, **given):
    usual = {"name": "数据平台", "permissions": ["cases.view"], "unit": str(near.units["office"].pk)}
    return sent(**{**usual, "area": "630102005", "last_day": "2027-06-30", **given})


def test_a_program_is_let_in_and_its_token_shown_once(near, administrator, client):
    given = wanted(near)
    answer = administrator.post("/manage/programs/new/", given)
    text = answer.context["token"]
    assert (answer.status_code, text[:4]) == (200, "xhz_")
    assert client.get("/api/v1/matters", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    assert administrator.post("/manage/programs/new/", given).context["token"] == ""
    row = ApiToken.objects.get()
    assert (row.valid_to, row.permissions) == (date(2027, 7, 1), ["cases.view"])
    listed = administrator.get("/manage/programs/")
    assert text not in listed.content.decode()
    assert [(each["name"], each["may"], each["by"], each["label"]) for each in listed.context["rows"]] == [
        ("数据平台", "查看事件", "火寅", "在用")
    ]
    assert administrator.post(f"/manage/programs/{row.pk}/revoke/", sent()).status_code == 302
    assert client.get("/api/v1/matters", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    assert [each["label"] for each in administrator.get("/manage/programs/").context["rows"]] == ["已停用"]
    assert AuditRow.objects.filter(action="people.token.revoked").count() == 1


def test_no_program_gets_what_is_not_offered(near, administrator):
    offered = dict(administrator.get("/manage/programs/new/").context["form"].fields["permissions"].choices)
    assert "cases.view" in offered
    assert not {"cases.contact", "people.manage", "people.token", "cases.confidential"} & set(offered)
    for given, field in (
        ({"permissions": ["cases.contact"]}, "permissions"),
        ({"area": "630102006"}, "area"),
        ({"unit": str(new_id())}, "unit"),
        ({"last_day": "2026-11-22"}, "last_day"),
    ):
        answer = administrator.post("/manage/programs/new/", wanted(near, **given))
        assert (field, answer.status_code, list(errors(answer))) == (field, 422, [field])
    assert ApiToken.objects.count() == 0


def test_the_neighbour_neither_sees_nor_revokes(world, near):
    row, _text = made(near)
    far = visit(world, "far-administrator", today=TODAY)
    assert far.get("/manage/programs/").context["rows"] == []
    assert far.get(f"/manage/programs/{row.pk}/revoke/").status_code == 404
    assert far.post(f"/manage/programs/{row.pk}/revoke/", sent()).status_code == 404
    assert not ApiToken.objects.get(pk=row.pk).revoked


# as spreadsheets


def test_norms_as_a_spreadsheet(world, near):
    """Values of the past and of the areas above as well; what is the neighbour's alone is not there."""
    setting = NormText(HANDLE, 3, "work_day", "=本街道规定", "V1", qualifier="0101")
    set_norm(norm=setting, area=near.areas["street"], valid_from=TODAY, by=SYSTEM, at=AT)
    neighbour = NormText(HANDLE, 9, "work_day", "邻街道规定", "D")
    set_norm(norm=neighbour, area=world.far.areas["street"], valid_from=TODAY, by=SYSTEM, at=AT)
    rows = book(visit(world, "near-administrator", today=TODAY).get("/manage/norms/sheet/"))
    what, where = ["标准", "配置文件里的名称", "值", "适用类别"], ["地点代码", "地点"]
    assert rows[0] == [*what, *where, "依据", "核实程度", "第一天", "最后一天"]
    ours = [row[2:] for row in rows[1:] if row[1] == HANDLE]
    place = ["630102005", "火车站街道"]
    assert ["3个工作日", "路灯", *place, "=本街道规定", "V1 见于原文", "2026-11-23", ""] in ours
    assert {row[2] for row in ours} == {"630102", "630102005"}


def test_the_catalogue_as_a_spreadsheet(of_the_county):
    rows = book(of_the_county.get("/manage/categories/sheet/"))
    assert rows[0] == ["代码", "类别名称", "关键词", "紧急", "依据", "第一天", "最后一天"]
    assert ["0102", "井盖", "井盖", "紧急", "", "2020-01-01", ""] in rows
    assert len(rows) == Category.objects.count() + 1


def test_programs_as_a_spreadsheet_without_what_lets_them_in(world, near):
    row, text = made(near)
    answer = visit(world, "near-administrator", today=TODAY).get("/manage/programs/sheet/")
    rows = book(answer)
    assert [line[0] for line in rows[1:]] == [row.name]
    assert text not in str(rows)
    assert bytes(row.digest).hex() not in str(rows)
    assert book(visit(world, "far-administrator", today=TODAY).get("/manage/programs/sheet/"))[1:] == []
