"""What stayed closed goes to the archive by itself, and is found there."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

MENDED = "丰收巷从东头数第三盏路灯不亮"


def test_archived_it_is_found_and_opened_no_more(works, number_of, time_passes, asks_after):
    """Until then the desk may open it again; afterwards nobody may, and whoever tries reads why."""
    number, desk = number_of(MENDED), works("周敏")
    desk.sees_to(number)
    assert desk.menu() == ["重新打开"]
    desk.begins("重新打开")
    desk.fills("原因", "反映人来电：又不亮了。")
    assert time_passes(number).action == "archive"
    desk.submits("重新打开")
    desk.sees("反映人来电：又不亮了。")
    desk.looks("archived-01-meanwhile-archived")

    desk.opens("/matters/?state=closed")
    desk.does_not_see(MENDED)
    desk.opens("/matters/?state=archived")
    expect(desk.page.locator("tbody tr")).to_have_count(1)
    expect(desk.page.locator("tbody tr")).to_contain_text("已归档")
    desk.looks("archived-02-found-by-state")
    desk.follows(MENDED)
    desk.sees("已归档")
    expect(desk.page.locator(".matter-bar")).to_have_count(0)
    assert desk.stitches()[-2:] == ["结案：已解决", "已归档"]
    desk.looks("archived-03-nothing-left-to-do")
    assert desk.opens(f"/matters/{number}/do/reopen/") == 409
    desk.sees("这件事现在的状态不能这样办。")
    resident = asks_after(number)
    resident.sees("已归档", "修得快，谢谢。")
    resident.looks("archived-04-still-read")
