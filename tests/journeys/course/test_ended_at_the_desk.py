"""What ends at the duty desk, or is taken back before anything was done."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

WHERE = "带老人身份证和一寸照片，到中庄社区服务大厅办，家里人可以代办。"


def test_a_question_is_answered_at_once(reports, works):
    """The desk knows the answer; whoever asked reads it and says that this was all. Nobody has to check or close it."""
    resident, number = reports("请问老年优待证在哪里办，要带什么？")
    resident.looks("ended-01-asked")
    desk = works("周敏")
    desk.sees_to(number)
    desk.is_first("派给…")
    desk.page.locator("summary", has_text="更多").click()
    desk.looks("ended-02-menu-of-the-desk")
    desk.page.keyboard.press("Escape")
    desk.acts("当场答复", 给反映人的答复=WHERE, look="ended-03-answering")
    desk.sees("待评价", "当场答复")
    desk.looks("ended-04-answered")
    resident.page.reload()
    resident.sees("我们的答复", WHERE)
    resident.looks("ended-05-answer-read")
    resident.page.locator('input[name="verdict"][value="yes"]').check(force=True)
    resident.submits("告诉街道")
    resident.sees("已结案")
    desk.page.reload()
    desk.sees("已结案")
    desk.looks("ended-05-no-more-to-do")


def test_accepted_first_and_dispatched_later(reports, works):
    """Where it takes time to find the unit, the reporter reads that it is accepted."""
    resident, number = reports("中庄佳园东门的长椅断了一根木条。")
    desk = works("周敏")
    desk.sees_to(number)
    desk.acts("受理", look="ended-06-accepting")
    desk.sees("待派遣")
    desk.is_first("派给…")
    desk.looks("ended-07-accepted")
    resident.page.reload()
    resident.sees("您反映的事已受理")
    resident.looks("ended-08-told-accepted")


def test_taken_back_by_whoever_reported_it(reports, works):
    """Two taps on the phone; the unit is not sent out for nothing."""
    resident, number = reports("一辆面包车堵住中庄佳园南门。")
    resident.page.locator("summary", has_text="不用办了").click()
    resident.writes("为什么", "车主挪走了。")
    resident.looks("ended-09-withdrawing")
    resident.submits("撤回")
    resident.sees("您已撤回", "已撤回")
    resident.looks("ended-10-withdrawn")
    desk = works("周敏")
    expect(desk.owes("面包车堵住")).to_have_count(0)
    desk.sees_to(number)
    desk.sees("反映人撤回", "车主挪走了。")
    desk.looks("ended-11-withdrawn-at-the-desk")


def test_taken_back_by_telephone(reports, works):
    """The desk notes what the reporter said."""
    resident, number = reports("楼道里有人堆了纸箱。")
    desk = works("周敏")
    desk.sees_to(number)
    desk.acts("反映人要求撤回", 原因="来电说邻居自己搬走了。", look="ended-12-by-telephone")
    desk.sees("反映人要求撤回，派遣台代记")
    desk.looks("ended-13-noted")
    resident.page.reload()
    resident.sees("您已撤回")
    resident.looks("ended-14-told")


def test_declared_void(reports, works):
    """A trial ends with a sentence that its sender reads."""
    resident, number = reports("试一下能不能发出去。")
    desk = works("周敏")
    desk.sees_to(number)
    desk.acts("作废", 原因="这条是试发的，没有要办的事。以后有事请随时反映。", look="ended-15-void")
    desk.sees("已结案", "作废")
    desk.looks("ended-16-voided")
    resident.page.reload()
    resident.sees("这条反映作废了", "这条是试发的")
    resident.looks("ended-17-told-void")
