"""Categories and norms brought in from spreadsheets: what was exported changes nothing; the rules of the forms hold."""

from datetime import date

import pytest

from tests.support.registers import MAY_BRING_IN, faults, lines_of, send
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.domains.cases.models import Category

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
CATEGORIES, NORMS = "/manage/categories/import/", "/manage/norms/import/"
CATEGORY_TITLES = ["代码", "类别名称", "关键词", "紧急", "依据"]
NORM_TITLES = ["配置文件里的名称", "值", "适用类别", "地点代码", "依据", "核实程度", "第一天"]


@pytest.mark.parametrize(("name", "status"), [*MAY_BRING_IN, ("near-dispatcher", 403)])
def test_who_may(world, name, status):
    browser = visit(world, name, today=TODAY)
    for page in (CATEGORIES, NORMS):
        assert browser.get(page).status_code == status


def test_who_administers_another_street_sets_nothing_here(world):
    """Neither the catalogue, which holds for all, nor norms of a place that is not theirs."""
    browser = visit(world, "far-administrator", today=TODAY)
    send(browser, NORMS, NORM_TITLES, ["cases.limit.sign_for", "3个办公小时", "", "630102005", "会议纪要", "D", ""])
    send(browser, CATEGORIES, CATEGORY_TITLES, ["0999", "新类别", "", "", ""])
    assert not Norm.objects.filter(basis="会议纪要").exists()
    assert not Category.objects.filter(code="0999").exists()


@pytest.mark.parametrize("register", ["categories", "norms"])
def test_what_was_exported_comes_in_again_and_changes_nothing(administrator, register):
    sheet = lines_of(administrator.get(f"/manage/{register}/sheet/"))
    assert len(sheet) > 3
    before = AuditRow.objects.count()
    answer = send(administrator, f"/manage/{register}/import/", *sheet)
    assert answer.status_code == 302, faults(answer)
    assert AuditRow.objects.count() == before


def test_categories_are_added_and_corrected(administrator):
    lamps = Category.objects.get(code="0101")
    rows = (
        CATEGORY_TITLES,
        ["97", "试点事项", "", "", "试点方案"],
        ["9701", "共享车辆", "单车、电动车", "", "试点方案"],
        ["0101", "路灯照明", "，".join(lamps.keywords), "", lamps.basis],
    )
    command_id = str(new_id())
    for _twice in range(2):
        assert send(administrator, CATEGORIES, *rows, command_id=command_id).status_code == 302
    assert Category.objects.get(code="9701").keywords == ["单车", "电动车"]
    assert Category.objects.get(code="0101").name == "路灯照明"
    assert AuditRow.objects.filter(action="cases.category.corrected", subject_id="0101").count() == 1


def test_each_fault_of_a_category_is_named_with_its_line(administrator):
    answer = send(
        administrator,
        CATEGORIES,
        CATEGORY_TITLES,
        ["9701", "没有大类", "", "", ""],
        ["970", "三位数", "", "", ""],
        ["98", "", "", "", ""],
        ["98", "紧急写错", "", "很急", ""],
    )
    assert faults(answer) == [
        "第2行：那时没有前两位数字对应的大类。",
        "第3行：代码：大类两位数字，小类四位数字。",
        "第4行：类别名称：请填写。",
        "第5行：“很急”看不懂，请写“紧急”或空着。",
        "一行都没有导入。请改好这些行，再传一次。",
    ]


def test_a_value_is_set_from_today_on(administrator, near):
    rows = (NORM_TITLES, ["cases.limit.sign_for", "3个办公小时", "", "630102005", "会议纪要2号", "D", ""])
    for _twice in range(2):
        answer = send(administrator, NORMS, *rows)
        assert answer.status_code == 302, faults(answer)
    norm = Norm.objects.get(basis="会议纪要2号")
    assert (norm.value, norm.unit, norm.area, norm.valid_from) == (3, "work_hour", near.areas["street"], TODAY)
