"""A heating company has a handler and a head: it contacts, works, looks through, and gives to a colleague."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE

pytestmark = pytest.mark.journey

COLD = "中庄南苑12号楼整单元暖气温度低"
LUKEWARM = "中庄东苑6号楼顶楼"


def test_reached_at_the_second_try(arrives, number_of):
    """Each try is a tap; once the reporter was reached, the limit for the first contact is gone."""
    number, handler = number_of(COLD), arrives("孙亮", at=PHONE)
    handler.sees_to(number)
    handler.is_first("联系反映人")
    handler.sees("24小时内联系市民")
    handler.looks("unit-01-to-be-contacted")
    handler.acts("联系反映人", ticks=["打电话", "没联系上"], look="unit-02-nobody-answers")
    handler.sees("联系反映人：打电话，没联系上")
    handler.is_first("联系反映人")
    with handler.page.expect_event("load"):
        handler.presses("打通了")
    handler.sees("联系反映人：打电话，联系上了")
    handler.is_first("处理完成")
    handler.does_not_see("24小时内联系市民")
    handler.looks("unit-03-reached")


def test_not_let_out_at_first(arrives, number_of):
    """The head says what is missing; the handler mends it, and it goes out in the name of the unit."""
    number = number_of(LUKEWARM)
    head, handler = arrives("钱伟", at=PHONE), arrives("孙亮", at=PHONE)
    expect(head.owes(LUKEWARM)).to_contain_text("待签发")
    head.sees_to(number)
    head.is_first("审核签发")
    head.looks("unit-04-to-be-issued")
    head.acts("审核不过，重办", 哪里还没办好="复测温度要附照片。", look="unit-05-not-yet")
    head.sees("审核没通过，重办", "处置中")
    head.looks("unit-06-not-issued")

    expect(handler.owes(LUKEWARM)).to_contain_text("退回")
    handler.looks("unit-07-came-back")
    handler.sees_to(number)
    handler.is_first("处理完成")
    handler.acts("处理完成", 办了什么="清洗过滤器，复测21度，照片已存。", look="unit-08-again")
    handler.sees("待签发")
    handler.has_no("审核签发")

    head.sees_to(number)
    head.acts("审核签发", look="unit-09-issuing")
    head.sees("审核通过，已签发")
    handler.sees_to(number)
    handler.is_first("答复反映人")
    handler.acts("答复反映人", look="unit-10-answering")
    handler.sees(re.compile("待核查"))
    handler.looks("unit-11-answered")


def test_given_to_a_colleague(arrives, number_of):
    """It leaves the one worklist and is on the other at once."""
    number = number_of(COLD)
    handler, colleague = arrives("孙亮", at=PHONE), arrives("钱伟", at=PHONE)
    handler.sees_to(number)
    handler.page.locator("summary", has_text="更多").click()
    handler.looks("unit-12-menu-of-the-handler")
    handler.page.keyboard.press("Escape")
    handler.begins("转给同事")
    handler.chooses("转给谁", "钱伟")
    handler.looks("unit-13-to-whom")
    handler.submits("转给同事")
    handler.sees("转给钱伟")
    handler.looks("unit-14-given")
    expect(handler.owes(COLD)).to_have_count(0)
    expect(colleague.owes(COLD)).to_have_count(1)
    colleague.looks("unit-15-on-their-worklist")
