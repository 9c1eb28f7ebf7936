"""A complaint runs at the supervising unit from its beginning to its answer; nobody else of the street has a part."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

WINDOW = "投诉中庄社区居委会"
FOUND = "调了三次的取号记录，窗口没有用一次性告知单。"
ANSWER = "您说的情况属实。社区已补上一次性告知单，证明今天可以来取，给您赔不是。"
ELSEWHERE = "供热费由供热公司和物价部门定，请拨打12345或到供热公司营业厅。"


def test_examined_and_answered(works, number_of, asks_after):
    """The supervisor takes it on, writes down what was found, and answers; the complainant reads the answer alone."""
    number, supervisor, complainant = number_of(WINDOW), works("林静"), asks_after(number_of(WINDOW))
    expect(supervisor.owes(WINDOW)).to_contain_text("待受理")
    complainant.sees("火车站街道监督办公室会调查")
    supervisor.sees_to(number)
    supervisor.is_first("受理调查")
    supervisor.acts("受理调查")
    supervisor.sees("已受理调查", "调查中")
    supervisor.has_no("不属于我们受理")
    complainant.page.reload()
    complainant.sees("火车站街道监督办公室正在调查")
    supervisor.acts("调查完毕", 查明的情况=FOUND, look="complaint-01-what-was-found")
    supervisor.sees("调查完毕", "待答复")
    supervisor.is_first("答复并办结")
    supervisor.acts("答复并办结", 给投诉人的答复=ANSWER)
    supervisor.sees("已答复投诉人", "已办结")
    expect(supervisor.page.locator(".matter-first")).to_have_count(0)
    supervisor.looks("complaint-02-closed")
    expect(supervisor.owes(WINDOW)).to_have_count(0)
    complainant.page.reload()
    complainant.sees("我们的答复", ANSWER)
    complainant.does_not_see(FOUND, "林静")
    complainant.looks("complaint-03-answered")


def test_not_for_the_supervising_unit(arrives, works, asks_after):
    """What is no complaint about anybody ends with a sentence that says where to go."""
    resident = arrives()
    resident.opens("/complain/")
    resident.chooses("哪个单位", "中庄社区居委会")
    resident.writes("发生了什么", "供热费一年比一年贵，社区说退不了。")
    resident.submits("提交")
    resident.looked |= resident.opened  # complaining has a story of its own
    number = resident.page.locator(".given-number").inner_text()
    supervisor = works("林静")
    supervisor.sees_to(number)
    supervisor.acts("不属于我们受理", 给投诉人的答复=ELSEWHERE, look="complaint-04-declining")
    supervisor.sees("已办结")
    supervisor.looks("complaint-05-declined")
    told = asks_after(number)
    told.sees("不属于我们受理", ELSEWHERE)
    told.looks("complaint-06-told")
