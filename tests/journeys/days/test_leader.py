"""The days of those who decide: the leader of the street, and who hears complaints."""

import pytest
from playwright.sync_api import expect

from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.demo.ground import FUMIN
from xiuhuazhen.web.demo.paths import HANDLER, Act, Path
from xiuhuazhen.web.demo.story import Story

pytestmark = pytest.mark.journey

DOGS, STALL = "银杏小区遛大狗不牵绳", "站前商业街两家水果店把货筐摆到人行道"
WALL = "富民路41号院后面的围墙裂了一道缝"
SHELVING = Act("ask_shelving", HANDLER, 60, "产权单位不明，先拉了警戒线。", "20")
CANNOT_YET = Story(
    "day-wall",
    Source.RESIDENT,
    0,
    "400",
    f"{WALL}，怕它倒下来。",
    Path((*Path().to("fumin", "9905").sign().acts, SHELVING)),
    area=f"{FUMIN}003",
)
GREASE = "站前广场东侧早市收摊后满地菜叶。"
DAY = "2040-12-31"

WINDOW = "投诉中庄社区居委会"
FOUND = "调了三次的取号记录，窗口没有用一次性告知单。"
ANSWER = "您说的情况属实。社区已补上一次性告知单，给您赔不是。"


def decides(leader):
    leader.picks(DOGS)
    leader.is_first("作出答复")
    leader.acts("作出答复", 给反映人的答复="执法队每晚八点在小区门口，连查两周。")
    leader.sees("领导作了答复")
    leader.goes_to("待办")
    leader.picks(WALL)
    leader.is_first("同意挂账")
    leader.acts("同意挂账", 说明="同意，月底再看。")
    leader.sees("挂账")


def instructs(leader):
    leader.goes_to("批示")
    leader.writes("什么事", GREASE)
    leader.writes("批示内容", "李国栋：请执法队和环卫一起拿办法。")
    leader.fills("哪天前报告落实情况", DAY)
    leader.submits("登记")
    leader.sees("已登记，已列入督办。")
    leader.searches("两家水果店")
    leader.follows(STALL)
    leader.acts("批示督办", 批示内容="请和摊主划线，连看一周。", 哪天前报告落实情况=DAY)
    leader.sees("还要报告批示落实情况")
    leader.acts("催办", 说明="这周内要见到效果。")
    leader.looks("day-leader-1-place-of-the-matter")
    leader.follows("火车站街道车站社区站前广场")
    leader.sees("现在值班")


def looks_over_the_street(leader):
    leader.goes_to("卡住")
    leader.page.locator("nav.counts a").first.click()
    leader.sees("卡住的事")
    leader.goes_to("值班")
    leader.follows("下周")
    leader.follows("按月")
    leader.goes_to("交接班")
    leader.follows("周敏")
    leader.follows("交接班")
    leader.goes_to("区域")
    with leader.page.expect_event("load"):
        leader.page.locator(".counts a", has_text="已超期").click()
    leader.sees("事项")
    leader.goes_to("区域")
    leader.follows("富民路社区")
    leader.follows("富民路第三网格")
    leader.sees("重复发生")
    leader.goes_to("管理")
    leader.follows("操作记录")
    leader.fills("谁做的", "系统")
    with leader.page.expect_event("load"):
        leader.presses("查看")
    leader.follows("管理")


def test_a_leaders_day(comes, happens):
    happens(CANNOT_YET)
    leader = comes("李国栋")
    decides(leader)
    instructs(leader)
    looks_over_the_street(leader)
    leader.signs_out()


def test_a_supervisors_day(comes):
    """The one complaint is taken on, examined and answered; then nothing is left, and the list still shows it."""
    supervisor = comes("林静")
    supervisor.picks(WINDOW)
    supervisor.acts("受理调查")
    supervisor.sees("调查中")
    supervisor.opens_sealed("投诉人")
    supervisor.follows("回到事项")
    supervisor.acts("调查完毕", 查明的情况=FOUND)
    supervisor.acts("答复并办结", 给投诉人的答复=ANSWER)
    supervisor.sees("已答复投诉人", "已办结")
    supervisor.goes_to("待办")
    expect(supervisor.page.locator("[data-work]", has_text=WINDOW)).to_have_count(0)
    supervisor.goes_to("事项")
    supervisor.follows(WINDOW)
    supervisor.goes_to("管理")
    supervisor.follows("操作记录")
    supervisor.sees("林静")
    supervisor.signs_out()
