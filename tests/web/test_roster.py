"""The pages of the duty roster: who may look, who may change, and what stands on them."""

import io
from datetime import date

import openpyxl
import pytest
from django.contrib.messages import get_messages

from tests.support import street
from tests.support.roster import china, put, second_dispatcher
from tests.support.street import AT, SYSTEM
from tests.support.visitors import visit
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import cancel_shift, end_role
from xiuhuazhen.core.people.choices import ShiftPost, UnitKind
from xiuhuazhen.core.people.models import Role, Shift
from xiuhuazhen.core.people.roster import on_duty, shifts_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def world(monkeypatch):
    """It is Monday, 9:00."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    world = street.build()
    second_dispatcher(world.near)
    return world


@pytest.fixture
def desk(near):
    return near.units["desk"]


@pytest.fixture
def leader(client, near):
    client.force_login(near.accounts["leader"])
    return client


def form(near, office="second", **given):
    usual = {
        "person": str(near.accounts[office].person_id),
        "post": "officer",
        "begins_at": "2026-11-24T18:00",
        "ends_at": "2026-11-25T08:00",
        "note": "",
        "command_id": str(new_id()),
    }
    return {**usual, **given}


# who may look


@pytest.mark.parametrize(
    ("name", "unit", "status"),
    [
        ("near-dispatcher", "desk", 200),
        ("near-leader", "desk", 200),
        ("near-secretary", "desk", 200),
        ("near-grid-worker", "desk", 200),
        ("near-inspector", "desk", 200),
        ("near-leader", "community", 200),
        ("near-dispatcher", "community", 200),
        ("near-secretary", "community", 200),
        ("near-second-secretary", "community", 404),
        ("near-handler", "community", 404),
        ("far-dispatcher", "desk", 404),
        ("far-leader", "desk", 404),
        ("far-secretary", "desk", 404),
        ("stranger", "desk", 200),
        ("former-near-dispatcher", "desk", 200),
        ("coming-near-dispatcher", "desk", 200),
    ],
)
def test_everybody_in_the_units_area_may_look(world, desk, name, unit, status):
    """Whoever has no role today sees an empty page that names nobody, whatever they ask for."""
    put(world.near, "second", china(23, 8), china(23, 18))
    asked = {"unit": str(world.near.units[unit].pk)}
    browser = visit(world, name, today=TODAY)
    for address in ("/roster/", "/roster/sheet/"):
        answer = browser.get(address, asked)
        nobody = name in {"stranger", "former-near-dispatcher", "coming-near-dispatcher"}
        assert answer.status_code == (404 if nobody and "sheet" in address else status)
        assert not nobody or "车子" not in answer.content.decode()


def test_somebody_unknown_is_asked_to_sign_in(client, desk):
    assert client.get("/roster/").status_code == 302


def test_first_comes_the_desk_where_one_works(client, world, near):
    """Else the desk of one's street, and never the neighbour's."""
    for office in ("second", "secretary", "handler"):
        client.force_login(near.accounts[office])
        assert client.get("/roster/").context["unit"] == near.units["desk"]
    client.force_login(world.far.accounts["secretary"])
    page = client.get("/roster/")
    assert page.context["unit"] == world.far.units["desk"]
    assert {each["name"] for each in page.context["units"]} == {
        "八一路街道派遣台",
        "八一路街道办事处",
        "八一路街道路灯队",
        "八一路街道供水站",
        "学院社区居民委员会",
    }


def test_the_second_station_stands_before_the_tenth(leader, near):
    names = [f"第{number}便民服务站" for number in (10, 2, 1)]
    for name in names:
        street.unit(name, UnitKind.STATION, near.areas["street"])
    offered = [each["name"] for each in leader.get("/roster/").context["units"]]
    assert [name for name in offered if name in names] == names[::-1]


@pytest.mark.parametrize("unit", ["x", "", "0" * 32, "' or 1=1"])
def test_a_unit_that_is_none_is_absent(leader, unit):
    assert leader.get("/roster/", {"unit": unit}).status_code == (404 if unit else 200)


# who may change


CHANGERS = ("near-dispatcher", "near-leader", "near-second")
LOOKERS = ("near-secretary", "near-grid-worker", "near-inspector", "near-handler")
OUTSIDERS = ("far-dispatcher", "far-leader", "stranger", "former-near-leader", "coming-near-dispatcher")


@pytest.mark.parametrize("name", [*CHANGERS, *LOOKERS, *OUTSIDERS])
def test_every_door_that_changes_the_roster(world, near, desk, name):
    """Those who lead and those at the desk pass; others in the area are told who may; to the rest there is nothing."""
    shift = put(near, "second", china(24, 8), china(24, 18))
    other = put(near, "second", china(25, 8), china(25, 18))
    expected = 200 if name in CHANGERS else 403 if name in LOOKERS else 404
    browser, asked = visit(world, name, today=TODAY), f"?unit={desk.pk}"
    for address in (
        f"/roster/new/{asked}",
        f"/roster/copy/{asked}",
        f"/roster/{shift.pk}/swap/",
        f"/roster/{other.pk}/cancel/",
    ):
        assert browser.get(address).status_code == expected, address
        sent = browser.post(address, {"weeks": "1", **form(near, "dispatcher")})
        assert sent.status_code == (302 if expected == 200 else expected), address
    gone = Shift.objects.filter(pk__in=[shift.pk, other.pk], cancelled=True).count()
    assert (gone, Shift.objects.count() > 2) == ((2, True) if expected == 200 else (0, False))


def test_links_to_change_are_shown_to_those_who_may(client, near, desk):
    put(near, "second", china(24, 8), china(24, 18))
    for office, shown in (("leader", True), ("secretary", False)):
        client.force_login(near.accounts[office])
        page = client.get("/roster/").content.decode()
        assert [word in page for word in ("/swap/", "/cancel/", "/roster/new/", "/roster/copy/")] == [shown] * 4


# duty leaders


def leads(near, **given):
    return form(
        near, "leader", **{"post": "leader", "begins_at": "2026-11-23T08:00", "ends_at": "2026-11-24T08:00", **given}
    )


def test_the_leader_of_the_street_is_duty_leader_of_its_desk(leader, near, desk):
    """They work for the office and not for the desk; on the roster they count as on duty."""
    page = leader.get(f"/roster/new/?unit={desk.pk}").content.decode()
    assert f'value="{near.accounts["leader"].person_id}"' in page
    assert leader.post(f"/roster/new/?unit={desk.pk}&day=2026-11-23", leads(near)).status_code == 302
    shift = Shift.objects.get()
    assert (shift.person, shift.post) == (near.accounts["leader"].person, ShiftPost.LEADER)
    assert [each.person_id for each in on_duty(desk.pk, at=AT)] == [shift.person_id]
    (duty,) = shifts_of(desk.pk, china(23), china(24))
    assert duty.left is False


def test_and_never_its_duty_officer(leader, near, desk):
    answer = leader.post(f"/roster/new/?unit={desk.pk}&day=2026-11-23", leads(near, post="officer"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["person"])
    assert not Shift.objects.exists()


@pytest.mark.parametrize("who", ["far", "former", "coming", "inspector"])
def test_nobody_else_from_outside_the_desk_is(world, near, leader, desk, who):
    """The leader of the neighbouring street, one until yesterday, one from tomorrow, and who only works there."""
    made = {"former": street.former, "coming": street.coming}
    account = made[who](near, "leader", today=TODAY) if who in made else None
    account = account or (world.far.accounts["leader"] if who == "far" else near.accounts[who])
    assert str(account.person_id) not in leader.get(f"/roster/new/?unit={desk.pk}&day=2026-11-23").content.decode()
    sent = {**leads(near), "person": str(account.person_id)}
    assert leader.post(f"/roster/new/?unit={desk.pk}&day=2026-11-23", sent).status_code == 422
    assert not Shift.objects.exists()


def test_a_leader_who_left_is_not_on_duty_any_more(leader, near, desk):
    leader.post(f"/roster/new/?unit={desk.pk}&day=2026-11-23", leads(near))
    end_role(
        role=Role.objects.get(person=near.accounts["leader"].person), last_day=date(2026, 11, 22), by=SYSTEM, at=AT
    )
    assert on_duty(desk.pk, at=AT) == []
    (duty,) = shifts_of(desk.pk, china(23), china(24))
    assert duty.left is True


def test_a_leaders_shift_is_swapped_with_somebody_of_the_desk_alone(leader, near, desk):
    shift = put(near, "leader", china(24, 8), china(24, 18), post=ShiftPost.LEADER)
    page = leader.get(f"/roster/{shift.pk}/swap/").content.decode()
    assert [f'value="{near.accounts[name].person_id}"' in page for name in ("second", "leader")] == [True, False]


def test_where_nobody_else_could_take_a_shift_the_page_says_so(leader, near, desk):
    """Of the two at the water station one has left."""
    shift = put(near, "head", china(24, 8), china(24, 18), unit="water")
    other = Role.objects.get(person=near.accounts["other-handler"].person)
    end_role(role=other, last_day=date(2026, 11, 22), by=SYSTEM, at=AT)
    page = leader.get(f"/roster/{shift.pk}/swap/").content.decode()
    assert "没有别人可以接这个班" in page
    assert "<select" not in page


# what stands there


def test_days_gaps_and_who_is_on_duty_in_words(leader, near):
    put(near, "second", china(23, 8), china(24, 8))
    put(near, "dispatcher", china(24, 8), china(24, 18), note="=1+1")
    put(near, "leader", china(23, 8), china(30, 8), unit="office", post=ShiftPost.LEADER)
    page = leader.get("/roster/")
    days = page.context["days"]
    text = page.content.decode()
    assert [day.kind for day in days] == ["工作日"] * 5 + ["休息日"] * 2
    gaps = [[(gap.times, gap.over) for gap in day.gaps] for day in days[:3]]
    assert gaps == [[("00:00–08:00", True)], [("18:00–24:00", False)], [("00:00–24:00", False)]]
    assert [entry.times for entry in (*days[0].officers, *days[1].officers)] == ["08:00–次日 08:00", "08:00–18:00"]
    assert [entry.night for entry in (*days[0].officers, *days[1].officers)] == [True, False]
    for words in ("0971-8220001", "18:00–24:00 没有人值班", "夜班", "2026年11月23日至2026年11月29日"):
        assert words in text


def leaderless(client):
    return [day.leaderless for day in client.get("/roster/").context["days"]]


def test_nights_and_days_off_without_a_duty_leader_are_said_beside_the_officers(leader, near, desk):
    """Monday night has one; the leader of Saturday goes in the evening. Officers are there the whole week."""
    put(near, "second", china(23, 0), china(30, 0))
    put(near, "leader", china(23, 18), china(24, 8), unit="desk", post=ShiftPost.LEADER)
    put(near, "leader", china(28, 8), china(28, 20), unit="desk", post=ShiftPost.LEADER)
    night, off = "夜间没有带班领导", "休息日没有带班领导"
    assert leaderless(leader) == ["", night, night, night, night, off, off]
    page = leader.get("/roster/").content.decode()
    assert (page.count(night), page.count(off), page.count("都有人")) == (4, 2, 7)


def test_where_no_duty_leader_was_ever_set_nothing_is_said(leader, near, desk):
    """Neither by one who was taken off the roster, nor by one of another unit."""
    put(near, "leader", china(23, 18), china(24, 8), unit="office", post=ShiftPost.LEADER)
    gone = put(near, "leader", china(24, 18), china(25, 8), unit="desk", post=ShiftPost.LEADER)
    cancel_shift(shift_id=gone.pk, by=near.actor("leader"), at=AT, command_id=new_id())
    assert leaderless(leader) == [""] * 7


def test_a_duty_leader_who_left_leads_no_night(leader, near, desk):
    put(near, "second", china(25, 18), china(26, 8), unit="desk", post=ShiftPost.LEADER)
    assert leaderless(leader)[2] == ""
    end_role(role=Role.objects.get(person=near.accounts["second"].person), last_day=TODAY, by=SYSTEM, at=AT)
    assert leaderless(leader)[2] == "夜间没有带班领导"


def test_a_shift_of_many_days_stands_on_each_of_them(leader, near):
    office = near.units["office"].pk
    put(near, "leader", china(23, 8), china(26, 8), unit="office", post=ShiftPost.LEADER)
    days = leader.get("/roster/", {"unit": str(office)}).context["days"]
    assert [[entry.times for entry in day.leaders] for day in days[:4]] == [
        ["11月23日 08:00至11月26日 08:00"],
        ["全天"],
        ["全天"],
        [],
    ]


def test_a_month_has_all_its_days_and_what_is_not_published_says_so(leader):
    page = leader.get("/roster/", {"view": "month", "day": "2026-11-09"})
    assert [len(page.context["days"]), page.context["title"]] == [30, "2026年11月"]
    beyond = leader.get("/roster/", {"day": "2031-01-01"}).context["days"]
    assert beyond[0].kind == "工作日（安排未公布，暂定）"


@pytest.mark.parametrize("day", ["x", "2026-13-01", "0001-01-01", "9999-12-31", "", "2026-11-23T00:00"])
def test_a_day_that_no_calendar_has_is_today(leader, day):
    assert leader.get("/roster/", {"day": day}).context["days"][0].day == TODAY


def test_a_gap_of_somebody_who_left_says_so(leader, near):
    put(near, "second", china(25, 8), china(25, 18))
    end_role(role=Role.objects.get(person=near.accounts["second"].person), last_day=TODAY, by=SYSTEM, at=AT)
    assert "已不在本单位任职" in leader.get("/roster/").content.decode()


def test_nobody_on_duty_is_said(leader):
    assert "值班表上现在没有人值班。" in leader.get("/roster/").content.decode()


def test_the_sheet_has_a_line_for_each_shift_and_gap_and_no_formula(leader, near, desk):
    put(near, "second", china(23, 0), china(30, 0), note="=HYPERLINK(1)")
    answer = leader.get("/roster/sheet/", {"unit": str(desk.pk)})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [len(rows), {row[4] for row in rows[2:]}] == [8, {"全天"}]
    assert rows[1] == (
        "2026年11月23日",
        "星期一",
        "工作日",
        "值班员",
        "11月23日 00:00至11月30日 00:00",
        "车子",
        "0971-8220001",
        "=HYPERLINK(1)",
    )
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


# changing it


def test_a_shift_is_added_once_however_often_it_is_sent(leader, near, desk):
    given = form(near)
    for _ in range(2):
        answer = leader.post(f"/roster/new/?unit={desk.pk}", given)
        assert (answer.status_code, answer["Location"]) == (302, f"/roster/?unit={desk.pk}&day=2026-11-24")
    shift = Shift.objects.get()
    assert (shift.begins_at, shift.ends_at) == (china(24, 18), china(25, 8))


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"ends_at": "2026-11-24T18:00"}, 422, "结束时间要晚于开始时间。"),
        ({"ends_at": "nonsense"}, 422, "field-wrong"),
        ({"person": "x"}, 422, "field-wrong"),
        ({"person": ""}, 422, "field-wrong"),
        ({"post": "boss"}, 422, "field-wrong"),
        ({"note": "很" * 101}, 422, "field-wrong"),
        ({"begins_at": "2026-11-24T09:00"}, 409, "车子这段时间已经排了班"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(leader, near, desk, given, status, said):
    put(near, "second", china(24, 8), china(24, 18))
    answer = leader.post(f"/roster/new/?unit={desk.pk}", form(near, **given))
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert Shift.objects.count() == 1


def test_only_those_who_work_for_the_unit_are_offered(leader, near, desk):
    page = leader.get(f"/roster/new/?unit={desk.pk}").context["form"]
    *own, (group, above) = page.fields["person"].choices
    assert [label for _value, label in own] == ["请选人", "火乙", "车子"]
    assert (str(group), [label for _value, label in above]) == ("只能带班", ["火甲"])


def test_a_stale_swap_says_what_to_do(leader, near, desk):
    shift = put(near, "second", china(24, 8), china(24, 18))
    given = {"person": str(near.accounts["dispatcher"].person_id), "command_id": str(new_id())}
    first = leader.post(f"/roster/{shift.pk}/swap/", given)
    again = leader.post(f"/roster/{shift.pk}/swap/", given)
    late = leader.post(f"/roster/{shift.pk}/swap/", {**given, "command_id": str(new_id())})
    assert (first.status_code, again.status_code, late.status_code) == (302, 302, 409)
    assert "请看值班表" in late.content.decode()


def test_repeating_a_week_tells_what_was_left_out(leader, near, desk):
    put(near, "second", china(24, 8), china(24, 18))
    put(near, "second", china(31, 8), china(31, 9))
    answer = leader.post(f"/roster/copy/?unit={desk.pk}&day=2026-11-24", {"weeks": "1", "command_id": str(new_id())})
    assert answer["Location"] == f"/roster/?unit={desk.pk}&day=2026-11-30"
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told[0] == "排了 0 班。"
    assert "有 1 班没有排上" in told[1]
    assert "2026年12月1日 08:00 车子 那时已经排了班" in told[1]


@pytest.mark.parametrize("weeks", ["", "x", "0", "99"])
def test_a_number_of_weeks_that_is_none(leader, near, desk, weeks):
    put(near, "second", china(24, 8), china(24, 18))
    answer = leader.post(f"/roster/copy/?unit={desk.pk}&day=2026-11-24", {"weeks": weeks})
    assert (answer.status_code, Shift.objects.count()) == (422, 1)


@pytest.mark.parametrize("what", ["swap", "cancel"])
@pytest.mark.parametrize("shift", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_shift_that_is_none_is_absent(leader, what, shift):
    assert leader.get(f"/roster/{shift}/{what}/").status_code == 404
