"""The dispatch table: the desk looks at what no line is for, and tries a line on past cases before setting it."""

import pytest

from tests.support.browsers import PHONE
from tests.support.registers import file_of

pytestmark = pytest.mark.journey

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    tries_a_sheet(desk)
    desk.looks("routes-3b-sheet-tried")


def test_on_a_phone(arrives):
    desk = arrives("周敏", at=PHONE)
    desk.opens("/routes/")
    desk.looks("routes-4-phone")
    desk.opens("/routes/new/")
    desk.looks("routes-5-new-phone")
    tries_a_sheet(desk)
    desk.looks("routes-6-sheet-tried-phone")


def tries_a_sheet(desk):
    desk.opens("/manage/routes/import/")
    sheet = file_of(["代码", "地点代码", "类别", "单位"], ["01", "630102005", "", "火车站派出所"]).read()
    desk.page.set_input_files("input[type=file]", {"name": "规则.xlsx", "mimeType": _XLSX, "buffer": sheet})
    desk.submits("先试算")
    desk.sees("还没有导入", "用以前的事试算")
