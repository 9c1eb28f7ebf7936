"""Two at once, twice in a row, and a network that breaks."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import NUMBER

pytestmark = pytest.mark.journey

DRAIN = "幸福路菜市场早市占人行道摆摊"


def number_of(worker):
    return NUMBER.search(worker.page.url)[0]


def opens_matter(worker, text):
    worker.searches(text)
    worker.looks("together-1-found")
    worker.page.locator(".row-title").first.click()
    worker.page.wait_for_url("**/matters/*/")


def test_two_dispatchers_on_one_matter(works):
    """The second reads what the first has done; what they typed is still there, and the matter moved once."""
    first, second = works("周敏"), works("周敏")
    for desk in (first, second):
        opens_matter(desk, "早市占人行道")
        desk.begins("派给…")
        desk.chooses("类别", "店外经营")
        desk.chooses("单位", "火车站街道综合行政执法队")
    second.writes("说明", "请先劝导，再登记摊主。")
    first.submits("派遣")
    second.submits("派遣")
    second.sees("刚才有别人办过这件事。您写的内容还在。", "周敏：派给火车站街道综合行政执法队")
    expect(second.box("说明")).to_have_value("请先劝导，再登记摊主。")
    second.looks("together-2-somebody-was-quicker")
    second.submits("派遣")
    second.sees("这件事现在的状态不能这样办。请刷新页面看看办到哪一步了。")
    second.follows("630102005-")
    assert second.stitches() == ["上报", "派给火车站街道综合行政执法队", "待签收"]
    second.looks("together-3-as-it-is")


def test_a_double_click_is_one_step(works):
    desk = works("周敏")
    opens_matter(desk, "早市占人行道")
    desk.begins("派给…")
    desk.chooses("类别", "店外经营")
    desk.chooses("单位", "火车站街道综合行政执法队")
    desk.looks("together-4-before-the-click")
    with desk.page.expect_event("load"):
        desk.page.get_by_role("button", name="派遣", exact=True).dblclick()
    desk.sees("待签收")
    assert desk.stitches() == ["上报", "派给火车站街道综合行政执法队", "待签收"]
    desk.looks("together-5-once")


def test_a_proposal_that_comes_late_takes_nothing_back(works):
    """Another category proposes another unit; whoever has chosen one meanwhile keeps it."""
    held, asked = [], "**/do/dispatch/?category=*"
    desk = works("周敏")
    opens_matter(desk, "早市占人行道")
    desk.page.route(asked, lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    desk.begins("派给…")
    with desk.page.expect_request(asked):
        desk.chooses("类别", "店外经营")
    desk.page.locator("#id_unit_field").evaluate("field => { field.dataset.before = '1'; }")
    desk.chooses("单位", "东川供热公司")
    held[0].continue_()
    expect(desk.page.locator("#id_unit_field[data-before]")).to_have_count(0)
    expect(desk.page.locator("#id_unit option:checked")).to_have_text("东川供热公司")
    expect(desk.page.locator("#id_unit_field")).to_contain_text("按派遣规则建议")
    desk.looks("together-8-still-chosen")


def test_sent_twice_is_one_report(arrives):
    """Whoever loads the answer anew, or goes back and submits again, gets the same number and code."""
    resident = arrives()
    resident.opens("/report/")
    resident.writes("什么事", "站东巷口的垃圾桶倒了。")
    resident.submits("提交")
    resident.sees("街道收到了")
    given = resident.page.locator(".given").inner_text()
    resident.page.reload()
    resident.sees("街道收到了")
    assert resident.page.locator(".given").inner_text() == given
    resident.page.go_back()
    expect(resident.box("什么事")).to_have_value("站东巷口的垃圾桶倒了。")
    resident.looks("together-6-back-again")
    resident.submits("提交")
    assert resident.page.locator(".given").inner_text() == given
    resident.opens("/report/")
    expect(resident.box("什么事")).to_have_value("")
    resident.writes("什么事", "站东巷口的垃圾桶倒了。")
    resident.submits("提交")
    assert resident.page.locator(".given").inner_text() != given


def test_a_network_that_breaks_keeps_the_words(arrives, wall):
    """The photo says that it was not sent and goes along later; the words are still there when the page comes back."""
    text = "富民路26号院门口的路面塌了一块。"
    resident = arrives()
    resident.opens("/report/")
    resident.writes("什么事", text)
    resident.page.context.set_offline(True)
    with resident.page.expect_file_chooser() as chooser:
        resident.presses("拍照或选照片")
    chooser.value.set_files(str(wall))
    resident.sees("没传上", "这个会在提交时一起传。")
    resident.presses("提交")
    resident.page.wait_for_url("chrome-error://**")

    resident.page.context.set_offline(False)
    resident.opens("/report/")
    expect(resident.box("什么事")).to_have_value(text)
    resident.adds_photos(wall)
    resident.looks("together-7-the-words-are-kept")
    resident.submits("提交")
    resident.sees("街道收到了")
    resident.opens("/report/")
    expect(resident.box("什么事")).to_have_value("")
