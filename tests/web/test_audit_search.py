"""Searching the audit, and the registers as spreadsheets: who sees what, and that nothing hidden comes through."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import transaction

from tests.support import cases, street
from tests.support.street import AT, SYSTEM
from tests.support.visitors import visit
from xiuhuazhen.core.areas.actions import rename_area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import complaints

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def lines(browser, **asked):
    return browser.get("/manage/audit/", asked).context["rows"]


def book(answer):
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("near-administrator", 200),
        ("near-leader", 200),
        ("far-administrator", 200),
        ("near-dispatcher", 403),
        ("near-handler", 403),
        ("former-near-administrator", 403),
        ("coming-near-leader", 403),
        ("stranger", 403),
        ("anonymous", 302),
    ],
)
def test_who_may_search(world, name, status):
    browser = visit(world, name, today=TODAY)
    assert browser.get("/manage/audit/").status_code == status
    assert browser.get("/manage/audit/sheet/").status_code == status


def test_the_neighbour_finds_only_what_is_theirs(world, near, administrator):
    """In the list and in the spreadsheet; what belongs to no area is for whoever administers the home area."""
    street.unit("绿化队", UnitKind.DEPARTMENT, near.areas["community"])
    assert "绿化队 · 部门" in {row["words"] for row in lines(administrator, what="people.unit.created")}
    assert lines(administrator, what="people.account.created") != []
    far = visit(world, "far-administrator", today=TODAY)
    assert {row["where"] for row in lines(far)} <= {"八一路街道", "学院社区", "学院第一网格", "学院社区第一网格"}
    assert lines(far, what="people.account.created") == []
    assert "绿化队" not in str(book(far.get("/manage/audit/sheet/")))
    assert lines(far, area="630102005") == [] == lines(far, area="630102")


def test_it_is_searched_by_day_person_kind_and_place(near, administrator):
    named = {"name": "新名", "kind": "department", "area": "630102005006", "valid_from": "2026-11-23"}
    administrator.post("/manage/units/new/", {"command_id": str(new_id()), **named})
    assert [row["words"] for row in lines(administrator, who="火寅")] == ["新名 · 部门"]
    assert lines(administrator, who="\0火寅") == []
    assert lines(administrator, who="火寅", since="2026-11-24") == []
    assert lines(administrator, who="火寅", until="2026-11-22") == []
    assert len(lines(administrator, who="火寅", since="2026-11-23", until="2026-11-23")) == 1
    assert lines(administrator, who="火寅", area="630102005001") == []
    assert len(lines(administrator, who="火寅", area="630102005006")) == 1
    assert administrator.get("/manage/audit/", {"since": "gestern"}).context["rows"] == []


def test_an_area_is_found_by_the_code_that_it_had(near, administrator):
    street.unit("绿化队", UnitKind.DEPARTMENT, near.areas["second"])
    before = len(lines(administrator, what="people.unit.created"))
    rename_area(area=near.areas["second"], name="站前社区", on=TODAY, basis="试", by=SYSTEM, at=AT)
    assert len(lines(administrator, what="people.unit.created")) == before


def test_pages_follow_one_another(near, administrator):
    with transaction.atomic():
        for number in range(60):
            at, code = AT + timedelta(minutes=number), near.areas["street"].code
            record("people.unit.ended", subject=near.units["water"], by=SYSTEM, at=at, area_code=code)
    first = administrator.get("/manage/audit/", {"what": "people.unit.ended"}).context
    second = administrator.get("/manage/audit/" + first["next_url"]).context
    times = [row["at"] for row in (*first["rows"], *second["rows"])]
    assert (len(times), times, second["next_url"]) == (60, sorted(times, reverse=True), "")


def test_a_complaint_does_not_show_by_its_traces(near, administrator):
    """Whoever searches may be whom it is about."""
    matter = cases.case_in(near, "handling")
    with transaction.atomic():
        code = near.areas["street"].code
        record("cases.contact.opened", subject=matter, by=SYSTEM, at=AT, area_code=code, reason=matter.number)
    assert [row["why"] for row in lines(administrator, what="cases.contact.opened")] == [matter.number]
    Matter.objects.filter(pk=matter.pk).update(kind=complaints.KIND.procedure.kind)
    assert lines(administrator, what="cases.contact.opened") == []
    assert matter.number not in str(book(administrator.get("/manage/audit/sheet/")))


def test_more_than_can_be_written_is_refused(near, administrator, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.web.views.audit.MOST_ROWS", 3)
    answer = administrator.get("/manage/audit/sheet/")
    assert (answer.status_code, "符合的超过1000行" in answer.content.decode()) == (422, True)


def test_looking_writes_nothing(near, administrator):
    before = AuditRow.objects.count()
    for page in (
        "audit",
        "audit/sheet",
        "units/sheet",
        "people/sheet",
        "norms",
        "programs",
        "norms/sheet",
        "programs/sheet",
    ):
        assert administrator.get(f"/manage/{page}/").status_code == 200
    assert AuditRow.objects.count() == before


def test_the_registers_as_spreadsheets(world, near, administrator):
    """What the list shows, filters included; nothing becomes a formula; the neighbour has only theirs."""
    street.unit("=1+1", UnitKind.PARTNER, near.areas["street"])
    units = book(administrator.get("/manage/units/sheet/", {"kind": "partner"}))
    assert units[0] == ["单位名称", "类型", "地点代码", "地点", "工作电话", "第一天", "最后一天"]
    assert units[1:] == [["=1+1", "共建单位", "630102005", "火车站街道", "", "2020-01-01", ""]]
    raw = openpyxl.load_workbook(io.BytesIO(administrator.get("/manage/units/sheet/", {"kind": "partner"}).content))
    assert raw.active["A2"].data_type == "s"
    people = book(administrator.get("/manage/people/sheet/", {"q": "火己"}))
    assert people[1:] == [
        ["火己", "near-handler", "", "经办人", "火车站街道路灯队", "630102005", "火车站街道", "2020-01-01", "", ""]
    ]
    far = visit(world, "far-administrator", today=TODAY)
    assert {row[0][0] for row in book(far.get("/manage/people/sheet/"))[1:]} == {"八"}
    assert "=1+1" not in str(book(far.get("/manage/units/sheet/")))
