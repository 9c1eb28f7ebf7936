"""The working calendar's pages: everybody may look, an administrator changes it where they look after it."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support import street
from tests.support.street import AT, DAY, SINCE
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import remove_local_day, set_local_day
from xiuhuazhen.core.norms.models import CalendarDay, Norm
from xiuhuazhen.core.norms.queries import office_hours_of
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
NOTICE = "1月1日至3日 休 元旦\n10月1日至7日 休 国庆节\n10月9日 班 国庆节"
BASIS = "国务院办公厅关于2027年部分节假日安排的通知"
CHANGES = (
    "/calendar/import/",
    "/calendar/local/",
    "/calendar/hours/",
)


def administrator(world, name, area, unit, *, since=SINCE):
    account = street._account(name, "管某")
    role = street.give(account, RoleName.ADMINISTRATOR, area, unit, since=since)
    return SimpleNamespace(account=account, role=role)


@pytest.fixture
def near_admin(world):
    """Looks after the near street, which is the area that this installation serves."""
    return administrator(world, "near-admin", world.near.areas["street"], world.near.units["office"])


@pytest.fixture
def far_admin(world):
    return administrator(world, "far-admin", world.far.areas["street"], world.far.units["office"])


@pytest.fixture
def admin(client, near_admin):
    client.force_login(near_admin.account)
    return client


def text_of(response):
    return response.content.decode()


def preview(client, text=NOTICE, **given):
    return client.post("/calendar/import/", {"year": 2027, "basis": BASIS, "text": text, **given})


def confirm(client, seen, **given):
    """Send what the preview holds."""
    form = {name: seen.context[name] for name in ("year", "basis", "text", "seal", "command_id")}
    return client.post("/calendar/import/", {**form, "step": "confirm", **given})


# looking


def test_everybody_who_is_signed_in_may_look(client, world):
    for account in (world.near.accounts["grid-worker"], world.far.accounts["handler"], world.stranger):
        client.force_login(account)
        page = client.get("/calendar/")
        assert (page.status_code, page.context["may_change"]) == (200, False)
        assert not set(re.findall(r'href="(/calendar/\w+/)"', text_of(page))) & set(CHANGES)


def test_nobody_looks_without_signing_in(client, world):
    for address in ("/calendar/", "/calendar/2026/", *CHANGES):
        assert client.get(address)["Location"].startswith("/sign-in/")


def test_the_year_shows_days_off_moved_and_ordinary(client, world):
    client.force_login(world.near.accounts["handler"])
    page = client.get("/calendar/2026/")
    cells = {
        (month.title, cell.number): cell
        for month in page.context["months"]
        for week in month.weeks
        for cell in week
        if cell
    }
    assert len(cells) == 365
    shown = {key: (cells[key].kind, cells[key].mark) for key in (("10月", 1), ("10月", 10), ("11月", 23), ("11月", 28))}
    assert shown == {
        ("10月", 1): ("moved-off", "休"),
        ("10月", 10): ("moved-work", "班"),
        ("11月", 23): ("work-work", ""),
        ("11月", 28): ("weekend-off", ""),
    }
    assert cells["10月", 1].said == "10月1日 放假 国庆节"
    assert [key for key, cell in cells.items() if cell.is_today] == [("11月", 23)]
    said = [(each.said, each.days, each.name) for each in page.context["stretches"]]
    assert ("休", "10月1日至10月7日", "国庆节") in said
    assert ("班", "10月10日", "国庆节") in said


@pytest.mark.parametrize("year", [2025, 2028, 9999, 0, 10000])
def test_a_year_that_neither_is_there_nor_comes_next_is_absent(client, world, year):
    client.force_login(world.near.accounts["handler"])
    assert client.get(f"/calendar/{year}/").status_code == 404


def test_the_next_year_is_missing_and_says_so(client, world):
    client.force_login(world.near.accounts["handler"])
    page = client.get("/calendar/2027/")
    assert page.context["months"] == []
    assert "2027 年的工作日历还没有" in text_of(page)


@pytest.mark.parametrize(("days", "warned"), [(0, False), (31, False), (32, True)])
def test_it_warns_when_a_limit_that_begins_now_can_pass_the_end(client, world, monkeypatch, days, warned):
    """The longest limit is seven days: from 25 December on they end in 2027."""
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=days))
    client.force_login(world.near.accounts["handler"])
    page = client.get("/calendar/")
    assert page.context["runs_short"] is warned
    assert ("请提醒管理员导入" in text_of(page)) is warned
    assert "发布到 2026年12月31日" in text_of(page)


def test_local_days_are_those_of_where_one_works(client, world):
    for area, name in (
        (world.county, "区庆"),
        (world.near.areas["second"], "社区日"),
        (world.far.areas["street"], "远处的"),
    ):
        given = {"day": TODAY + DAY, "is_workday": False, "name": name, "basis": "通知"}
        set_local_day(area=area, by=SYSTEM, at=AT, **given)
    client.force_login(world.near.accounts["leader"])
    page = client.get("/calendar/")
    assert [row["name"] for row in page.context["local_days"]] == ["区庆", "社区日"]
    assert "远处的" not in text_of(page)
    assert [
        cell.said
        for month in page.context["months"]
        for week in month.weeks
        for cell in week
        if cell and "local" in cell.kind
    ] == ["11月24日 放假 区庆"]


# who may change


def test_only_who_may_change_has_the_door(client, world, near_admin):
    client.force_login(near_admin.account)
    assert "/calendar/" in [entry.url for entry in client.get("/manage/").context["entries"]]
    client.force_login(world.near.accounts["leader"])
    assert "/calendar/" not in [entry.url for entry in client.get("/manage/").context["entries"]]


@pytest.mark.parametrize("address", CHANGES)
def test_no_other_office_changes_anything(client, world, address):
    for office in ("leader", "dispatcher", "secretary"):
        client.force_login(world.near.accounts[office])
        assert [client.get(address).status_code, client.post(address, {}).status_code] == [403, 403]


@pytest.mark.parametrize("address", CHANGES)
def test_a_role_that_ended_yesterday_or_begins_tomorrow_changes_nothing(client, world, near_admin, address):
    end_role(role=near_admin.role, last_day=TODAY - DAY, by=SYSTEM, at=AT)
    coming = administrator(world, "later", world.near.areas["street"], world.near.units["office"], since=TODAY + DAY)
    for each in (near_admin, coming):
        client.force_login(each.account)
        assert client.post(address, {}).status_code == 403


def test_the_nation_is_changed_by_who_looks_after_all_that_is_served(client, world, near_admin, far_admin, settings):
    """With the county served, an administrator of one street no longer may."""
    client.force_login(far_admin.account)
    assert preview(client).status_code == 403
    client.force_login(near_admin.account)
    assert preview(client).status_code == 200
    settings.HOME_AREA = "630102"
    assert preview(client).status_code == 403
    whole = administrator(world, "county-admin", world.county, world.near.units["office"])
    client.force_login(whole.account)
    assert preview(client).status_code == 200


def test_a_place_that_one_does_not_look_after_cannot_be_chosen(client, world, far_admin):
    client.force_login(far_admin.account)
    page = client.post("/calendar/local/", local_form(area="630102005"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["area"])
    assert CalendarDay.objects.filter(area__isnull=False).count() == 0


def test_hours_of_a_place_that_one_does_not_look_after_stay(client, world, far_admin):
    """The page of another place, or of none, is that of one's own."""
    client.force_login(far_admin.account)
    for code in ("630102005", "630102", "x"):
        assert client.get(f"/calendar/hours/?area={code}").context["area"] == world.far.areas["street"]


# the notice


def test_a_notice_is_looked_over_and_then_stored(admin):
    seen = preview(admin)
    assert (seen.status_code, seen.context["added"], seen.context["corrections"]) == (200, 365, [])
    assert CalendarDay.objects.filter(day__year=2027).count() == 0
    done = confirm(admin, seen)
    assert (done.status_code, done["Location"]) == (302, "/calendar/2027/")
    assert CalendarDay.objects.get(day=date(2027, 10, 9)).is_workday is True
    assert "国庆节" in text_of(admin.get("/calendar/2027/"))


def test_a_file_is_as_good_as_lines(admin):
    sheet = SimpleUploadedFile("安排.csv", ("日期,休或班,名称\n" + "2027-10-01,休,国庆节\n").encode("gb18030"))
    seen = preview(admin, text="", sheet=sheet)
    assert seen.context["text"] == "2027-10-01\t0\t国庆节"
    assert confirm(admin, seen).status_code == 302


def test_wrong_lines_are_named_and_nothing_is_stored(admin):
    page = preview(admin, "10月1日 休\n10月32日 休\n10月2日 也许")
    assert (page.status_code, [fault.line for fault in page.context["faults"]]) == (422, [2, 3])
    assert "第 2 行" in text_of(page)
    assert "10月32日 休" in text_of(page)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"text": ""}, ["text"]),
        ({"basis": ""}, ["basis"]),
        ({"year": 2030}, ["year"]),
        ({"sheet": SimpleUploadedFile("x.xlsx", b"PK\x03\x04x")}, ["sheet"]),
    ],
)
def test_what_is_missing_is_said(admin, given, fields):
    page = preview(admin, **given)
    assert (page.status_code, list(page.context["form"].errors)) == (422, fields)


def test_a_correction_shows_what_was_there(admin):
    confirm(admin, preview(admin))
    seen = preview(admin, NOTICE.replace("10月9日", "10月10日"))
    assert [(f"{each['day']:%m-%d}", each["before"], each["after"]) for each in seen.context["corrections"]] == [
        ("10-09", "上班 国庆节", "放假"),
        ("10-10", "放假", "上班 国庆节"),
    ]
    confirm(admin, seen)
    assert "不用再导入" in text_of(preview(admin, NOTICE.replace("10月9日", "10月10日")))


def test_a_double_click_stores_once(admin):
    seen = preview(admin)
    assert [confirm(admin, seen)["Location"], confirm(admin, seen)["Location"]] == ["/calendar/2027/"] * 2
    assert AuditRow.objects.filter(action="norms.calendar.imported").count() == 1


def test_the_same_id_with_other_contents_is_refused(admin):
    seen = preview(admin)
    confirm(admin, seen)
    assert confirm(admin, seen, text="5月1日 休 劳动节").status_code == 409


def test_a_year_that_somebody_else_changed_is_shown_again(admin):
    first, second = preview(admin), preview(admin, NOTICE + "\n5月1日 休 劳动节")
    confirm(admin, first)
    page = confirm(admin, second)
    assert (page.status_code, len(page.context["corrections"]), page.context["added"]) == (409, 1, 0)
    assert "别人改过这一年的安排" in text_of(page)
    assert confirm(admin, page).status_code == 302
    assert CalendarDay.objects.get(day=date(2027, 5, 1)).name == "劳动节"


# local days


def local_form(**given):
    form = {"area": "630102005", "day": "2026-11-25", "kind": "off", "name": "州庆", "basis": "州政府通知"}
    return {**form, "command_id": str(new_id()), **given}


def test_a_local_day_is_set_and_removed(admin, world):
    done = admin.post("/calendar/local/", local_form())
    assert (done.status_code, done["Location"]) == (302, "/calendar/2026/")
    (row,) = admin.get("/calendar/").context["local_days"]
    assert (row["area"], row["said"], row["may_remove"]) == ("火车站街道", "放假", True)
    gone = admin.post(f"/calendar/local/{row['id']}/remove/", {"command_id": str(row["command_id"])})
    assert gone["Location"] == "/calendar/2026/"
    assert admin.get("/calendar/").context["local_days"] == []


def test_a_local_day_sent_twice_is_one_and_another_rule_for_it_is_refused(admin):
    form = local_form()
    assert [admin.post("/calendar/local/", form).status_code for _ in range(2)] == [302, 302]
    assert CalendarDay.objects.filter(area__isnull=False).count() == 1
    page = admin.post("/calendar/local/", local_form(kind="work"))
    assert page.status_code == 422
    assert "请先取消原来的" in text_of(page)


def test_a_day_that_is_gone_or_elsewhere_is_told_alike(client, world, near_admin, far_admin):
    given = {"day": TODAY + DAY, "is_workday": False, "name": "州庆", "basis": "通知"}
    row = set_local_day(area=world.near.areas["street"], by=SYSTEM, at=AT, **given)
    client.force_login(far_admin.account)
    told = [text_of(client.post(f"/calendar/local/{each}/remove/", follow=True)) for each in (row.pk, new_id())]
    assert ["这一天已经取消了" in each for each in told] == [True, True]
    assert CalendarDay.objects.filter(pk=row.pk).exists()
    key = row.pk
    remove_local_day(local_day=row, by=SYSTEM, at=AT)
    client.force_login(near_admin.account)
    assert "这一天已经取消了" in text_of(client.post(f"/calendar/local/{key}/remove/", follow=True))


def test_a_national_day_is_no_local_day(admin):
    row = CalendarDay.objects.get(area__isnull=True, day=TODAY)
    admin.post(f"/calendar/local/{row.pk}/remove/")
    assert CalendarDay.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("wrong", [{"day": "gestern"}, {"kind": "x"}, {"name": ""}, {"basis": ""}, {"name": "长" * 41}])
def test_a_local_day_that_is_incomplete_is_refused(admin, wrong):
    page = admin.post("/calendar/local/", local_form(**wrong))
    assert (page.status_code, list(page.context["form"].errors)) == (422, list(wrong))


# office hours


def hours_form(**given):
    form = {
        "valid_from": "2027-05-01",
        "opens": "08:30",
        "closes": "12:00",
        "opens_again": "15:00",
        "closes_again": "18:30",
        "basis": "区政府通知",
        "evidence": "V2",
    }
    return {**form, "command_id": str(new_id()), **given}


def test_a_season_is_set_and_taken_back_before_it_begins(admin, world):
    done = admin.post("/calendar/hours/?area=630102005006", hours_form())
    assert (done.status_code, done["Location"]) == (302, "/calendar/hours/?area=630102005006")
    (season,) = admin.get(done["Location"]).context["seasons"]
    assert (season["said"], season["label"], season["may_withdraw"]) == ("08:30–12:00 15:00–18:30", "未开始", True)
    (norm,) = office_hours_of(world.near.areas["community"])
    assert (norm.value, norm.evidence) == ([[510, 720], [900, 1110]], "V2")
    gone = admin.post(f"/calendar/hours/{season['id']}/withdraw/", {"command_id": str(season["command_id"])})
    assert gone["Location"] == "/calendar/hours/?area=630102005006"
    assert office_hours_of(world.near.areas["community"]) == []


def test_hours_without_a_break_are_one_span(admin, world):
    admin.post("/calendar/hours/", hours_form(opens_again="", closes_again=""))
    assert office_hours_of(world.near.areas["street"])[0].value == [[510, 720]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": "13:00"},
        {"opens_again": "11:00"},
        {"closes_again": ""},
        {"opens": "x"},
        {"evidence": "Z"},
        {"basis": ""},
    ],
)
def test_hours_that_cannot_be_are_refused(admin, world, wrong):
    page = admin.post("/calendar/hours/", hours_form(**wrong))
    assert page.status_code == 422
    assert office_hours_of(world.near.areas["street"]) == []


def test_hours_sent_twice_are_set_once_and_earlier_ones_are_refused(admin, world):
    form = hours_form()
    assert [admin.post("/calendar/hours/", form).status_code for _ in range(2)] == [302, 302]
    assert len(office_hours_of(world.near.areas["street"])) == 1
    page = admin.post("/calendar/hours/", hours_form(valid_from="2027-04-01"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["valid_from"])


def test_hours_of_another_place_and_hours_that_hold_cannot_be_taken_back(client, world, near_admin, far_admin):
    admin = client
    admin.force_login(near_admin.account)
    admin.post("/calendar/hours/", hours_form())
    norm = Norm.objects.get(name="office.hours", area=world.near.areas["street"])
    admin.force_login(far_admin.account)
    for each in (norm.pk, new_id(), Norm.objects.get(name="office.hours", area=world.county).pk):
        assert "已经撤回了" in text_of(admin.post(f"/calendar/hours/{each}/withdraw/", follow=True))
    assert office_hours_of(world.near.areas["street"]) == [norm]
    whole = administrator(world, "county-admin", world.county, world.near.units["office"])
    admin.force_login(whole.account)
    held = Norm.objects.get(name="office.hours", area=world.county)
    assert "只能撤回" in text_of(admin.post(f"/calendar/hours/{held.pk}/withdraw/", follow=True))


def test_looking_and_opening_forms_writes_nothing(admin):
    before = AuditRow.objects.count()
    for address in ("/calendar/", "/calendar/2027/", *CHANGES):
        assert admin.get(address).status_code == 200
    for address in ("/calendar/local/", "/calendar/hours/"):
        for thing in ("remove", "withdraw"):
            assert admin.get(f"{address}{new_id()}/{thing}/").status_code in (404, 405)
    assert AuditRow.objects.count() == before
