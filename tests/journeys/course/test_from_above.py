"""What goes up: late matters, instructions, reporters who are not content; and what ends or begins again."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.browsers import DESK, PHONE
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter, Step

pytestmark = pytest.mark.journey

COLD = "中庄南苑12号楼整单元暖气温度低"
STALL = "站前商业街两家水果店把货筐摆到人行道"
FACILITY = "中庄新村健身器材两台松动"
BRIDGE = "中庄佳园东侧小路的路灯晚上不亮"
MENDED = "丰收巷从东头数第三盏路灯不亮"


def test_late_and_up_the_ladder(arrives, works, number_of, time_passes):
    """First whoever has it is reminded; their unit has no head, so the leader of the street sees it next."""
    number = number_of(FACILITY)
    assert [time_passes(number).facts["reason"] for _ in range(2)] == ["reminded", "leader"]
    leader, unit = works("李国栋"), arrives("王海燕", at=PHONE)
    expect(leader.owes(FACILITY)).to_contain_text("超期上报")
    leader.looks("above-01-on-the-leaders-worklist")
    leader.picks(FACILITY)
    leader.sees("已超期：已报街道领导（火车站街道办事处）")
    leader.page.locator("summary", has_text="更多").click()
    leader.looks("above-02-menu-of-the-leader")
    leader.page.keyboard.press("Escape")
    expect(unit.owes(FACILITY)).to_have_count(1)
    unit.looks("above-03-on-the-units-worklist")


def test_the_head_sees_what_is_late(arrives, number_of, time_passes):
    """Beside what they sign for, marked as such; and once only."""
    late = Step.objects.filter(matter__number=number_of(COLD), facts__reason="head")
    while not late.exists():  # how late it is already depends on the hour at which the demonstration began
        assert time_passes(number_of(COLD)).action == "escalate"
    head = arrives("钱伟", at=PHONE)
    expect(head.owes(COLD)).to_have_count(1)
    expect(head.owes(COLD)).to_contain_text("超期上报")
    head.looks("above-04-on-the-heads-worklist")
    head.sees_to(number_of(COLD))
    head.looks("above-05-late-for-the-head")


def test_urged_instructed_and_reported_on(arrives, works, number_of, wall):
    """The desk urges, the leader photographs the paper, the unit reports on it by the day named."""
    number, unit = number_of(STALL), arrives("韩立", at=PHONE)
    desk, leader = works("周敏"), works("李国栋")
    desk.sees_to(number)
    desk.looks("above-06-at-the-desk")
    desk.acts("催办", 说明="今天又有人来电。", look="above-07-urging")
    desk.sees("催办")
    leader.sees_to(number)
    leader.begins("批示督办")
    leader.fills("哪天前报告落实情况", "2040-12-31")
    leader.adds_photos(wall)
    leader.looks("above-08-instructing")
    leader.submits("批示督办")
    leader.sees("领导批示，2040年12月31日前报告落实情况", "还要报告批示落实情况")
    leader.looks("above-09-instructed")

    unit.sees_to(number)
    unit.sees_photos(2)  # the grid worker's and the paper
    unit.looks("above-10-read-by-the-unit")
    unit.acts("报告落实情况", 办了什么="两家已签承诺书，画了线。", look="above-11-reporting")
    unit.sees("报告了落实情况")
    unit.does_not_see("还要报告批示落实情况")
    unit.has_no("报告落实情况")


@pytest.mark.parametrize(("at", "width"), [(PHONE, "360"), (DESK, "1280")], ids=["360", "1280"])
def test_an_instruction_about_something_new(arrives, works, wall, at, width):
    """The leader types it or photographs the paper; it is with the desk at once, and a report is owed."""
    leader = arrives("李国栋", at=at)
    leader.follows("批示")
    leader.looks(f"above-27-entering-an-instruction-{width}")
    leader.submits("登记")
    leader.sees("请写批示内容，或者拍一张照片。")
    leader.looks(f"above-28-something-is-missing-{width}")
    leader.writes("什么事", "站前广场东侧夜市收摊后满地油污。")
    leader.fills("哪天前报告落实情况", "2040-12-31")
    leader.adds_photos(wall)
    leader.submits("登记")
    leader.sees("已登记，已列入督办。", "领导批示，2040年12月31日前报告落实情况", "还要报告批示落实情况")
    leader.looks(f"above-29-supervised-{width}")
    expect(works("周敏").owes("站前广场东侧夜市收摊后满地油污")).to_have_count(1)


def test_not_rated_in_time(works, number_of, time_passes):
    """The product closes it, and says that nobody has rated."""
    number, desk = number_of(BRIDGE), works("周敏")
    desk.sees_to(number)
    desk.sees("待评价")
    desk.has_no("结案")
    desk.looks("above-12-waits-for-a-rating")
    assert time_passes(number).action == "lapse"
    desk.page.reload()
    desk.sees("结案：已办理，未评价")
    desk.looks("above-13-not-rated")


def test_not_rated_in_time_and_closed_by_hand(works, number_of):
    """Whoever is quicker than the product may close it as not rated, and as nothing else."""
    number, desk = number_of(BRIDGE), works("周敏")
    ago = clock.now() - timedelta(minutes=1)
    Matter.objects.filter(number=number).update(due_at=ago, wake_at=clock.NO_LIMIT)
    desk.sees_to(number)
    desk.begins("结案")
    expect(desk.page.locator("input[name=reason]")).to_have_count(1)
    desk.ticks("已办理，未评价")
    desk.looks("above-40-closing-by-hand")
    desk.submits("结案")
    desk.sees("结案：已办理，未评价")
    desk.does_not_see("已评价", "满意")
    desk.looks("above-41-closed-by-hand")


def test_reopened(works, number_of):
    """What broke again goes to the desk with all that happened before."""
    number, desk = number_of(MENDED), works("周敏")
    desk.sees_to(number)
    before = desk.stitches()
    desk.acts("重新打开", 原因="反映人来电：又不亮了。", look="above-14-reopening")
    desk.sees("待受理")
    desk.is_first("派给…")
    assert desk.stitches() == [*before, "重新打开", "待受理"]
    desk.looks("above-15-reopened")


def test_not_content_twice(reports, arrives, works):
    """The reporter sends it back once; the second time the leader decides, orders it done again, and settles it when
    it comes up a third time."""
    resident, number = reports("中庄佳园北门外有人占道修车，油流得到处都是。")
    desk, unit, leader = works("周敏"), arrives("韩立", at=PHONE), works("李国栋")
    desk.dispatches(number, "店外经营", "火车站街道综合行政执法队")
    unit.sees_to(number)
    unit.acts("签收", look="above-16-signing")
    _answers(unit, number, "已劝离。", look="above-17")
    _not_mended(resident, "第二天又来了。", "您已打回")
    _answers(unit, number, "已再次劝离。")
    _not_mended(resident, "还在。", "您的评价：没办好")
    resident.sees("由街道领导定")
    resident.looks("above-19-goes-up")

    leader.owes("占道修车")
    leader.picks("占道修车")
    leader.is_first("作出答复")
    leader.looks("above-20-to-decide")
    leader.acts("责成重办", 原因="每天中午去一次，连去一周。")
    leader.sees("领导责成重办")
    leader.looks("above-21-ordered")
    _answers(unit, number, "连去七天，摊已撤走。")
    resident.page.reload()
    resident.sees("领导要求重办")
    resident.looks("above-22-asked-again")
    _not_mended(resident, "地上的油没人擦。", "您的评价：没办好")

    leader.sees_to(number)
    leader.acts("作出答复", 给反映人的答复="摊已撤走，环卫今晚冲洗路面，给您添麻烦了。", look="above-23-settling")
    leader.sees("领导作了答复", "待结案")
    leader.looks("above-24-settled")
    desk.sees_to(number)
    desk.is_first("结案")
    desk.begins("结案")
    expect(desk.page.get_by_label("已解决", exact=True)).to_have_count(0)
    desk.ticks("已向反映人解释")
    desk.looks("above-25-closing")
    desk.submits("结案")
    resident.page.reload()
    resident.sees("领导的答复", "环卫今晚冲洗路面", "已结案")
    resident.looks("above-26-told")


def _answers(unit, number, words, *, look=""):
    unit.sees_to(number)
    unit.acts("处理完成", 办了什么=words, look=look and f"{look}-done")
    unit.acts("答复反映人", look=look and f"{look}-answer")
    unit.sees("待核查")
    if look:
        unit.looks(f"{look}-answered")


def _not_mended(resident, words, heard):
    resident.page.reload()
    resident.ticks("没办好")
    resident.writes("补充说明", words)
    resident.looks("above-18-not-mended")
    resident.submits("告诉街道")
    resident.sees(heard, words)
