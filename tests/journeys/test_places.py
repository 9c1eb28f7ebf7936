"""Places: what nobody could place is placed once and learned; a code at the square; borders moved on the map."""

import pytest

pytestmark = pytest.mark.journey


def test_a_place_is_said_once_and_known_from_then_on(arrives):
    """The queue, the form, and the next report that is placed by itself."""
    resident, desk = arrives(), arrives("dispatcher")
    for _ in range(2):
        resident.opens("/report/")
        resident.page.get_by_label("什么事").fill("梧桐花园北门的路灯不亮，晚上看不见路。")
        resident.presses("提交")
        resident.sees("街道收到了")
        if _ == 0:
            desk.opens("/cases/unplaced/")
            desk.sees("梧桐花园")
            desk.looks("places-01-unplaced")
            desk.page.get_by_role("listitem").filter(has_text="梧桐花园").get_by_role("link", name="定位").click()
            desk.page.get_by_label("区域").select_option(label="　　富民路第一网格")
            desk.page.get_by_label("记住这个叫法").fill("梧桐花园")
            desk.looks("places-02-place")
            desk.presses("定位")
    resident.looks("places-03-known")
    desk.opens("/matters/?q=梧桐花园")
    desk.sees("富民路第一网格")
