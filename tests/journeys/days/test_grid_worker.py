"""A grid worker's day, on a phone that knows where it is."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.demo.ground import ZHONGZHUANG, point_in
from xiuhuazhen.web.demo.paths import Path
from xiuhuazhen.web.demo.story import Story

pytestmark = pytest.mark.journey

GRID = f"{ZHONGZHUANG}00102"
BENCH = "中庄佳园花坛边的长椅少了一根木条"
DONE = Story(
    "day-bench",
    Source.RESIDENT,
    0,
    "900",
    f"{BENCH}，老人坐着夹手。",
    Path().to("roads", "0113").sign().done("补了一根木条。").reply("长椅补好了。"),
    area=GRID,
)
BOXES = "中庄佳园2号楼门口的纸箱堵住了台阶，已经搬走。"
COVER = "中庄佳园东门井盖松了，车一过就响。"


@pytest.fixture
def worker(comes, happens):
    happens(DONE)
    lng, lat = (degrees / 10_000_000 for degrees in point_in(GRID))
    where = {"longitude": lng, "latitude": lat, "accuracy": 12}
    return comes("张建军", at=PHONE, geolocation=where, permissions=["geolocation"])


def reports(worker, text, how, *photos):
    worker.goes_to("上报")
    expect(worker.box("看到了什么")).to_have_value("")
    worker.writes("看到了什么", text)
    if photos:
        worker.adds_photos(*photos)
    worker.presses("用我的位置")
    worker.sees("这里属于中庄1-2网格。")
    worker.submits(how)


def test_a_grid_workers_day(worker, new_lamp):
    worker.picks(BENCH)
    worker.sees("补了一根木条。", "待核查")
    worker.acts("核查通过", ticks=["去现场看了"], 说明="坐过了，结实。")
    worker.sees("已核查（去现场看了）：办好了")

    reports(worker, BOXES, "当场办好了", new_lamp)
    worker.sees("待核查", "当场办结。")
    worker.sees_photos(1)
    worker.has_no("核查通过")
    reports(worker, COVER, "上报")
    worker.sees("待受理", "中庄1-2网格")
    worker.looks("day-worker-0-place-of-the-matter")

    worker.goes_to("地图")
    worker.page.locator(".map-list .work-title", has_text="中庄佳园东门井盖").click()
    expect(worker.page.locator(".matter-head")).to_contain_text("中庄佳园东门井盖")
    worker.goes_to("区域")
    worker.sees("中庄1-2网格", "现在值班", "张建军")
    worker.follows("四方联动")
    worker.follows("中庄1-2网格")
    worker.follows("公示")
    worker.sees("监督电话")
    worker.looks("day-worker-1-notice")
    worker.follows("回到网格的页面")
    worker.goes_to("值班")
    worker.sees("现在值班")

    worker.goes_to("消息")
    worker.follows("怎么通知我")
    worker.goes_to("我的账户")
    worker.sees("系统里保存的您的信息", "以您的名义办的环节")
    worker.opens_menu()
    worker.presses("大字版")
    worker.goes_to("待办")
    worker.does_not_see(BENCH)
    worker.looks("day-worker-2-what-is-left")
    worker.signs_out()
