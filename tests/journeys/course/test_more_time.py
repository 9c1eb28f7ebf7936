"""A unit needs longer: it asks, somebody else decides, and the thread shows the gap."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE
from tests.support.waiting import until
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter

pytestmark = pytest.mark.journey

LAMP = "幸福路菜市场门口路灯忽明忽暗"
STALL = "站前商业街两家水果店把货筐摆到人行道"
SHED = "东苑小区4号楼顶楼住户在楼顶私搭彩钢房"
NOISE = "富民苑5号楼楼上装修周末早上七点就开电钻"


def in_days(days):
    return (clock.local_date(clock.now()) + timedelta(days=days)).isoformat()


def due(visitor):
    return visitor.page.locator(".matter-over .due").get_attribute("title")


def test_an_extension_is_refused_once_and_granted_once(arrives, works, number_of):
    """The limit runs on while the desk decides; granted, the date that was first set stays on the page."""
    number, handler, desk = number_of(LAMP), arrives("刘志强", at=PHONE), works("周敏")
    handler.sees_to(number)
    first = due(handler)
    handler.acts(
        "申请延期", ticks=["等材料或经费"], 延长几个工作日="9", 具体情况="要等灯具到货。", look="time-01-asking"
    )
    handler.sees("申请延期9个工作日", "已申请延期，等派遣台决定")
    handler.has_no("申请延期")
    handler.looks("time-02-asked")

    expect(desk.owes(LAMP)).to_contain_text("待批延期")
    desk.picks(LAMP)
    desk.looks("time-03-to-decide")
    desk.is_first("同意延期")
    desk.acts("不同意", 原因="街上有同款灯具，三天够了。", look="time-04-refusing")
    expect(desk.owes(LAMP)).to_have_count(0)

    handler.sees_to(number)
    handler.sees("不同意", "街上有同款灯具，三天够了。")
    assert due(handler) == first
    handler.acts("申请延期", ticks=["工作量比预想的大"], 延长几个工作日="3", 具体情况="改用同款，三天。")
    desk.owes(LAMP)
    desk.picks(LAMP)
    desk.acts("同意延期")
    desk.sees("同意延期3个工作日")
    desk.looks("time-05-granted")
    handler.sees_to(number)
    assert due(handler) != first
    handler.sees(f"原定{first}")
    handler.has_no("申请延期")
    handler.looks("time-06-longer")


def test_paused_and_taken_up_again(arrives, works, number_of):
    """While it is paused the clock stands still, and the unit need not look at it."""
    number, handler, desk = number_of(STALL), arrives("韩立", at=PHONE), works("周敏")
    handler.sees_to(number)
    handler.acts(
        "申请暂停", ticks=["等天气或季节"], 暂停到哪天=in_days(9), 具体情况="下雪，摊主回家了。", look="time-07-asking"
    )
    handler.sees("已申请暂停计时，等派遣台决定")
    expect(desk.owes(STALL)).to_contain_text("待批暂停")
    desk.picks(STALL)
    desk.acts("同意暂停")
    desk.sees("已暂停")
    desk.looks("time-08-paused")
    expect(handler.owes(STALL)).to_have_count(0)
    handler.looks("time-09-not-on-the-worklist")
    handler.sees_to(number)
    handler.is_first("继续办")
    handler.looks("time-10-paused")
    handler.acts("继续办", 说明="天晴了。", look="time-11-going-on")
    handler.sees("处置中")
    assert handler.stitches()[-4:] == [
        f"申请暂停到{day_of(9)}：等天气或季节",
        f"同意暂停到{day_of(9)}：等天气或季节",
        "继续办",
        "处置中",
    ]
    expect(handler.page.locator(".stitch-pause")).to_have_count(1)
    handler.looks("time-12-the-gap")
    expect(handler.owes(STALL)).to_have_count(1)


def day_of(days):
    day = clock.local_date(clock.now()) + timedelta(days=days)
    return f"{day.year}年{day.month}月{day.day}日"


def test_a_pause_ends_by_itself(arrives, number_of, time_passes):
    """On its last day the work is back on the worklist, without anybody having to think of it."""
    number, handler = number_of(SHED), arrives("韩立", at=PHONE)
    assert time_passes(number).action == "time_up"
    expect(handler.owes(SHED)).to_have_count(1)
    handler.looks("time-13-back-on-the-worklist")
    handler.sees_to(number)
    handler.sees("暂停到期，继续计时", "处置中", "还要报告批示落实情况")
    handler.looks("time-14-over")


def test_shelved_looked_at_again_and_taken_up(arrives, works, number_of):
    """The leader decides, leaves it once more, and has it done in the end."""
    number, unit, leader = number_of(NOISE), arrives("马秀兰", at=PHONE), works("李国栋")
    unit.sees_to(number)
    unit.looks("time-15-handling")
    unit.acts("申请挂账", 哪天再看=in_days(20), 为什么暂时办不了="业主出国，联系不上。", look="time-16-asking")
    unit.sees("已申请挂账，等领导决定")
    expect(leader.owes(NOISE)).to_contain_text("待批挂账")
    leader.looks("time-17-to-decide")
    leader.picks(NOISE)
    leader.is_first("同意挂账")
    leader.acts("同意挂账", 说明="同意，月底再看。")
    leader.sees("挂账")
    leader.looks("time-18-shelved")
    expect(unit.owes(NOISE)).to_have_count(0)

    leader.sees_to(number)
    leader.is_first("继续挂账")
    leader.acts("继续挂账", 哪天再看=in_days(40), 为什么暂时办不了="还没有回国。", look="time-19-once-more")
    leader.sees(f"继续挂账，{day_of(40)}再看")
    leader.acts("重新启动", 原因="人回来了。", look="time-20-taking-up")
    leader.sees("重新启动办理", "处置中")
    leader.looks("time-21-taken-up")
    expect(unit.owes(NOISE)).to_have_count(1)


def test_a_local_holiday_moves_the_limit(works, number_of):
    """The administrator sets the day on which it would end as a holiday: the unit reads the new end, and why."""
    number, admin, unit = number_of(LAMP), works("高云"), works("刘志强")
    unit.sees_to(number)
    before, day = due(unit), clock.local_date(Matter.objects.get(number=number).due_at)
    admin.follows("管理")
    admin.looks("time-26-administration")
    admin.follows("工作日历")
    admin.looks("time-27-calendar")
    admin.follows("设本地放假或上班日")
    admin.writes("日期", day.isoformat())
    admin.writes("名称", "州庆")
    admin.writes("依据", "州政府通知（演示）")
    admin.looks("time-28-local-day")
    admin.submits("设定")
    admin.sees("已设好", "州庆")
    admin.looks("time-30-set")

    def moved():
        unit.page.reload()
        return due(unit) != before

    until(moved)
    assert unit.stitches()[-2:] == ["日历有变动，时限已重新计算", "处置中"]
    assert clock.local_date(Matter.objects.get(number=number).due_at) > day
    unit.looks("time-29-counted-again")


def test_found_impossible_in_the_end(works, number_of, time_passes, asks_after):
    """Its day comes and nothing has changed: the leader ends it, the desk can close it as that alone, and the reporter
    reads why in the leader's words."""
    number, unit, leader, desk = number_of(NOISE), works("马秀兰"), works("李国栋"), works("周敏")
    unit.sees_to(number)
    unit.acts("申请挂账", 哪天再看=in_days(20), 为什么暂时办不了="业主出国，联系不上。")
    leader.sees_to(number)
    leader.acts("同意挂账")
    expect(leader.owes(NOISE)).to_have_count(0)
    time_passes(number)
    expect(leader.owes(NOISE)).to_contain_text("挂账")
    leader.looks("time-22-its-day-has-come")
    leader.picks(NOISE)
    leader.acts("确实办不了，终结", 原因="业主卖房前都不回来，钥匙也没人有。", look="time-23-ending")
    leader.sees("确认办不了，等结案", "待结案")
    leader.has_no("确实办不了，终结")

    resident = asks_after(number)
    resident.sees("街道领导认定，这件事现在确实办不了", "业主卖房前都不回来，钥匙也没人有。")
    desk.owes(NOISE)
    desk.picks(NOISE)
    desk.begins("结案")
    expect(desk.page.locator("input[name=reason]")).to_have_count(1)
    desk.ticks("客观上暂时办不了")
    desk.submits("结案")
    desk.sees_to(number)
    assert desk.stitches()[-2:] == ["确认办不了，等结案", "结案：客观上暂时办不了"]
    desk.looks("time-24-closed-as-that")
    resident.page.reload()
    resident.sees("暂时办不了")
    resident.looks("time-25-told-why")
