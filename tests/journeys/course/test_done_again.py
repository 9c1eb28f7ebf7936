"""A check finds that nothing is mended: the unit goes once more, and somebody else looks."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE

pytestmark = pytest.mark.journey

SUNK = "泉湾小区门口井盖下沉"
WHY = "井盖还是低三指，电动车过去要颠一下。"
MENDED = "井圈重新抬平，水泥养护了一天。"
STITCHES = [
    "上报",
    "派给城东区市政养护所",
    "签收",
    "处理完成",
    "已答复反映人",
    "核查：没办好，返工",
    "处理完成",
    "已答复反映人",
    "已核查（去现场看了）：办好了",
    "反映人评价：办好了",
    "结案：已解决",
]


def test_a_failed_check_is_work_again_until_somebody_else_finds_it_done(arrives, works, number_of, asks_after):
    """The community worker says what is wrong; the unit has it back with a time of its own, the inspector finds it
    done. The reporter reads that they go again, and neither who checked nor what colleagues wrote to each other."""
    number, checker, unit = number_of(SUNK), arrives("王海燕", at=PHONE), works("刘志强")
    expect(unit.owes(SUNK)).to_have_count(0)
    expect(checker.owes(SUNK)).to_contain_text("待核查")
    checker.sees_to(number)
    checker.is_first("核查通过")
    checker.begins("没办好，返工")
    checker.submits("没办好，返工")
    checker.sees("请填写。")
    checker.looks("again-01-nothing-said")
    checker.fills("哪里还没办好", WHY)
    checker.submits("没办好，返工")
    checker.sees("核查：没办好，返工", "处置中")
    checker.has_no("核查通过")
    expect(checker.owes(SUNK)).to_have_count(0)

    expect(unit.owes(SUNK)).to_contain_text("被退回")
    unit.picks(SUNK)
    unit.sees(WHY, "事件处置时限（从派遣起算）")
    unit.is_first("处理完成")
    unit.acts("处理完成", 办了什么=MENDED)
    unit.acts("答复反映人", 给反映人的答复="井盖这次抬平了，对不住。")
    unit.has_no("核查通过")

    resident, inspector = asks_after(number), works("赵慧")
    resident.sees("核查没通过，再去办", "井盖这次抬平了，对不住。")
    resident.does_not_see(WHY, "王海燕", "刘志强")
    resident.looks("again-02-they-went-again")
    inspector.sees_to(number)
    inspector.acts("核查通过", ticks=["去现场看了"])
    inspector.sees("待评价")
    resident.page.reload()
    resident.ticks("办好了")
    resident.submits("告诉街道")
    resident.sees("您已评价：办好了。谢谢。")

    desk = works("周敏")
    desk.sees_to(number)
    desk.acts("结案", ticks=["已解决"])
    assert desk.stitches() == STITCHES
    desk.looks("again-03-closed")
