"""A reporter who asked for confidentiality is reached all the same: by the desk, for a unit that may not know them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

NOISE = "中庄佳园底商半夜卸货"
SAID = "楼下超市每晚一点卸货，货车停在南门。"
TRACES = ("柳", "139****4455", "13900004455")


def test_the_desk_calls_for_the_unit(reports, works):
    """The unit sees neither name nor number and has nothing to tap; what the desk notes after the call stands in the
    thread, and the unit goes on."""
    resident, number = reports(f"{NOISE}，吵得睡不着。", ticks=["请为我保密"], 您的称呼="柳女士", 电话="13900004455")
    desk, unit = works("周敏"), works("韩立")
    desk.dispatches(number, "邻里噪声", "火车站街道综合行政执法队")
    unit.sees_to(number)
    unit.acts("签收")
    unit.sees("反映人要求保密，要由派遣台联系", "反映人要求保密，要联系请找派遣台")
    unit.does_not_see(*TRACES)
    unit.has_no("联系反映人")
    expect(unit.page.locator(".taps")).to_have_count(0)
    unit.looks("secret-01-the-unit-cannot-call")

    expect(desk.owes(NOISE)).to_contain_text("待联系反映人")
    desk.picks(NOISE)
    desk.sees("反映人要求保密，只能由派遣台联系")
    desk.looks("secret-02-to-be-called")
    desk.acts("代为联系反映人", ticks=["打电话", "没联系上"])
    desk.sees("派遣台联系反映人：打电话，没联系上")
    expect(desk.owes(NOISE)).to_have_count(1)
    desk.sees_to(number)
    desk.acts("代为联系反映人", ticks=["打电话", "联系上了"], 说明=SAID)
    desk.sees("派遣台联系反映人：打电话，联系上了")
    expect(desk.owes(NOISE)).to_have_count(0)

    unit.page.reload()
    unit.sees("派遣台联系反映人：打电话，联系上了", SAID)
    unit.does_not_see("反映人要求保密，要由派遣台联系", *TRACES)
    unit.is_first("处理完成")
    resident.page.reload()
    resident.sees("派遣台联系过您：打电话，没联系上", "派遣台联系过您：打电话，联系上了")
    resident.does_not_see(SAID)
    resident.looks("secret-03-read")
