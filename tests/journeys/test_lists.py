"""Finding matters and dealing with many at once, at a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE

pytestmark = pytest.mark.journey


def test_found_kept_exported_and_dispatched_together(works):
    desk = works("周敏")
    desk.opens("/matters/?q=路灯")
    expect(desk.page.locator("table.rows mark").first).to_have_text("路灯")
    desk.looks("lists-01-hits")
    desk.page.get_by_text("存为常用筛选").click()
    desk.page.get_by_placeholder("名称，如：超期路灯").fill("路灯")
    desk.presses("保存")
    expect(desk.page.locator(".counts [aria-current]")).to_have_text("路灯")
    desk.page.get_by_text("更多条件和列").click()
    desk.page.locator(".columns-list").get_by_label("来源", exact=True).check()
    desk.presses("查看")
    expect(desk.page.get_by_role("columnheader", name="来源")).to_be_visible()
    desk.looks("lists-02-columns")
    desk.follows("打印")
    expect(desk.page.locator("table.printed")).to_be_visible()
    desk.looks("lists-02b-print")
    desk.page.go_back()
    desk.presses("导出")
    desk.sees("我的导出")
    expect(desk.page.get_by_role("button", name="下载")).to_be_visible(timeout=300_000)
    desk.looks("lists-03-exports")

    desk.opens("/matters/?state=registered")
    for box in desk.page.locator("input[name=pick]").all()[:3]:
        box.check()
    desk.looks("lists-04-ticked")
    desk.presses("批量办理勾选的")
    desk.page.get_by_label("按建议派遣", exact=False).check()
    desk.looks("lists-05-many")
    desk.presses("办理这 3 件")
    expect(desk.page.locator("#bulk-progress")).to_contain_text("已处理 3 件，共 3 件", timeout=300_000)
    desk.looks("lists-06-what-became-of-them")

    desk.opens("/matters/?state=registered")
    for box in desk.page.locator("input[name=pick]").all()[:2]:
        box.check()
    desk.presses("批量办理勾选的")
    desk.page.get_by_label("派给指定单位", exact=False).check()
    desk.presses("办理这 2 件")
    expect(desk.page.locator("#id_unit_error")).to_have_text("请选择。")
    desk.page.get_by_label("派给哪个单位").select_option(index=1)
    desk.looks("lists-07-to-one-unit")
    desk.presses("办理这 2 件")
    expect(desk.page.locator("#bulk-progress")).to_contain_text("已处理 2 件，共 2 件", timeout=300_000)


def test_on_a_phone(arrives):
    desk = arrives("周敏", at=PHONE)
    desk.opens("/matters/?q=路灯")
    desk.looks("lists-11-phone")
    expect(desk.page.locator("select[name=state]")).to_be_hidden()
    first = desk.page.locator(".row-title").first.bounding_box()
    assert first
    assert first["y"] < PHONE["height"]
    desk.presses("已设 1 项筛选")
    desk.page.get_by_text("更多条件和列").click()
    desk.looks("lists-12-phone-more")
    desk.opens("/matters/bulk/?all=1&state=registered")
    desk.page.get_by_label("派给指定单位", exact=False).check()
    desk.looks("lists-12b-phone-to-one-unit")
    desk.opens("/matters/exports/")
    desk.looks("lists-13-phone-no-exports")
    desk.opens("/matters/bulk/")
    desk.looks("lists-14-phone-nothing-ticked")
