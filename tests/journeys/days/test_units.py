"""The days of those who do the work for a unit, sign for it, and look whether it is done."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.demo.ground import FUMIN, STATION_COMMUNITY, ZHONGZHUANG
from xiuhuazhen.web.demo.paths import FRESH, Path
from xiuhuazhen.web.demo.story import Story

pytestmark = pytest.mark.journey

LAMP, FENCE = "枢纽小区门口的路灯闪了三天", "枢纽小区围墙里的花坛塌了一角"
OURS = Story(
    "day-lamp",
    Source.RESIDENT,
    0,
    "120",
    f"{LAMP}，晚上照得人眼花。",
    FRESH.to("roads", "2137"),
    area=f"{STATION_COMMUNITY}004",
    contact=("柳女士", "13900004466"),
    reply=True,
)
NOT_OURS = Story(
    "day-fence",
    Source.RESIDENT,
    0,
    "110",
    f"{FENCE}，砖头散在路上。",
    FRESH.to("roads", "0113"),
    area=f"{STATION_COMMUNITY}004",
)
WHY = "花坛在小区里面，归物业和社区。"

LUKEWARM, COLD = "中庄东苑6号楼顶楼", "中庄北苑2号楼3单元暖气只有一半热"
HALF = Story(
    "day-heat",
    Source.RESIDENT,
    0,
    "300",
    f"{COLD}，老人在家穿着棉袄。",
    Path().to("heat", "9901").sign().called().done("已处理。", wait=60),
    area=f"{ZHONGZHUANG}00101",
    contact=("段先生", "13900004477"),
)

DRIP, NOISE = "富民路26号院楼上空调水滴", "富民苑2号楼半夜有人搬家"
STILL_LOUD = Story(
    "day-noise",
    Source.RESIDENT,
    0,
    "900",
    f"{NOISE}，楼道里吵得睡不着。",
    Path().to("fumin", "9904").sign().done("打过招呼。").reply("已和搬家的住户说过。"),
    area=f"{FUMIN}002",
)

SUNK, GYM, DOOR = "泉湾小区门口井盖下沉", "中庄新村健身器材两台松动", "中庄北苑3号楼门禁坏了一周"


def test_a_handlers_day(comes, happens, new_lamp):
    """Signed for, the reporter called, more time asked for, one given back, the other mended and answered."""
    happens(OURS)
    happens(NOT_OURS)
    handler = comes("刘志强", at=PHONE)
    handler.picks(LAMP)
    handler.acts("签收")
    handler.is_first("联系反映人")
    handler.opens_sealed("反映人")
    handler.sees("柳女士 13900004466")
    with handler.page.expect_event("load"):
        handler.presses("打通了")
    handler.sees("联系反映人：打电话，联系上了")
    handler.acts("申请延期", ticks=["等材料或经费"], 延长几个工作日="2", 具体情况="灯具要从库里调。")
    handler.sees("已申请延期，等派遣台决定")

    handler.goes_to("待办")
    handler.picks(FENCE)
    handler.begins("退回")
    handler.ticks("不是我单位职责")
    handler.writes("依据职责清单哪一条", "第七项 小区公用设施")
    handler.writes("原因", WHY)
    handler.submits("退回")
    handler.sees("现在由别处接着办")
    handler.does_not_see(FENCE)

    handler.picks(LAMP)
    handler.begins("处理完成")
    handler.writes("办了什么", "换了灯头，连看一晚不闪。")
    handler.adds_photos(new_lamp)
    handler.submits("处理完成")
    handler.acts("答复反映人", 给反映人的答复="灯头换了，不闪了。")
    handler.sees("待核查")
    handler.goes_to("事项")
    handler.follows(LAMP)
    handler.sees("已答复反映人")
    handler.goes_to("消息")
    handler.goes_to("待办")
    expect(handler.page.locator("[data-work]", has_text=LAMP)).to_have_count(0)
    handler.signs_out()


def test_the_day_of_a_head_of_a_unit(comes, happens):
    """One result goes out in the unit's name, the other has to be done again."""
    happens(HALF)
    head = comes("钱伟", at=PHONE)
    head.picks(LUKEWARM)
    head.sees("清洗入户过滤器，复测21度。")
    head.acts("审核签发")
    head.sees("审核通过，已签发")
    head.goes_to("待办")
    head.picks(COLD)
    head.acts("审核不过，重办", 哪里还没办好="写明复测多少度。")
    head.sees("审核没通过，重办", "处置中")
    head.goes_to("事项")
    head.follows(COLD)
    head.goes_to("值班")
    head.sees("现在值班")
    head.signs_out()


def test_an_inspectors_day(comes, happens):
    """What the community itself has done waits for somebody from outside."""
    happens(STILL_LOUD)
    inspector = comes("赵慧")
    inspector.picks(DRIP)
    inspector.acts("核查通过", ticks=["打电话问了反映人"], 说明="唐女士说不滴了。")
    inspector.sees("已核查（打电话问了反映人）：办好了")
    inspector.goes_to("待办")
    inspector.picks(NOISE)
    inspector.acts("没办好，返工", 哪里还没办好="昨晚还在搬，没有人再去过。")
    inspector.sees("核查：没办好，返工")
    inspector.goes_to("地图")
    inspector.follows("看表格")
    inspector.searches(NOISE)
    inspector.follows(NOISE)
    inspector.sees("处置中")
    inspector.goes_to("区域")
    inspector.sees("火车站街道")
    inspector.follows("中庄社区")
    inspector.follows("登记表")
    inspector.follows("中庄1-2网格")
    inspector.follows("中庄第一网格")
    inspector.signs_out()


def test_a_community_workers_day(comes):
    """A check that finds nothing mended, an answer, and work of the community's own from signing to answering."""
    worker = comes("王海燕", at=PHONE)
    worker.picks(SUNK)
    worker.acts("没办好，返工", 哪里还没办好="井盖还是低三指。")
    worker.sees("核查：没办好，返工")
    worker.goes_to("待办")
    worker.picks(DOOR)
    worker.acts("答复反映人", 给反映人的答复="门禁换了主板，请来社区重新录卡。")
    worker.sees("待核查")
    worker.goes_to("待办")
    worker.picks(GYM)
    worker.acts("处理完成", 办了什么="两台器材的螺丝都紧了，试过不晃。")
    worker.sees("待答复")
    worker.acts("答复反映人")
    worker.sees("待核查")

    worker.goes_to("上报")
    worker.writes("看到了什么", "中庄新村活动室的门锁坏了。")
    worker.chooses("社区", "中庄4-3网格")
    worker.submits("上报")
    worker.sees("已登记。", "待受理")
    worker.goes_to("区域")
    worker.follows("中庄第四网格")
    worker.follows("中庄4-3网格")
    worker.follows("更正户数")
    worker.follows("取消")
    worker.sees("中庄4-3网格", "规模")
    worker.signs_out()
