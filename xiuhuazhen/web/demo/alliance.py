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
from xiuhuazhen.web.demo.ground import SQUARE, STREET, ZHONGZHUANG
from xiuhuazhen.web.demo.places import BASIS, GENERAL_GRIDS, LARGE_GRIDS, SMALL_GRIDS
from xiuhuazhen.web.setting_up.keeping import Keeper

MEMBERS: Final = (
    *("河湟宾馆", "站前大酒店", "高原旅行社", "东站长途客运公司", "西站公交场站", "出租汽车服务公司", "铁路货运服务部"),
    *("站前百货商场", "枢纽购物中心", "昆仑商贸城", "幸福广场商业公司", "幸福路菜市场管理处", "鑫源超市", "百姓大药房"),
    *(
        "东川银行站前支行",
        "高原农商银行幸福路支行",
        "联通营业厅站前店",
        "邮政站前支局",
        "东川供电服务站",
        "城东燃气服务站",
    ),
    *("火车站街道卫生服务中心", "康宁诊所", "富民路小学", "中庄幼儿园", "东川职业学校", "夕阳红养老院"),
    *(
        "城东消防救援站",
        "交警车站中队",
        "市政洒水车队",
        "绿园林业养护公司",
        "洁城清运公司",
        "安居物业公司",
        "宏达物业公司",
    ),
    *("三江律师事务所", "明镜公证服务点", "高原快递网点", "星光影院", "大十字书店"),
)
"""38 units."""

_DUTIES: Final = (
    "夜间开放停车场二十个车位",
    "提供会议室，每周一借给社区",
    "认领一段河堤，每月清扫",
    "看望三位独居老人",
    "提供洒水车，夏天冲洗巷道",
    "为居民免费量血压、配老花镜",
)
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
        _link(unit, everywhere[number % len(everywhere)], _DUTIES[number % len(_DUTIES)], by, at)
    for number, unit in enumerate(branches):
        _link(unit, small[number % len(small)], "", by, at)
        set_facts(unit=unit, facts=Facts("", 9 + number * 7 % 17), on=day, basis=BASIS, by=by, at=at)
    for number, unit in enumerate(teams):
        _link(unit, list(LARGE_GRIDS)[number % len(LARGE_GRIDS)], _TEAM_DUTIES[number % len(_TEAM_DUTIES)], by, at)
        set_facts(unit=unit, facts=Facts("", 6 + number * 5 % 11), on=day, basis=BASIS, by=by, at=at)


def _link(unit: Unit, code: str, duty: str, by: Actor, at: datetime) -> None:
    grid = Grid.objects.select_related("area").get(area__code=code)
    link_unit(grid=grid, unit=unit, duty=duty, on=clock.local_date(at), by=by, at=at)
