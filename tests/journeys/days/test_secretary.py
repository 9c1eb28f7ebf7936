"""The day of a community's secretary: the community's own work, others' work, and what one knows of the grids."""

import pytest
from playwright.sync_api import expect

from xiuhuazhen.core.kit import clock
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.demo.ground import FUMIN
from xiuhuazhen.web.demo.paths import FRESH
from xiuhuazhen.web.demo.story import Story

pytestmark = pytest.mark.journey

NOISE, BANNERS, SHED = "富民苑5号楼楼上装修", "富民路沿街挂了十几条促销条幅", "东苑小区4号楼顶楼住户在楼顶私搭彩钢房"
DRAIN = "富民苑1号楼前的雨水篦子堵了"
NOT_OURS = Story(
    "day-drain",
    Source.RESIDENT,
    0,
    "90",
    f"{DRAIN}，门口积了一滩水。",
    FRESH.to("fumin", "2102"),
    area=f"{FUMIN}002",
)


def handles_and_answers(secretary):
    secretary.page.locator(".counts a", has_text="全部").click()
    secretary.picks(NOISE)
    secretary.is_first("联系反映人")
    secretary.opens_sealed("反映人")
    secretary.sees("谢女士 13900001885")
    with secretary.page.expect_event("load"):
        secretary.presses("打通了")
    secretary.acts("处理完成", 办了什么="上门说好了，周末九点以后再开工。")
    secretary.acts("答复反映人", 给反映人的答复="楼上答应周末九点以后再开工。")
    secretary.sees("待核查")
    secretary.goes_to("待办")
    secretary.picks(DRAIN)
    secretary.begins("退回")
    secretary.ticks("不是我单位职责")
    secretary.writes("依据职责清单哪一条", "21 公用设施")
    secretary.writes("原因", "雨水设施归市政养护。")
    secretary.submits("退回")
    expect(secretary.page.locator("[data-work]", has_text=DRAIN)).to_have_count(0)


def checks_and_helps(secretary):
    """Somebody at the counter has lost their query code, and their daughter may look from now on."""
    secretary.picks(BANNERS)
    secretary.acts("核查通过", ticks=["去现场看了"], 说明="沿街看过，都拆了。")
    secretary.goes_to("事项")
    secretary.searches("东苑小区4号楼")
    secretary.follows(SHED)
    secretary.opens_sealed("查询码", "到窗口，看了身份证件")
    expect(secretary.page.locator(".given-code")).to_be_visible()
    secretary.follows("回到事项")
    secretary.sees(SHED)


def looks_after_the_grid(secretary):
    secretary.goes_to("区域")
    secretary.follows("富民路第二网格")
    secretary.follows("俗称")
    secretary.fills("叫法", "老粮站院")
    secretary.fills("依据", "网格员走访")
    secretary.submits("记下")
    secretary.sees("“老粮站院”以后就指这里。")
    secretary.follows("富民路第二网格")
    secretary.follows("更正户数")
    secretary.fills("户数", "512")
    secretary.fills("清点日期", f"{clock.local_date(clock.now())}")
    secretary.fills("依据", "入户清点")
    secretary.submits("保存")
    secretary.sees("512")
    secretary.follows("四方联动")
    secretary.follows("增加联动单位")
    secretary.chooses("哪个单位", "富民路小学（共建单位）")
    secretary.fills("在这里做什么", "放学后开放操场")
    secretary.submits("保存")
    secretary.sees("放学后开放操场")
    secretary.follows("富民路第二网格")
    secretary.follows("公示")
    secretary.sees("监督电话")
    secretary.follows("回到网格的页面")
    secretary.follows("地点码")
    secretary.ticks("富民路第二网格")
    secretary.submits("制作地点码")
    secretary.follows("打印")
    secretary.follows("返回")
    secretary.goes_to("区域")
    secretary.follows("登记表")
    with secretary.page.expect_download() as places:
        secretary.page.get_by_role("link", name="导出区域").click()
    assert places.value.suggested_filename.endswith(".xlsx")


def takes_the_list_along(secretary):
    secretary.goes_to("事项")
    secretary.presses("导出")
    secretary.sees("我的导出")
    fetch = secretary.page.get_by_role("button", name="下载")
    expect(fetch).to_be_visible(timeout=90_000)
    with secretary.page.expect_download() as export:
        fetch.click()
    assert export.value.suggested_filename.endswith(".xlsx")
    secretary.follows("事项")


def test_a_secretarys_day(comes, happens):
    happens(NOT_OURS)
    secretary = comes("马秀兰")
    handles_and_answers(secretary)
    checks_and_helps(secretary)
    looks_after_the_grid(secretary)
    secretary.looks("day-secretary-1-register")
    takes_the_list_along(secretary)
    secretary.signs_out()
