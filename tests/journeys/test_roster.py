"""Who is on duty at night: a week is written, repeated, and a shift changes hands."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import Visitor
from tests.support import cases, street
from tests.support.browsers import DESK, PHONE
from tests.support.roster import put, second_dispatcher
from tests.support.street import PASSWORD
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.rules import week_of

pytestmark = pytest.mark.journey


@pytest.fixture
def near(server):
    """A desk of two; the week after this one has days and nights with an officer, but for the weekend."""
    near = street.build().near
    second_dispatcher(near)
    monday = _next_monday()
    for day in range(5):
        start = monday + timedelta(days=day)
        put(near, "dispatcher", start + _h(8), start + _h(18), at=clock.now(), note="交钥匙" if day == 0 else "")
        put(near, "second", start + _h(18), start + _h(32), at=clock.now())
    put(near, "dispatcher", monday, monday + _h(7 * 24), at=clock.now(), post=ShiftPost.LEADER)
    return near


def _next_monday():
    return week_of(clock.local_date(clock.now())).ends_at


def _h(hours):
    return timedelta(hours=hours)


@pytest.fixture
def comes(server, near, new_page):
    def come(office, at=DESK):
        visitor = Visitor(new_page(viewport=at, base_url=server.url), name=office)
        visitor.opens("/sign-in/?next=/roster/")
        visitor.writes("账号", f"near-{office}")
        visitor.page.get_by_label("密码").fill(PASSWORD)
        visitor.submits("登录")
        return visitor

    return come


def test_a_week_is_written_and_repeated(comes, near, tmp_path):
    """The desk sees gaps in words, fills one, repeats the week, lets a colleague take a shift and takes one off."""
    desk = comes("dispatcher")
    desk.sees("值班表上现在没有人值班。", "00:00–24:00 没有人值班")
    desk.looks("roster-1-now")
    desk.follows("下周")
    desk.sees("08:00–18:00", "18:00–次日 08:00", "夜班", "休息日", "交钥匙", "00:00–24:00 没有人值班")
    desk.looks("roster-2-week")
    desk.follows("排班")
    desk.looks("roster-3-new")
    saturday = _next_monday() + timedelta(days=5)
    desk.chooses("谁值班", "车子")
    desk.page.get_by_label("从").fill(f"{saturday:%Y-%m-%d}T08:00")
    desk.page.get_by_label("到", exact=True).fill(f"{saturday:%Y-%m-%d}T07:00")
    desk.submits("保存")
    desk.sees("结束时间要晚于开始时间。")
    desk.looks("roster-4-corrected")
    desk.page.get_by_label("到", exact=True).fill(f"{saturday + timedelta(days=1):%Y-%m-%d}T08:00")
    desk.submits("保存")
    expect(desk.page.locator(".shift")).to_have_count(18)
    desk.follows("往后照排")
    desk.looks("roster-5-repeat")
    desk.submits("照排")
    desk.sees("排了 12 班。")
    desk.looks("roster-6-repeated")
    desk.follows("换班")
    desk.looks("roster-7-swap")
    desk.chooses("谁值班", "车子")
    desk.submits("换班")
    desk.page.get_by_role("link", name="撤销").first.click()
    desk.looks("roster-8-cancel")
    desk.submits("撤销这一班")
    desk.follows("按月")
    desk.looks("roster-9-month")
    with desk.page.expect_download() as exported:
        desk.page.get_by_role("link", name="导出").click()
    exported.value.save_as(tmp_path / "值班表.xlsx")
    desk.page.locator("main").get_by_role("link", name="导入").click()
    desk.page.locator("main input[type=file]").set_input_files(str(tmp_path / "值班表.xlsx"))
    desk.looks("roster-9-import")
    desk.submits("导入")
    desk.sees("新登记 0 行")
    desk.follows("按月")
    desk.page.emulate_media(media="print")
    desk.page.set_viewport_size({"width": 700, "height": 1000})
    expect(desk.page.get_by_role("columnheader", name="值班员", exact=True)).to_be_visible()
    expect(desk.page.get_by_role("link", name="排班")).to_be_hidden()
    desk.looks("roster-10-paper")


def test_a_shift_is_handed_over(comes, near):
    """One officer leaves a list that made itself, with a sentence; the next takes it over on a phone."""
    at = clock.now()
    put(near, "dispatcher", at, at + _h(8), at=at)
    for text in ("银杏小区3号楼门口路灯不亮", "富民路口的护栏倒了，挡住半条路，晚上看不清容易撞上"):
        cases.reported(text=text, at=at - _h(14 * 24))
    urgent = cases.reported(text="银杏小区东门井盖丢了", category="0102", at=at - _h(1)).matter
    giver = comes("dispatcher")
    giver.follows("交接班")
    giver.looks("handover-1-empty")
    giver.follows("准备交班")
    giver.page.get_by_label(f"给 {urgent.number} 留句话").fill("已放警示桶，等市政来人，到了给东门物业打电话。")
    giver.writes("总的说明", "抽屉里有备用钥匙。\n20 点消防通道要复查。")
    giver.looks("handover-2-prepare")
    giver.submits("交班")
    giver.sees("待接班", "已放警示桶")
    giver.looks("handover-3-given")
    taker = comes("second", PHONE)
    taker.opens("/handover/")
    taker.looks("handover-4-waits")
    taker.page.locator(".work").first.click()
    taker.sees("银杏小区东门井盖丢了", "已超期", "抽屉里有备用钥匙。")
    taker.looks("handover-5-phone")
    taker.presses("接班")
    taker.sees("车子 · ")
    taker.looks("handover-6-taken")
    taker.opens("/handover/new/")
    taker.looks("handover-7-prepare-phone")
    giver.opens("/handover/")
    giver.sees("已接班")
    giver.looks("handover-8-list")


def test_on_a_phone_it_is_a_list_by_day(comes, near, server):
    start = clock.now().replace(second=0, microsecond=0)
    put(near, "second", start, start + _h(8), at=start)
    worker = comes("grid-worker", PHONE)
    worker.sees("现在值班", "0971-8220001")
    worker.does_not_see("换班", "排班")
    worker.looks("roster-phone-1-now")
    worker.follows("下周")
    worker.looks("roster-phone-2-week")
    leader = comes("leader", PHONE)
    leader.follows("下周")
    leader.looks("roster-phone-3-leader")
    leader.follows("排班")
    leader.looks("roster-phone-4-new")
    leader.opens("/roster/")
    leader.follows("导入")
    leader.looks("roster-phone-4-import")
    leader.page.context.add_cookies([{"name": "elder", "value": "1", "url": server.url}])
    leader.opens("/roster/")
    leader.looks("roster-phone-5-large")
