"""Who works the grids of the demonstration that none of its cards looks after. All invented."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.people.actions import NewPerson
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.domains.grid.choices import PostTitle
from xiuhuazhen.domains.grid.models import Grid
from xiuhuazhen.web.demo import staff
from xiuhuazhen.web.demo.ground import FUMIN, STATION_COMMUNITY, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.setting_up.keeping import Keeper


@dataclass(frozen=True)
class GridWorker:
    """``unit`` is a key of :data:`staff.UNITS`; ``grids`` are codes without that of their community."""

    username: str
    name: str
    unit: str
    grids: tuple[str, ...]
    title: PostTitle = PostTitle.GRID_WORKER


_COMMUNITIES: Final = {
    "station": STATION_COMMUNITY,
    "xingfu": XINGFU,
    "fumin": FUMIN,
    "zhongzhuang": ZHONGZHUANG,
}

GRID_WORKERS: Final = (
    GridWorker("ding.wangge", "丁建华", "station", ("003", "004")),
    GridWorker("wei.wangge", "魏玉珍", "xingfu", ("001", "002")),
    GridWorker("qiu.wangge", "邱勇", "xingfu", ("003",)),
    GridWorker("hou.wangge", "侯亮", "fumin", ("002", "003")),
    GridWorker("cai.wangge", "蔡军", "zhongzhuang", ("002",), PostTitle.GRID_HEAD),
    GridWorker("zeng.wangge", "曾丽", "zhongzhuang", ("003",), PostTitle.GRID_HEAD),
    GridWorker("lv.wangge", "吕正平", "zhongzhuang", ("004",), PostTitle.GRID_HEAD),
    GridWorker("zheng.wangge", "郑玉兰", "zhongzhuang", ("00101", "00103")),
    GridWorker("fu.wangge", "付晓东", "zhongzhuang", ("00104",)),
    GridWorker("shen.wangge", "沈桂花", "zhongzhuang", ("00201", "00202")),
    GridWorker("lu.wangge", "卢卫国", "zhongzhuang", ("00203", "00204")),
    GridWorker("tao.wangge", "陶春燕", "zhongzhuang", ("00301", "00302")),
    GridWorker("xiong.wangge", "熊海", "zhongzhuang", ("00303", "00304")),
    GridWorker("meng.wangge", "孟秋菊", "zhongzhuang", ("00401", "00402")),
    GridWorker("jia.wangge", "贾宏", "zhongzhuang", ("00403",)),
)
"""They come in by an invitation: without a password that is known they have no card."""


def set_up(*, by: Actor, at: datetime) -> None:
    """Accounts, roles and posts. What is there stays."""
    keep = Keeper.from_moment(by, at)
    for each in GRID_WORKERS:
        person = keep.account(NewPerson(name=each.name, username=each.username)).row.person
        for end in each.grids:
            area = area_by_code(_COMMUNITIES[each.unit] + end)
            keep.role(person=person, name=RoleName.GRID_WORKER, area=area, unit=staff.unit(each.unit))
            keep.post(person=person, grid=Grid.objects.select_related("area").get(area=area), title=each.title)
