"""The member units of the street, and the Party branches and teams of 中庄, linked with its grids. All invented."""

from datetime import datetime
from typing import Final

from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.grid.actions import Facts, link_unit, set_facts
from xiuhuazhen.domains.grid.models import Grid, Link
from xiuhuazhen.web.demo.ground import FUMIN, SQUARE, STREET, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.demo.places import BASIS, GENERAL_GRIDS, LARGE_GRIDS, SMALL_GRIDS
from xiuhuazhen.web.setting_up.keeping import Keeper

MEMBERS: Final = {
    "河湟宾馆": "腾出会议室，每周一借给社区用",
    "站前大酒店": "夜里给滞留旅客供热水、让出大堂歇脚",
    "高原旅行社": "春秋两季带社区老人免费游园",
    "东站长途客运公司": "节前来社区代售车票，给老弱旅客留座",
    "西站公交场站": "夜间开放停车场二十个车位",
    "出租汽车服务公司": "预约接送残疾人看病",
    "铁路货运服务部": "帮社区搬运过冬物资，借平板车",
    "站前百货商场": "门口设歇脚点，供热水和充电",
    "枢纽购物中心": "周末让出中庭，给社区办义诊和集市",
    "昆仑商贸城": "夜间开放地下车位三十个，门前自扫",
    "幸福广场商业公司": "借广场给社区放露天电影，广场舞按时收音",
    "幸福路菜市场管理处": "摊位明码标价，给困难家庭每月留平价菜",
    "鑫源超市": "给行动不便的老人送米面油上门",
    "百姓大药房": "免费测血糖，回收过期药品",
    "东川银行站前支行": "给老人讲防诈骗，上门办业务",
    "高原农商银行幸福路支行": "设歇脚点，每季讲一次防诈骗",
    "联通营业厅站前店": "教老人用手机，每周三下午",
    "邮政站前支局": "给老人送报上门，顺路看看独居老人",
    "东川供电服务站": "免费检查老旧楼道电线，停电提前上门告知",
    "城东燃气服务站": "每年入户查燃气管和灶具，教换软管",
    "火车站街道卫生服务中心": "每月进社区量血压、测血糖",
    "康宁诊所": "免费量血压，给卧床老人上门换药",
    "富民路小学": "放学后和周末开放操场",
    "中庄幼儿园": "每月办一次亲子活动，请周边家庭参加",
    "东川职业学校": "学生来修小家电，教老人用电脑",
    "夕阳红养老院": "食堂给附近独居老人供午饭",
    "城东消防救援站": "每季教居民用灭火器，查楼道堵塞",
    "交警车站中队": "上下学时段在路口护学",
    "市政洒水车队": "夏天冲洗巷道，停水时送应急用水",
    "绿园林业养护公司": "帮小区修枯枝，春天送树苗",
    "洁城清运公司": "每月一次上门收旧家具、大件垃圾",
    "安居物业公司": "帮无人管的老院子修门禁、清雨水口",
    "宏达物业公司": "雪后帮周边院子扫雪，借扫雪工具",
    "三江律师事务所": "每月两个晚上在社区免费解答法律问题",
    "明镜公证服务点": "老人立遗嘱、办公证，上门讲解",
    "高原快递网点": "给腿脚不便的住户送件到家，巡路时报路面坏损",
    "星光影院": "每月一场公益电影，孩子暑期半价",
    "大十字书店": "借书给社区阅览室，周末办亲子读书",
}
"""38 units, each with what it does for the grid that it is linked with."""

_WHERE: Final = {"站前": SQUARE, "幸福": f"{XINGFU}002", "富民路": f"{FUMIN}001", "中庄": f"{ZHONGZHUANG}001"}
"""Where a unit lies that bears the name of a place; the others are spread over the grids."""

_TEAM_DUTIES: Final = ("陪老人看病取药", "楼道灯和水龙头小修", "放学路口护送", "帮老人理发、磨刀")


def set_up(*, by: Actor, at: datetime) -> None:
    """Units, and with which grids they are linked. What is there stays."""
    keep, day = Keeper.from_moment(by, at), clock.local_date(at)
    street, zhongzhuang = area_by_code(STREET), area_by_code(ZHONGZHUANG)
    members = [keep.unit(name=name, kind=UnitKind.PARTNER, area=street).row for name in MEMBERS]
    branches = [
        keep.unit(name=f"中庄第{number}楼栋党支部", kind=UnitKind.PARTY_BRANCH, area=zhongzhuang).row
        for number in range(1, 19)
    ]
    teams = [
        keep.unit(name=f"中庄“银发”服务{sign}队", kind=UnitKind.VOLUNTEER_TEAM, area=zhongzhuang).row
        for sign in "一二三四五六七八"
    ]
    if Link.objects.exists():
        return
    small, everywhere = list(SMALL_GRIDS), [*GENERAL_GRIDS, SQUARE, *LARGE_GRIDS]
    for number, unit in enumerate(members):
        named = next((code for word, code in _WHERE.items() if word in unit.name), "")
        _link(unit, named or everywhere[number % len(everywhere)], MEMBERS[unit.name], by, at)
    for number, unit in enumerate(branches):
        _link(unit, small[number % len(small)], "", by, at)
        set_facts(unit=unit, facts=Facts("", 9 + number * 7 % 17), on=day, basis=BASIS, by=by, at=at)
    for number, unit in enumerate(teams):
        _link(unit, list(LARGE_GRIDS)[number % len(LARGE_GRIDS)], _TEAM_DUTIES[number % len(_TEAM_DUTIES)], by, at)
        set_facts(unit=unit, facts=Facts("", 6 + number * 5 % 11), on=day, basis=BASIS, by=by, at=at)


def _link(unit: Unit, code: str, duty: str, by: Actor, at: datetime) -> None:
    grid = Grid.objects.select_related("area").get(area__code=code)
    link_unit(grid=grid, unit=unit, duty=duty, on=clock.local_date(at), by=by, at=at)
