"""The dispatch table: the desk looks at what no line is for, and tries a line on past cases before setting it."""

import pytest

from tests.support.browsers import PHONE

pytestmark = pytest.mark.journey


def test_the_desk_sets_a_line_after_trying_it(works):
    desk = works("周敏")
    desk.opens("/routes/")
    desk.sees("派遣规则", "下班时间")
    desk.looks("routes-1-table")
    desk.follows("没有规则可派的事")
    desk.looks("routes-2-unrouted")
    desk.opens("/routes/new/")
    desk.looks("routes-3-new")
    desk.chooses("类别", "01 市容环境")
    desk.chooses("派给", "火车站派出所")
    desk.submits("先试算")
    desk.sees("用以前的事试算")
    desk.looks("routes-3-tried")


def test_on_a_phone(arrives):
    desk = arrives("周敏", at=PHONE)
    desk.opens("/routes/")
    desk.looks("routes-4-phone")
    desk.opens("/routes/new/")
    desk.looks("routes-5-new-phone")
