"""A duty roster as a spreadsheet: what was exported changes nothing; new shifts are set, and none twice."""

from datetime import date, timedelta

import pytest

from tests.support import street
from tests.support.registers import faults, lines_of, send
from tests.support.roster import china, put, second_dispatcher
from tests.support.street import AT
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.models import Shift
from xiuhuazhen.web.rostering.importing import read_times

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
TITLES = ["日期", "值班身份", "时间", "姓名", "备注"]


@pytest.fixture
def world(monkeypatch):
    """It is Monday, 9:00."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    world = street.build()
    second_dispatcher(world.near)
    return world


@pytest.fixture
def leader(world):
    return visit(world, "near-leader", today=TODAY)


@pytest.fixture
def page(near):
    return f"/roster/import/?unit={near.units['desk'].pk}"


def told(shifts=None):
    rows = Shift.objects.order_by("begins_at", "post") if shifts is None else shifts
    return [(row.person.name, row.post, row.begins_at, row.ends_at, row.note) for row in rows]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("near-leader", 200),
        ("near-dispatcher", 200),
        ("near-secretary", 403),
        ("far-leader", 404),
        ("former-near-leader", 404),
        ("coming-near-leader", 404),
        ("stranger", 404),
        ("anonymous", 302),
    ],
)
def test_who_may(world, page, near, name, status):
    browser = visit(world, name, today=TODAY)
    row = ["2026-11-24", "值班员", "08:00-18:00", near.accounts["second"].person.name, ""]
    assert browser.get(page).status_code == status
    assert send(browser, page, TITLES, row).status_code == (302 if status == 200 else status)
    assert Shift.objects.count() == (status == 200)


def test_shifts_are_set_and_none_twice(leader, page, near):
    second, boss = near.accounts["second"].person.name, near.accounts["leader"].person.name
    rows = (
        TITLES,
        ["2026-11-24", "值班员", "08:00–18:00", second, "前台"],
        ["2026年11月24日", "值班员", "18:00–次日 08:00", second, ""],
        ["2026/11/25", "带班领导", "全天", boss, ""],
        ["2026-11-26", "值班员", "", "没有人值班", ""],
    )
    command_id = str(new_id())
    for again in (command_id, command_id, None):
        answer = send(leader, page, *rows, command_id=again)
        assert answer.status_code == 302, faults(answer)
    assert told() == [
        (second, "officer", china(24, 8), china(24, 18), "前台"),
        (second, "officer", china(24, 18), china(25, 8), ""),
        (boss, "leader", china(25), china(26), ""),
    ]


def test_what_was_exported_comes_in_again_and_changes_nothing(leader, page, near):
    """Also the past, a gap, and a shift that lasts for days."""
    put(near, "second", china(23, 10), china(23, 18), note="前台")
    put(near, "second", china(24, 18), china(25, 8))
    put(near, "dispatcher", china(26), china(29), note="周末")
    before = AuditRow.objects.filter(action__startswith="people.").count()
    exported = lines_of(leader.get("/roster/sheet/", {"unit": str(near.units["desk"].pk)}))
    answer = send(leader, page, *exported)
    assert answer.status_code == 302, faults(answer)
    assert AuditRow.objects.filter(action__startswith="people.").count() == before


def test_each_fault_is_told_with_its_line_and_nothing_comes_in(leader, page, near):
    second, lamps = near.accounts["second"].person.name, near.accounts["handler"].person.name
    put(near, "second", china(24, 8), china(24, 18))
    answer = send(
        leader,
        page,
        TITLES,
        ["2026-11-25", "值班员", "08:00–18:00", second, ""],
        ["2026-11-24", "值班员", "09:00–12:00", second, ""],
        ["2026-11-25", "值班员", "08:00–18:00", lamps, ""],
        ["2026-11-25", "值班员", "上午", second, ""],
        ["11.25", "值班员", "08:00–18:00", second, ""],
        ["", "值班员", "08:00–18:00", second, ""],
        ["2026-11-26", "站长", "08:00–18:00", second, ""],
        ["2026-11-26", "值班员", "08:00–18:00", second, "很" * 101],
        ["2026-11-20", "值班员", "08:00–18:00", second, ""],
    )
    assert answer.status_code == 422
    assert [sentence.partition("：")[0] for sentence in faults(answer)[:-1]] == [f"第{line}行" for line in range(3, 11)]
    assert Shift.objects.count() == 1


def test_two_of_the_same_name_are_told_apart_by_their_telephone(leader, page, near):
    second = near.accounts["second"].person
    first = near.accounts["dispatcher"].person
    first.name, first.work_telephone = second.name, "0971-8220009"
    first.save()
    row = ["2026-11-24", "值班员", "08:00–18:00", second.name]
    assert send(leader, page, TITLES[:4], row).status_code == 422
    answer = send(leader, page, [*TITLES[:4], "工作电话"], [*row, "0971-8220001"])
    assert answer.status_code == 302, faults(answer)
    assert Shift.objects.get().person == second


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("08:00–18:00", china(24, 8), china(24, 18)),
        ("8：00～18：30", china(24, 8), china(24, 18) + timedelta(minutes=30)),
        ("08:00至18:00", china(24, 8), china(24, 18)),
        ("18:00-08:00", china(24, 18), china(25, 8)),
        ("08:00–次日 09:00", china(24, 8), china(25, 9)),
        ("00:00–24:00", china(24), china(25)),
        ("全天", china(24), china(25)),
        ("11月24日 00:00至11月30日 08:00", china(24), china(30, 8)),
        ("11月29日 18:00至12月2日 08:00", china(29, 18), china(32, 8)),
    ],
)
def test_times_are_read_as_rosters_are_written(text, begins, ends):
    span = read_times(text, date(2026, 11, 24))
    assert (span.begins_at, span.ends_at) == (begins, ends)


def test_over_the_turn_of_the_year():
    span = read_times("12月31日 18:00至1月1日 08:00", date(2026, 12, 31))
    assert span.ends_at - span.begins_at == timedelta(hours=14)


@pytest.mark.parametrize("text", ["", "白班", "25:00–26:00", "08:60–09:00", "2月30日 08:00至2月31日 08:00", "8-18"])
def test_what_is_no_time_is_told(text):
    with pytest.raises(InvalidInput, match=r"08:00–18:00"):
        read_times(text, date(2026, 11, 24))
