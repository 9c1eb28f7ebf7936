"""A grid worker on the round, with a phone that knows where it is."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE
from xiuhuazhen.web.demo.ground import FUMIN, ZHONGZHUANG, point_in

pytestmark = pytest.mark.journey

OWN_GRID, SOMEBODY_ELSES = f"{ZHONGZHUANG}00102", f"{FUMIN}001"


@pytest.fixture
def on_the_round(arrives):
    """张建军 of 中庄1-2网格, standing in the middle of an area."""

    def stand(area):
        lng, lat = (degrees / 10_000_000 for degrees in point_in(area))
        where = {"longitude": lng, "latitude": lat, "accuracy": 12}
        worker = arrives("张建军", at=PHONE, geolocation=where, permissions=["geolocation"])
        worker.looks("patrol-01-worklist")
        worker.follows("上报")
        return worker

    return stand


def test_solved_on_the_spot_and_checked_by_somebody_else(on_the_round, works, new_lamp):
    """One sentence and a tap; who did it cannot check it, the community worker can, the desk closes it."""
    worker = on_the_round(OWN_GRID)
    worker.looks("patrol-02-empty-form")
    worker.writes("看到了什么", "中庄佳园2号楼门口的纸箱堵住了台阶，已经搬走。")
    worker.adds_photos(new_lamp)
    worker.presses("用我的位置")
    worker.sees("位置取到了，误差大约 12 米。 这里属于中庄1-2网格。")
    expect(worker.page.get_by_label("社区")).to_have_value(OWN_GRID)
    worker.looks("patrol-03-filled-in")
    worker.submits("当场办好了")
    worker.sees("待核查", "当场办结。")
    number = worker.page.locator(".matter-over .number").inner_text()
    worker.sees_photos(1)
    worker.has_no("核查通过")
    worker.looks("patrol-04-done")

    worker.opens(f"/matters/{number}/do/confirm/")
    worker.looks("patrol-05-check-asked-for")
    worker.ticks("去现场看了")
    worker.submits("核查通过")
    worker.sees("这件事是您自己办的，要由别人核查。")
    worker.looks("patrol-06-not-by-the-same")
    worker.opens(f"/areas/{OWN_GRID}/")
    worker.looks("patrol-12-own-grid")

    community = works("王海燕")
    community.picks("中庄佳园2号楼门口的纸箱")
    community.acts("核查通过", ticks=["去现场看了"], 说明="去看过，台阶通了。")
    desk = works("周敏")
    desk.opens(f"/matters/{number}/")
    desk.acts("结案")
    assert desk.stitches() == ["上报", "当场办结", "已核查（去现场看了）：办好了", "结案：已解决"]
    desk.looks("patrol-07-closed")


def test_handed_on(on_the_round):
    """What the grid worker cannot do is handed on, in the category that they chose."""
    worker = on_the_round(OWN_GRID)
    worker.writes("看到了什么", "中庄佳园东门井盖松了，车一过就响。")
    worker.chooses("类别", "污水井盖")
    worker.presses("用我的位置")
    worker.sees("这里属于中庄1-2网格。")
    worker.looks("patrol-08-hand-on")
    worker.submits("上报")
    worker.sees("待受理", "污水井盖", "火车站街道中庄社区中庄第一网格中庄1-2网格（按位置，确定）")
    assert worker.stitches() == ["上报", "待受理"]
    worker.looks("patrol-09-handed-on")


def test_outside_the_own_area_nothing_is_lost(on_the_round):
    """The sentence says where to report it instead; the words stay, here and after a detour. Choosing the area by
    hand takes the place of the position."""
    text = "东苑小区门口的树倒了，挡住半条路。"
    worker = on_the_round(SOMEBODY_ELSES)
    worker.writes("看到了什么", text)
    worker.presses("用我的位置")
    worker.sees("位置取到了")
    worker.submits("上报")
    worker.sees("这个地点不在您的辖区。请用居民上报页面上报，那边的派遣台会收到。", "刚才取的位置还在")
    expect(worker.box("看到了什么")).to_have_value(text)
    worker.looks("patrol-10-outside")

    worker.follows("待办")
    worker.follows("上报")
    expect(worker.box("看到了什么")).to_have_value(text)
    worker.presses("用我的位置")
    worker.sees("位置取到了")
    worker.submits("上报")
    worker.chooses("社区", "中庄1-2网格")
    worker.submits("上报")
    worker.sees("已登记。", "待受理", "中庄1-2网格（按所选区域，确定）")
    worker.looks("patrol-11-chosen-by-hand")
    worker.follows("上报")
    expect(worker.box("看到了什么")).to_have_value("")
