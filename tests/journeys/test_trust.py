"""Who trusts the street with more than a lamp: in secret, about its own people, and through a relative."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsers import DESK

pytestmark = pytest.mark.journey


def given(visitor):
    """The number and the query code that the page shows."""
    return visitor.page.locator(".given-number").inner_text(), visitor.page.locator(".given-code").inner_text()


def test_a_complaint_passes_over_the_heads_of_those_complained_about(arrives, works):
    resident = arrives()
    resident.opens("/report/")
    expect(resident.page.get_by_role("link", name="110 报警").first).to_be_visible()
    resident.looks("trust-01-report")
    resident.follows("到这里投诉，被投诉的看不到")
    resident.looks("trust-02-complain")
    resident.chooses("哪个单位", "中庄社区居委会")
    resident.writes("投诉的人", "窗口一位同志")
    resident.writes("发生了什么", "去了三趟都说材料不全，也不说缺什么。")
    resident.submits("提交")
    resident.sees("投诉收到了")
    resident.looks("trust-03-given")
    number, code = given(resident)

    supervisor = works("林静")
    expect(supervisor.owes("投诉中庄社区居委会").first).to_be_visible()
    supervisor.looks("trust-04-desk")
    supervisor.opens(f"/matters/{number}/")
    supervisor.looks("trust-05-matter")
    desk = works("周敏")
    assert desk.opens(f"/matters/{number}/") == 404
    desk.looks("trust-06-not-for-the-desk")

    resident.follows("查进度")
    resident.writes("查询码", code)
    resident.looks("trust-07-code")
    resident.submits("看进度")
    resident.sees("火车站街道监督办公室会调查")
    resident.looks("trust-08-progress")


def test_in_secret_and_through_a_daughter(arrives, works):
    resident = arrives(at=DESK)
    resident.opens("/report/")
    resident.looks("trust-09-report-wide")
    resident.writes("什么事", "楼上每天半夜装修，电钻响到两点。")
    resident.chooses("社区", "富民路社区")
    resident.writes("电话", "13900005678")
    resident.ticks("请为我保密")
    resident.submits("提交")
    resident.looks("trust-10-given-wide")
    number, code = given(resident)

    secretary = works("马秀兰")
    secretary.opens(f"/matters/{number}/")
    secretary.sees("反映人要求保密，要联系请找派遣台")
    secretary.looks("trust-11-secret")

    desk = works("周敏")
    desk.opens(f"/cases/{number}/code/")
    desk.looks("trust-12-code-again")
    desk.opens(f"/cases/{number}/followers/")
    desk.looks("trust-13-followers")
    desk.page.set_viewport_size({"width": 360, "height": 740})
    desk.looks("trust-14-followers-phone")
    desk.opens(f"/cases/{number}/code/")
    desk.looks("trust-15-code-again-phone")

    desk.opens(f"/matters/{number}/do/dispatch/")
    desk.sees("办事的人看得到这句话，看不到地址和坐标。")
    desk.looks("trust-18-where-to-go-phone")
    desk.page.set_viewport_size(DESK)
    desk.chooses("类别", "施工扰民")
    desk.chooses("单位", "火车站街道综合行政执法队")
    desk.writes("去哪里办", "银杏小区3号楼，先找物业")
    desk.looks("trust-19-where-to-go")
    desk.submits("派遣")
    secretary.opens(f"/matters/{number}/")
    secretary.sees("去哪里办", "银杏小区3号楼，先找物业")
    secretary.looks("trust-20-told-where")
    secretary.page.set_viewport_size({"width": 360, "height": 740})
    secretary.looks("trust-21-told-where-phone")
    assert re.fullmatch(r"[A-Z2-7-]{14}", code)


def test_large_type_keeps_the_numbers_on_one_line(arrives):
    resident = arrives()
    resident.opens("/report/")
    resident.presses("大字版")
    boxes = [each.bounding_box() for each in resident.page.locator(".emergency a").all()]
    assert len({box["y"] for box in boxes if box}) == 1
    resident.looks("trust-16-large")
    resident.opens("/complain/")
    resident.looks("trust-17-complain-large")
