"""What is to be corrected on a form is seen at once, and what was sent before is not lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import NUMBER, Visitor
from tests.support.browsers import PHONE, screenshot

pytestmark = pytest.mark.journey


@pytest.fixture
def resident(demo_server, new_page):
    return Visitor(new_page(viewport=PHONE, base_url=demo_server.url))


def test_a_resident_corrects_a_report(resident, dark_lamp):
    """The text and the telephone were forgotten: the focus goes to the list of both, and the photo is there."""
    resident.opens("/report/")
    resident.adds_photos(dark_lamp)
    resident.ticks("请给我回电话")
    resident.presses("提交")
    wrong = resident.page.locator("[data-errors]")
    expect(wrong).to_be_focused()
    expect(wrong.get_by_role("link")).to_have_count(2)
    screenshot(resident.page, "corrections-360")
    sent = resident.page.locator(".photos-list li")
    expect(sent).to_have_text(re.compile("已传的第 1 个文件"))
    wrong.get_by_role("link").first.click()
    expect(resident.page.get_by_label("什么事")).to_be_focused()
    resident.page.get_by_label("什么事").fill("路灯坏了")
    resident.page.get_by_role("button", name="删除这一个").click()
    expect(sent).to_have_count(0)
    expect(resident.page.locator("input[name=files]")).to_have_count(0)
    resident.page.get_by_role("textbox", name="电话").fill("13800001234")
    resident.presses("提交")
    expect(resident.page.get_by_role("heading", level=1)).to_contain_text("收到")


def test_in_large_type_a_link_leads_to_the_question(resident):
    resident.opens("/report/")
    resident.presses("大字版")
    for _question in range(2):
        resident.presses("下一步")
    resident.ticks("请给我回电话")
    resident.presses("提交")
    resident.page.locator("[data-errors]").get_by_role("link").last.click()
    expect(resident.page.get_by_role("textbox", name="电话")).to_be_focused()
    screenshot(resident.page, "corrections-elder-360")


def test_a_file_that_is_refused_is_exchanged_and_not_sent_again(resident, tmp_path, wall):
    broken = tmp_path / "photo.png"
    broken.write_bytes(b"no picture at all")
    resident.opens("/report/")
    with resident.page.expect_file_chooser() as chooser:
        resident.presses("拍照或选照片")
    chooser.value.set_files(str(broken))
    other = resident.page.get_by_role("button", name="换一个")
    expect(other).to_be_visible()
    screenshot(resident.page, "refused-file-360")
    with resident.page.expect_file_chooser() as chooser:
        other.click()
    chooser.value.set_files(str(wall))
    expect(resident.page.get_by_text("已传好", exact=True)).to_have_count(1)
    expect(resident.page.locator(".photos-list li")).to_have_count(1)


def test_what_a_grid_worker_wrote_goes_along_to_the_residents_page(arrives):
    worker = arrives("张建军")
    worker.opens("/patrol/")
    worker.page.get_by_label("看到了什么").fill("富民路口井盖坏了")
    worker.page.get_by_label("地址或附近的标志").fill("富民路口")
    worker.page.get_by_role("link", name="到居民上报页面去报").click()
    expect(worker.page.get_by_label("什么事")).to_have_value("富民路口井盖坏了")
    expect(worker.page.get_by_label("地址或附近的标志")).to_have_value("富民路口")
    worker.looked |= worker.opened


def test_another_category_proposes_another_unit_without_losing_what_was_typed(works):
    desk = works("周敏")
    desk.opens("/matters/?state=registered")
    number = NUMBER.search(desk.page.locator("table.rows").inner_text())
    assert number is not None
    desk.opens(f"/matters/{number[0]}/do/dispatch/")
    desk.page.get_by_label("说明").fill("请今天去看")
    unit, category = desk.page.locator("#id_unit"), desk.page.locator("#id_category")
    seen = set()
    for code in ("2137", "9901", "0201"):
        with desk.page.expect_response(lambda answer: "category=" in answer.url):
            category.select_option(value=code)
        expect(unit).to_be_visible()
        seen.add((unit.input_value(), desk.page.locator("#id_unit_helptext").inner_text()))
    assert len(seen) > 1
    expect(desk.page.get_by_label("说明")).to_have_value("请今天去看")
    screenshot(desk.page, "dispatch-1280")
    desk.looked |= desk.opened
