"""A resident's day, in large type on a phone: one thing is raised, another is done, a unit is complained about."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter

pytestmark = pytest.mark.journey

TEXT = "富民路18号院3单元门口的路灯不亮，老人下楼看不见台阶。"
MENDED = "中庄佳园东侧小路的路灯晚上不亮"
COMPLAINT = "去了三趟都说材料不全，也不说缺什么。"


def given(resident):
    """What they take a picture of."""
    return [resident.page.locator(f".given-{part}").inner_text() for part in ("number", "code")]


def shows(resident, code):
    resident.writes("查询码", code)
    resident.submits("看进度")


def goes_home(resident):
    resident.follows("绣花针")
    resident.sees("我要反映", "查进度")


def writes_and_is_called_away(resident):
    """What was begun is still there when they come back to it."""
    resident.follows("我要反映")
    resident.writes("什么事", TEXT)
    goes_home(resident)
    resident.follows("我要反映")
    expect(resident.box("什么事")).to_have_value(TEXT)


def test_a_residents_day(comes, number_of):
    resident = comes(at=PHONE)
    resident.presses("大字版")
    writes_and_is_called_away(resident)
    resident.presses("下一步")
    resident.presses("下一步")
    resident.submits("提交")
    resident.sees("街道收到了", "地点在富民路第一网格")
    number, code = given(resident)
    resident.follows("查进度")
    shows(resident, code)
    resident.sees("已收到您的上报", "派遣台会看")
    resident.looks("day-resident-1-progress")

    resident.follows("富民路第一网格归谁管")
    resident.sees("网格员", "工作电话", "监督电话")
    resident.looks("day-resident-2-who-looks-after-it")

    mended = Matter.objects.get(number=number_of(MENDED))
    resident.follows("查进度")
    resident.writes("编号", mended.number)
    resident.submits("下一步")
    resident.sees("丢了可以到街道办事处")
    shows(resident, query_code(mended))
    resident.ticks("办好了")
    resident.submits("告诉街道")
    resident.sees("您已评价：办好了。谢谢。")
    resident.follows("您的信息，以及您的权利")
    resident.sees("蒋**", "保存多久")
    resident.follows("查进度")
    resident.sees(MENDED)

    goes_home(resident)
    resident.follows("我要反映")
    expect(resident.box("什么事")).to_have_value("")
    resident.follows("到这里投诉，被投诉的看不到")
    resident.chooses("哪个单位", "中庄社区居委会")
    resident.writes("发生了什么", COMPLAINT)
    resident.submits("提交")
    complaint, code = given(resident)
    assert complaint != number
    resident.follows("查进度")
    shows(resident, code)
    resident.sees("火车站街道监督办公室会调查")
    resident.presses("大字版")
    goes_home(resident)
    with pytest.raises(AssertionError, match="types no address"):
        resident.opens("/report/")
