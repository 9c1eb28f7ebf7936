"""An order of the hotline goes round: done here, reported back, called back there, and done again when it was not."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.moments import exact

pytestmark = pytest.mark.journey

ICE = "幸福里小区东门坡道结冰"
CHARGING = "湟水花园有人在楼道给电动车充电"
CALLED = "热线来电：来电人住顶楼，请两小时内有人到场。"


def _checked_and_reported_back(desk, checker, number, look=""):
    checker.sees_to(number)
    checker.acts("核查通过", ticks=["去现场看了"], look=look and f"{look}-check")
    checker.sees("待回单")
    desk.owes(ICE)
    desk.picks(ICE)
    desk.is_first("回单")
    desk.acts("回单", look=look and f"{look}-report")
    desk.sees("待来源回访")
    expect(desk.owes(ICE)).to_have_count(0)


def test_round_to_its_source_and_back(arrives, works, number_of):
    """The hotline's own call-back decides; nobody here asks the caller to rate."""
    number = number_of(ICE)
    desk, checker, unit = works("周敏"), works("赵慧"), arrives("刘志强", at=PHONE)
    _checked_and_reported_back(desk, checker, number, "hotline-01")
    checker.looks("hotline-02-checked")
    desk.sees_to(number)
    desk.is_first("来源单位已办结")
    desk.looks("hotline-03-at-source")
    desk.acts("来源单位退回重办", 哪里还没办好="来电人说背阴处还有冰。", look="hotline-04-sent-back")
    desk.sees("来源单位退回重办", "处置中")

    unit.sees_to(number)
    unit.sees("来电人说背阴处还有冰。")
    unit.looks("hotline-05-again")
    if unit.page.locator(".matter-first").inner_text() == "联系反映人":
        unit.acts("联系反映人", ticks=["打电话", "联系上了"], look="hotline-06-contact")
    unit.acts("处理完成", 办了什么="背阴处的冰已铲净。", look="hotline-07-done")
    unit.acts("答复反映人", look="hotline-08-answer")
    _checked_and_reported_back(desk, checker, number)
    desk.sees_to(number)
    desk.acts("来源单位已办结", ticks=["已解决"], look="hotline-09-closing")
    desk.sees("来源单位已办结：已解决", "已结案")
    desk.looks("hotline-10-closed")


def test_the_source_wants_it_sooner_and_then_later(works, number_of):
    """The desk notes the moment that the hotline named on the telephone; the stricter of that and our own limit counts,
    on the unit's worklist at once."""
    number, desk, unit = number_of(CHARGING), works("周敏"), works("严红")
    soon, much_later = clock.now() + timedelta(minutes=15), clock.now() + timedelta(days=900)
    soon = soon.replace(minute=soon.minute // 5 * 5, second=0, microsecond=0)
    desk.sees_to(number)
    own = desk.page.locator(".matter-over .due").get_attribute("title")
    desk.acts("改为来源时限", 来源单位要求办结的时间="2020-01-01T12:00", 来源单位怎么说=CALLED)
    desk.sees("这个时间已经过了，请选以后的时间。")
    expect(desk.box("来源单位怎么说")).to_have_value(CALLED)
    desk.looks("hotline-11-a-moment-that-has-passed")
    desk.fills("来源单位要求办结的时间", f"{clock.local(soon):%Y-%m-%dT%H:%M}")
    desk.submits("改为来源时限")
    desk.sees(f"改为来源时限：{exact(soon).split()[0]}", CALLED, "来单要求的时间")
    desk.looks("hotline-12-sooner")
    row = unit.owes(CHARGING)
    expect(row).to_contain_text("待签收")
    expect(row.locator(".due")).to_have_attribute("title", exact(soon))

    later = f"{clock.local(much_later):%Y-%m-%dT12:00}"
    desk.acts("改为来源时限", 来源单位要求办结的时间=later, 来源单位怎么说="来电人同意宽限。")
    desk.sees(f"改为来源时限：{exact(much_later).split()[0]}")
    expect(unit.owes(CHARGING).locator(".due")).to_have_attribute("title", own)
