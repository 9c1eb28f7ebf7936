"""Units and people brought in from spreadsheets: all lines or none, by the rules of the pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.registers import MAY_BRING_IN, faults, send
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Account, Person, Role, Unit

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
UNITS, PEOPLE = "/manage/units/import/", "/manage/people/import/"
UNIT_TITLES = ["单位名称", "类型", "地点代码", "工作电话"]
PEOPLE_TITLES = ["姓名", "账号名", "工作电话", "角色", "单位", "地点代码", "最后一天"]


@pytest.mark.parametrize(("name", "status"), [*MAY_BRING_IN, ("near-dispatcher", 403)])
def test_who_may(world, name, status):
    browser = visit(world, name, today=TODAY)
    for page in (UNITS, PEOPLE):
        assert browser.get(page).status_code == status
    answer = send(browser, UNITS, UNIT_TITLES, ["绿化队", "部门", "630102005", ""])
    assert answer.status_code == (302 if status in {200, 302} else status)
    assert Unit.objects.filter(name="绿化队").exists() is (status == 200)


def test_units_come_in_and_what_is_there_is_corrected(near, administrator):
    rows = (
        UNIT_TITLES,
        ["绿化队", "部门", "630102005", "0971-0000090"],
        ["火车站街道路灯队", "部门", "630102005", "0971-0000091"],
        ["火车站街道供水站", "站所", "630102005"],
    )
    command_id = str(new_id())
    answer = send(administrator, UNITS, *rows, command_id=command_id)
    assert (answer.status_code, answer["Location"]) == (302, "/manage/units/")
    assert "新登记 1 行，更正 1 行，原已登记 1 行。" in administrator.get("/manage/units/").content.decode()
    lamps = Unit.objects.get(pk=near.units["lamps"].pk)
    assert (lamps.work_telephone, lamps.version) == ("0971-0000091", 2)
    before = AuditRow.objects.count()
    assert send(administrator, UNITS, *rows, command_id=command_id).status_code == 302
    assert (AuditRow.objects.count(), Unit.objects.filter(name="绿化队").count()) == (before, 1)


def test_each_fault_is_named_with_its_line_and_nothing_comes_in(near, administrator):
    answer = send(
        administrator,
        UNITS,
        UNIT_TITLES,
        ["绿化队", "部门", "630102005", ""],
        ["环卫队", "公司", "630102005", ""],
        ["学院队", "部门", "630102006", ""],
        ["", "部门", "630102005", "0971"],
        ["园林队", "部门", "630102005", "零九七一"],
    )
    assert answer.status_code == 422
    assert faults(answer) == [
        "第3行：没有“公司”这种单位类型。",
        "第4行：您管理的辖区里没有代码“630102006”。",
        "第5行：没有名称，或超过80个字。",
        "第6行：“零九七一”：只能用数字、空格、加号和横线。",
        "一行都没有导入。请改好这些行，再传一次。",
    ]
    assert not Unit.objects.filter(name="绿化队").exists()
    assert not AuditRow.objects.filter(action="people.unit.created", actor_name="火寅").exists()


def test_a_column_that_is_not_known_is_refused(administrator):
    """Nobody shall believe that it was kept."""
    answer = send(administrator, UNITS, [*UNIT_TITLES, "备注"], ["绿化队", "部门", "630102005", "", "x"])
    assert dict(answer.context["form"].errors) == {"sheet": ["这些列不认识：备注。请删掉再传。"]}
    answer = send(administrator, UNITS, ["单位名称", "类型"], ["绿化队", "部门"])
    assert dict(answer.context["form"].errors) == {"sheet": ["缺少这些列：地点代码。"]}
    assert not Unit.objects.filter(name="绿化队").exists()


def test_what_is_no_spreadsheet_or_too_long_is_refused(administrator, settings):
    sent = {"command_id": str(new_id()), "sheet": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")}
    assert administrator.post(UNITS, sent).status_code == 422
    settings.REGISTER_MAX_ROWS = 2
    rows = [[f"队{number}", "部门", "630102005", ""] for number in range(3)]
    assert send(administrator, UNITS, UNIT_TITLES, *rows).status_code == 422
    assert Unit.objects.filter(name__startswith="队").count() == 0


def test_people_come_in_with_their_roles(near, administrator):
    rows = (
        PEOPLE_TITLES,
        ["石磊", "shi.lei", "0971-0000092", "经办人", "火车站街道路灯队", "630102005", "2027-06-30"],
        ["石磊", "shi.lei", "0971-0000092", "核查员", "火车站街道办事处", "630102005"],
        ["火己", "near-handler", "0971-0000093", "经办人", "火车站街道路灯队", "630102005"],
    )
    command_id = str(new_id())
    assert send(administrator, PEOPLE, *rows, command_id=command_id).status_code == 302
    account = Account.objects.select_related("person").get(username="shi.lei")
    assert (account.person.name, account.has_usable_password()) == ("石磊", False)
    held = Role.objects.filter(person=account.person).order_by("name").values_list("name", "valid_from", "valid_to")
    assert list(held) == [
        (RoleName.INSPECTOR, TODAY, None),
        (RoleName.UNIT_HANDLER, TODAY, date(2027, 7, 1)),
    ]
    assert near.accounts["handler"].person.roles.count() == 1
    assert Person.objects.get(account__username="near-handler").work_telephone == "0971-0000093"
    assert send(administrator, PEOPLE, *rows, command_id=command_id).status_code == 302
    assert Role.objects.filter(person=account.person).count() == 2


def test_the_rules_of_the_pages_hold_for_lines(world, near, administrator):
    lamps = "火车站街道路灯队"
    answer = send(
        administrator,
        PEOPLE,
        PEOPLE_TITLES,
        ["石磊", "shi.lei", "", "监督员", lamps, "630102005"],
        ["八己", "far-handler", "", "经办人", lamps, "630102005"],
        ["别人", "near-handler", "", "经办人", lamps, "630102005"],
        ["火寅", "near-administrator", "", "派遣员", "火车站街道派遣台", "630102005"],
        ["石磊", "shi.lei", "", "经办人", "八一路街道路灯队", "630102005"],
        ["石磊", "石", "", "经办人", lamps, "630102005"],
        ["石磊", "shi.lei", "", "队长", lamps, "630102005"],
        ["石磊", "shi.lei", "", "经办人", lamps, "630102005", "明年"],
    )
    assert [fault.partition("：")[2] for fault in faults(answer)[:-1]] == [
        "由谁受理对本级的投诉，只有上级管理员才能定。",
        "这个账号名已有人用。",
        "这个账号名是别人的。",
        "谁都不能改自己的角色，请找别的管理员。",
        "这里没有叫“八一路街道路灯队”的单位，或者不止一个。",
        "“石”：用2到40个英文字母、数字、点或横线。",
        "没有“队长”这个角色。",
        "“明年”不是日期，请写成 2026-12-31 这样。",
    ]
    assert not Account.objects.filter(username="shi.lei").exists()


def test_what_was_exported_comes_in_again_unchanged(near, administrator):
    for page in ("units", "people"):
        content = administrator.get(f"/manage/{page}/sheet/").content
        before = AuditRow.objects.count()
        sent = {"command_id": str(new_id()), "sheet": SimpleUploadedFile("导出.xlsx", content)}
        answer = administrator.post(f"/manage/{page}/import/", sent)
        assert (page, answer.status_code, AuditRow.objects.count()) == (page, 302, before)
