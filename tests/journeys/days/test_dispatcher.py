"""A dispatcher's day at the desk, from taking over to handing over; and its core by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.orders import order, sheet
from xiuhuazhen.domains.cases.choices import ExtensionReason, Source
from xiuhuazhen.web.demo.ground import STATION_COMMUNITY, STREET, XINGFU
from xiuhuazhen.web.demo.paths import FRESH, Path
from xiuhuazhen.web.demo.story import Story

pytestmark = pytest.mark.journey

TRASH, LATE, CLOSING = "火车站广场西侧公厕", "富民路41号院和东苑小区之间的小路", "铁路二号院北墙根有人扫成堆焚烧落叶"
NOWHERE = "我们小区门口的电动车充电桩"
PENSION, HOLE = "外地退休证明在西宁怎么认证", "枢纽小区南墙外的人行道塌了一块"
QUESTION = Story("day-pension", Source.RESIDENT, 0, "40", f"{PENSION}，要不要本人来？", FRESH, area=STREET)
ASKS = Story(
    "day-hole",
    Source.RESIDENT,
    0,
    "400",
    f"{HOLE}，骑车要绕到马路上。",
    Path().to("roads", "0113").sign().ask_more(2, ExtensionReason.PURCHASE, "地砖要从厂里拉。"),
    area=f"{STATION_COMMUNITY}004",
)
ELSEWHERE = "养老金资格认证由参保地社保机构办理，可用手机自助认证，也可拨打12333。"
ROWS = 4


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.xlsx"
    lines = [order(number, 问题描述=f"河畔小区{number}号楼前的路灯不亮。", 接收时间="") for number in range(1, ROWS)]
    path.write_bytes(sheet([*lines, order(ROWS, 工单编号="")]))
    return path


def takes_over(desk):
    desk.goes_to("值班")
    desk.sees("现在值班")
    desk.goes_to("交接班")
    desk.follows("周敏")
    desk.sees("白天来的都已受理。")
    desk.presses("接班")
    desk.sees("何静 · ")


def sees_to_what_waits(desk):
    desk.goes_to("待办")
    desk.page.locator(".counts a", has_text="已超期").click()
    desk.picks(LATE)
    desk.acts("受理")
    desk.sees("待派遣")
    desk.goes_to("待办")
    desk.picks(TRASH)
    desk.begins("派给…")
    desk.sees("按派遣规则建议")
    desk.submits("派遣")
    desk.sees("待签收")
    desk.picks(PENSION)
    desk.acts("不予受理", 原因=ELSEWHERE)
    desk.sees("已结案")
    desk.goes_to("待办")
    desk.picks(HOLE)
    desk.is_first("同意延期")
    desk.acts("同意延期")
    desk.sees("同意延期2个工作日")
    desk.goes_to("待办")
    desk.picks(CLOSING)
    desk.acts("结案")
    desk.sees("已结案")


def places(desk):
    desk.goes_to("待定位")
    row = desk.page.get_by_role("listitem").filter(has_text=NOWHERE)
    with desk.page.expect_event("load"):
        row.get_by_role("link", name="定位").click()
    desk.page.locator("main select[name=area]").select_option(value=f"{XINGFU}003")
    desk.submits("更正地点")
    desk.sees("幸福第三网格")
    desk.begins("派给…")
    desk.chooses("单位", "幸福社区居委会")
    desk.chooses("类别", "物业服务")
    desk.submits("派遣")
    desk.sees("待签收")


def brings_in(desk, orders):
    desk.goes_to("导入")
    desk.fills("来自哪条热线", "西宁12345")
    desk.page.get_by_label("表格（.xlsx、.xls 或 .csv）").set_input_files(str(orders))
    desk.submits("导入")
    expect(desk.page.get_by_role("heading", name="核对各列", level=1)).to_be_visible(timeout=90_000)
    desk.page.wait_for_load_state()
    desk.submits("就按这些列")
    expect(desk.page.get_by_role("button", name="导入", exact=True)).to_be_visible(timeout=90_000)
    desk.submits("导入")
    expect(desk.page.locator("#import-progress .state")).to_have_text("已完成", timeout=90_000)
    desk.page.wait_for_load_state()
    desk.sees("缺工单编号。")
    with desk.page.expect_download() as mend:
        desk.presses("下载要改的行")
    assert mend.value.suggested_filename == "orders-要改的行.xlsx"


def ends_one_at_once(desk):
    desk.searches("河畔小区1号楼前")
    desk.follows("河畔小区1号楼前的路灯不亮")
    desk.acts("不予受理", 原因="路灯属于铁路部门，请拨打12306。")
    desk.sees("待回单")


def gives_out_the_others_together(desk):
    desk.goes_to("事项")
    desk.chooses("状态", "待受理")
    desk.chooses("地点", "幸福第三网格")
    with desk.page.expect_event("load"):
        desk.presses("查看")
    boxes = desk.page.locator("input[name=pick]")
    expect(boxes).to_have_count(ROWS - 2)
    for box in boxes.all():
        box.check()
    with desk.page.expect_event("load"):
        desk.presses("批量办理勾选的")
    desk.page.get_by_label("按建议派遣", exact=False).check()
    with desk.page.expect_event("load"):
        desk.presses(f"办理这 {ROWS - 2} 件")
    expect(desk.page.locator("#bulk-progress")).to_contain_text(f"已处理 {ROWS - 2} 件", timeout=90_000)
    desk.follows("事项")


def reports_back(desk):
    """Of the spreadsheet's orders the one that ended stands in the file for their source."""
    desk.goes_to("导入")
    desk.page.locator("a.work", has_text="orders.xlsx").click()
    desk.follows("把这些工单的办理结果做成回单文件")
    desk.follows("西宁12345")
    desk.submits("就按这些列")
    desk.sees("orders.xlsx 里的工单在本处的办理结果")
    desk.submits("生成文件")
    expect(desk.page.get_by_role("button", name="表格", exact=True).first).to_be_visible(timeout=90_000)
    with desk.page.expect_download() as made:
        desk.page.get_by_role("button", name="表格", exact=True).first.click()
    assert made.value.suggested_filename.endswith(".xlsx")


def helps_at_the_telephone(desk):
    """Found by a few characters of the text; the caller is told the code again, and the page is printed."""
    desk.searches("41号院和东苑")
    desk.follows(LATE)
    desk.opens_sealed("查询码", "按留下的电话回拨核对")
    expect(desk.page.locator(".given-code")).to_have_text(re.compile("^[A-Z2-7-]{14}$"))
    desk.follows("回到事项")
    desk.page.emulate_media(media="print")
    expect(desk.page.locator(".matter-bar")).to_be_hidden()
    desk.page.emulate_media(media="screen")


def hands_over(desk):
    desk.goes_to("卡住")
    desk.sees("卡住")
    desk.goes_to("派遣规则")
    desk.follows("没有规则可派的事")
    desk.follows("派遣规则")
    desk.goes_to("交接班")
    desk.follows("准备交班")
    desk.writes("总的说明", "热线的表格已导入，缺编号的一行等他们补。")
    desk.submits("交班")
    desk.sees("待接班", "缺编号的一行等他们补。")


def test_a_dispatchers_day(comes, happens, orders):
    happens(QUESTION)
    happens(ASKS)
    desk = comes("何静")
    takes_over(desk)
    sees_to_what_waits(desk)
    places(desk)
    brings_in(desk, orders)
    ends_one_at_once(desk)
    gives_out_the_others_together(desk)
    reports_back(desk)
    helps_at_the_telephone(desk)
    hands_over(desk)
    desk.signs_out()


def test_its_core_by_keyboard_alone(comes):
    """From the first page to signing out without a pointer: a row chosen and dispatched, a matter searched for and
    accepted, a hand-over prepared."""
    desk = comes()
    page, keyboard = desk.page, desk.page.keyboard

    def enters(name, *, tag=""):
        desk.tabs_to(name, tag=tag)
        with page.expect_event("load"):
            keyboard.press("Enter")

    enters("工作人员登录")
    enters("何静")
    for _ in range(page.locator("[data-work]").count()):
        keyboard.press("ArrowDown")
        if TRASH in page.evaluate("document.activeElement.innerText"):
            break
    expect(page.locator("#matter-pane .matter-head")).to_contain_text(TRASH)
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="派给…", level=2)).to_be_visible()
    expect(page.get_by_label("类别")).to_be_focused()
    enters("派遣")
    desk.sees("待签收")

    desk.tabs_to("查事项")
    keyboard.type("41号院和东苑")
    with page.expect_event("load"):
        keyboard.press("Enter")
    enters(LATE, tag="a")
    desk.tabs_to("更多")
    keyboard.press("Enter")
    desk.tabs_to("受理")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="受理", level=2)).to_be_visible()
    enters("受理")
    desk.sees("待派遣")

    enters("交接班")
    enters("准备交班")
    desk.tabs_to("总的说明")
    keyboard.type("都已受理。")
    enters("交班")
    desk.sees("待接班", "都已受理。")
    desk.tabs_to("何静")
    keyboard.press("Enter")
    enters("退出登录")
    expect(page).to_have_url(re.compile("/$"))
    desk.sees("工作人员登录")
