"""Not every matter goes straight: a unit gives one back, the desk declines another."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import NUMBER

pytestmark = pytest.mark.journey

LAMP = "铁路五号院大门口路灯不亮"
ELSEWHERE = "养老金资格认证由参保地社保机构办理，请到市民中心社保窗口，或拨打12333。"


def returned(desk):
    desk.opens("/desk/")
    return int(desk.page.locator(".counts a", has_text="被退回").locator("b").inner_text())


def test_returned_and_given_to_another(works):
    """The unit says why; the desk counts what came back, and gives it to somebody else."""
    desk = works("周敏")
    before = returned(desk)
    desk.picks(LAMP)
    desk.acts("派给…", "派遣")

    unit = works("刘志强")
    unit.picks(LAMP)
    unit.begins("退回")
    unit.submits("退回")
    unit.sees("请填写。")
    unit.looks("returned-1-why")
    unit.ticks("不是我单位职责")
    unit.writes("依据职责清单哪一条", "第七项 小区公用设施")
    unit.writes("原因", "小区内部路灯由社区协调产权单位。")
    unit.submits("退回")

    assert returned(desk) == before + 1
    desk.page.locator(".counts a", has_text="被退回").click()
    desk.picks(LAMP)
    desk.sees("退回：不是我单位职责", "小区内部路灯由社区协调产权单位。")
    desk.looks("returned-2-came-back")
    desk.begins("派给…")
    desk.chooses("单位", "车站社区居委会")
    desk.submits("派遣")
    assert returned(desk) == before
    unit.opens("/desk/")
    expect(unit.page.locator("[data-work]", has_text=LAMP)).to_have_count(0)
    unit.looks("returned-3-gone")


def test_declined_says_where_to_go(arrives, works):
    """What is not for the street ends at the desk; whoever asked reads why, and who can help."""
    resident = arrives()
    resident.opens("/report/")
    resident.writes("什么事", "想咨询外地退休证明怎么认证养老金资格。")
    resident.submits("提交")
    number = NUMBER.search(resident.page.locator(".given-number").inner_text())[0]
    code = resident.page.locator(".given-code").inner_text()
    resident.looks("declined-1-reported")

    desk = works("周敏")
    desk.opens(f"/matters/{number}/")
    desk.begins("不予受理")
    desk.looks("declined-2-why")
    desk.writes("原因", ELSEWHERE)
    desk.submits("不予受理")
    desk.sees("已结案", "不予受理")
    desk.looks("declined-3-closed")

    resident.follows("查进度")
    resident.writes("查询码", code)
    resident.looks("declined-4-code")
    resident.submits("看进度")
    resident.sees("这件事不归我们办", ELSEWHERE)
    resident.looks("declined-5-told")
