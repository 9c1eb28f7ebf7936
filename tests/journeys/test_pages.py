"""Pages in all the ways they are used: in large type, by keyboard alone, filtered, page by page, on paper."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


@pytest.mark.postgresql_smoke
def test_reported_by_keyboard_alone(arrives):
    """Without a pointer, from the first page to the number."""
    resident = arrives()
    page = resident.page
    resident.opens("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    resident.looks("pages-01-portal")
    resident.tabs_to("我要反映")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/")
    resident.tabs_to("什么事")
    page.keyboard.type("西宁站出站口的扶梯停了，带着行李上不去。")
    resident.tabs_to("社区")
    page.keyboard.press("ArrowDown")
    resident.tabs_to("您的称呼")
    page.keyboard.type("何先生")
    resident.tabs_to("电话")
    page.keyboard.type("13900004401")
    resident.tabs_to("请给我回电话")
    page.keyboard.press("Space")
    resident.looks("pages-02-by-keyboard")
    resident.tabs_to("提交")
    page.keyboard.press("Enter")
    resident.sees("街道收到了", "地点在车站社区，值班人员会转给能办的单位。")


def test_large_type_asks_one_question_at_a_time(arrives):
    """One switch for all pages of residents; a mistake leads back to its question."""
    resident = arrives()
    resident.opens("/")
    resident.presses("大字版")
    resident.looks("pages-03-portal-large")
    resident.follows("我要反映")
    resident.sees("第 1 个问题，共 3 个")
    resident.looks("pages-04-question-1")
    resident.presses("下一步")
    resident.sees("第 2 个问题，共 3 个")
    resident.looks("pages-05-question-2")
    resident.presses("下一步")
    resident.sees("第 3 个问题，共 3 个")
    resident.writes("电话", "12")
    resident.looks("pages-06-question-3")
    resident.submits("提交")
    resident.sees("第 1 个问题，共 3 个", "请用几句话说说是什么事。")
    resident.looks("pages-07-corrected")
    resident.writes("什么事", "楼道里的灯坏了。")
    resident.presses("下一步")
    resident.presses("下一步")
    resident.writes("电话", "13900005678")
    resident.submits("提交")
    resident.sees("街道收到了")
    resident.looks("pages-08-number-large")
    code = resident.page.locator(".given-code").inner_text()
    resident.follows("查进度")
    resident.writes("查询码", code)
    resident.looks("pages-09-code-large")
    resident.submits("看进度")
    resident.looks("pages-10-progress-large")
    resident.opens("/privacy/")
    resident.sees("谁在收集", "保存多久")
    resident.looks("pages-11-privacy-large")


def test_large_type_on_the_round(arrives):
    worker = arrives("陈小梅")
    worker.page.locator("nav.bar summary").click()
    worker.presses("大字版")
    worker.looks("pages-12-worklist-large")
    worker.follows("上报")
    worker.looks("pages-13-patrol-large")
    worker.follows("地图")
    expect(worker.page.locator(".leaflet-marker-icon").first).to_be_visible()
    worker.looks("pages-14-map-large")
    worker.opens("/matters/")
    worker.looks("pages-15-matters-large")
    worker.page.locator(".row-title").first.click()
    worker.page.wait_for_url("**/matters/*/")
    worker.looks("pages-16-matter-large")


def test_privacy_is_told_before_anything_is_asked(arrives):
    resident = arrives()
    resident.opens("/report/")
    resident.sees("留姓名和电话是自愿的")
    resident.looks("pages-17-report")
    resident.page.locator(".short-notice").get_by_role("link", name="个人信息怎么用").click()
    resident.sees("您的权利", "不满十四周岁")
    resident.looks("pages-18-privacy")


def test_the_list_is_filtered_paged_and_printed(works):
    desk = works("周敏")
    desk.follows("事项")
    expect(desk.page.locator("table.rows tbody tr")).to_have_count(50)
    total = int(desk.page.locator("h1 .figures").inner_text())
    desk.looks("pages-19-matters")
    first = desk.page.locator("table.rows .number").all_inner_texts()
    desk.follows("再看一些")
    second = desk.page.locator("table.rows .number").all_inner_texts()
    assert not set(first) & set(second)
    assert len(first) + len(second) == total
    desk.looks("pages-20-second-page")

    desk.chooses("状态", "待结案")
    desk.chooses("地点", "车站第一网格")
    desk.presses("查看")
    desk.page.wait_for_url("**state=closing**")
    desk.sees("铁路二号院北墙根有人扫成堆焚烧落叶")
    expect(desk.page.locator("table.rows tbody tr")).to_have_count(1)
    desk.looks("pages-21-filtered")
    desk.follows("看全部")
    desk.follows("到期")
    expect(desk.page.get_by_role("columnheader", name="到期")).to_have_attribute("aria-sort", "ascending")
    desk.looks("pages-22-by-due-date")
    desk.page.emulate_media(media="print")
    expect(desk.page.locator("nav.rail")).to_be_hidden()
    desk.looks("pages-23-matters-on-paper")


def test_a_matter_on_paper(works):
    desk = works("周敏")
    desk.searches("昆仑东路公交站旁边非机动车道陷下去")
    desk.looks("pages-24-found")
    desk.page.locator(".row-title").first.click()
    desk.page.wait_for_url("**/matters/*/")
    desk.page.emulate_media(media="print")
    expect(desk.page.locator(".when-exact").first).to_be_visible()
    expect(desk.page.locator(".matter-bar")).to_be_hidden()
    desk.looks("pages-25-matter-on-paper")


def test_the_map_and_its_list_have_the_same_matters(works):
    desk = works("周敏")
    desk.follows("地图")
    pins = desk.page.locator(".leaflet-marker-icon:not(.pin-group, .pin-area)")
    expect(pins.first).to_be_visible()
    desk.looks("pages-26-map")
    desk.page.keyboard.press("Tab")
    titles = set(desk.page.locator(".map-list .work-title").all_inner_texts())
    assert {pin.get_attribute("title") for pin in pins.all()} <= titles
    pins.first.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".leaflet-popup-content a")).to_be_visible()
    desk.looks("pages-27-map-popup")


def test_a_matter_entered_at_the_counter(works):
    """What came by telephone or at the counter, with who told it."""
    desk = works("周敏")
    desk.follows("上报")
    desk.looks("pages-28-new")
    desk.writes("什么事", "居民到窗口反映：富民苑5号楼楼顶漏水，电话里也说过。")
    desk.chooses("社区", "富民路社区")
    desk.writes("反映人姓名", "何女士")
    desk.writes("电话", "139 0000 4321")
    desk.submits("登记")
    desk.sees("工作人员录入", "139****4321")
    desk.looks("pages-29-entered")
