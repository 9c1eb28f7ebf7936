"""Units and people of the demonstration, all invented, and the passwords that they are given."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.people.actions import NewPerson, end_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.models import Account, Role, Unit
from xiuhuazhen.domains.grid.choices import PostTitle
from xiuhuazhen.domains.grid.models import Grid
from xiuhuazhen.web.demo.ground import FUMIN, NEIGHBOUR, SQUARE, STATION_COMMUNITY, STREET, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.demo.places import COUNTY
from xiuhuazhen.web.setting_up.keeping import Keeper
from xiuhuazhen.web.setting_up.passwords import first_password, write_private

UNITS: Final = {
    "office": ("火车站街道办事处", UnitKind.STREET_OFFICE, STREET),
    "desk": ("火车站街道城运中心", UnitKind.DISPATCH_DESK, STREET),
    "station": ("车站社区居委会", UnitKind.COMMUNITY, STATION_COMMUNITY),
    "zhongzhuang": ("中庄社区居委会", UnitKind.COMMUNITY, ZHONGZHUANG),
    "xingfu": ("幸福社区居委会", UnitKind.COMMUNITY, XINGFU),
    "fumin": ("富民路社区居委会", UnitKind.COMMUNITY, FUMIN),
    "law": ("火车站街道综合行政执法队", UnitKind.DEPARTMENT, STREET),
    "roads": ("城东区市政养护所", UnitKind.DEPARTMENT, COUNTY),
    "heat": ("东川供热公司", UnitKind.PARTNER, COUNTY),
    "water": ("东川自来水公司", UnitKind.PARTNER, COUNTY),
    "property": ("和顺物业中庄服务处", UnitKind.PARTNER, ZHONGZHUANG),
    "police": ("火车站派出所", UnitKind.STATION, STREET),
    "supervision": ("火车站街道监督办公室", UnitKind.SUPERVISOR, STREET),
    "county_supervision": ("城东区政务监督中心", UnitKind.SUPERVISOR, COUNTY),
    "neighbour": ("东关大街街道办事处", UnitKind.STREET_OFFICE, NEIGHBOUR),
    "neighbour_desk": ("东关大街街道城运中心", UnitKind.DISPATCH_DESK, NEIGHBOUR),
    "beiguan": ("北关社区居委会", UnitKind.COMMUNITY, f"{NEIGHBOUR}001"),
}
"""Key: name, kind, code of the area that it serves. Partners and departments bear invented names."""


@dataclass(frozen=True)
class Worker:
    """``areas`` are codes; one role is given in each."""

    username: str
    name: str
    role: RoleName
    unit: str
    areas: tuple[str, ...]


DESK, NEXT_AT_DESK, NEIGHBOUR_DESK = "zhou.diaodu", "he.diaodu", "dong.diaodu"
LEADER, INSPECTOR = "li.zhuren", "zhao.ducha"
NIGHT_DESK: Final = ("guo.zhiban", "bai.zhiban")
"""By night and on days off."""
SECRETARY, COMMUNITY_WORKER = "ma.shuji", "wang.shequ"
SMALL_GRID_WORKER, STATION_WORKER = "zhang.wangge", "chen.wangge"

WORKERS: Final = (
    Worker(DESK, "周敏", RoleName.DISPATCHER, "desk", (STREET,)),
    Worker(NEXT_AT_DESK, "何静", RoleName.DISPATCHER, "desk", (STREET,)),
    Worker(LEADER, "李国栋", RoleName.STREET_LEADER, "office", (STREET,)),
    Worker(SECRETARY, "马秀兰", RoleName.COMMUNITY_SECRETARY, "fumin", (FUMIN,)),
    Worker(COMMUNITY_WORKER, "王海燕", RoleName.COMMUNITY_STAFF, "zhongzhuang", (ZHONGZHUANG,)),
    Worker(SMALL_GRID_WORKER, "张建军", RoleName.GRID_WORKER, "zhongzhuang", (f"{ZHONGZHUANG}00102",)),
    Worker(STATION_WORKER, "陈小梅", RoleName.GRID_WORKER, "station", (f"{STATION_COMMUNITY}002", SQUARE)),
    Worker("shi.shequ", "石磊", RoleName.COMMUNITY_STAFF, "station", (STATION_COMMUNITY,)),
    Worker("yan.shequ", "严红", RoleName.COMMUNITY_STAFF, "xingfu", (XINGFU,)),
    Worker("liu.yanghu", "刘志强", RoleName.UNIT_HANDLER, "roads", (COUNTY,)),
    Worker("han.zhifa", "韩立", RoleName.UNIT_HANDLER, "law", (STREET,)),
    Worker("sun.gongre", "孙亮", RoleName.UNIT_HANDLER, "heat", (COUNTY,)),
    Worker("qian.jingli", "钱伟", RoleName.UNIT_HEAD, "heat", (COUNTY,)),
    Worker(INSPECTOR, "赵慧", RoleName.INSPECTOR, "office", (STREET,)),
    Worker("gao.guanli", "高云", RoleName.ADMINISTRATOR, "office", (STREET,)),
    Worker("lin.jiandu", "林静", RoleName.SUPERVISOR, "supervision", (STREET,)),
    Worker("tian.jiandu", "田野", RoleName.SUPERVISOR, "county_supervision", (COUNTY,)),
    Worker(NEIGHBOUR_DESK, "董丽", RoleName.DISPATCHER, "neighbour_desk", (NEIGHBOUR,)),
    Worker(NIGHT_DESK[0], "郭强", RoleName.DISPATCHER, "desk", (STREET,)),
    Worker(NIGHT_DESK[1], "白露", RoleName.DISPATCHER, "desk", (STREET,)),
)

FORMER: Final = Worker("yang.diaodu", "杨帆", RoleName.DISPATCHER, "desk", (STREET,))
"""Her role ended yesterday: she gets no card, and signing in shows her nothing."""

HANDLERS: Final = {
    "roads": "liu.yanghu",
    "law": "han.zhifa",
    "heat": "sun.gongre",
    "fumin": SECRETARY,
    "zhongzhuang": COMMUNITY_WORKER,
    "station": "shi.shequ",
    "xingfu": "yan.shequ",
}
"""Who signs for what a unit is given. The other units have nobody yet, so what they are given waits."""

_POSTS: Final = (
    (SMALL_GRID_WORKER, f"{ZHONGZHUANG}00102", PostTitle.GRID_WORKER),
    (STATION_WORKER, f"{STATION_COMMUNITY}002", PostTitle.GRID_WORKER),
    (STATION_WORKER, SQUARE, PostTitle.GRID_WORKER),
    (COMMUNITY_WORKER, f"{ZHONGZHUANG}001", PostTitle.GRID_HEAD),
    (SECRETARY, f"{FUMIN}001", PostTitle.GRID_HEAD),
)


def set_up(*, base: datetime, by: Actor, at: datetime) -> None:
    """Units, accounts with their roles, posts. What is there stays."""
    keep = Keeper.from_moment(by, at)
    units = {key: _unit(key, keep) for key in UNITS}
    passwords = _passwords()
    for worker in (*WORKERS, FORMER):
        _employ(worker, units[worker.unit], passwords[worker.username], keep)
    for username, code, title in _POSTS:
        _post(username, code, title, keep)
    _end_former(clock.local_date(base) - timedelta(days=1), by, base)


def unit(key: str) -> Unit:
    name, _kind, code = UNITS[key]
    return Unit.objects.get(name=name, area__code=code)


def accounts_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-accounts.txt"


def kept_passwords() -> dict[str, str]:
    """By account, as they stand in the file that was written for whoever looks at the demonstration."""
    path = accounts_file()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {line.split()[0]: line.split()[1] for line in lines if len(line.split()) > 2}


def _unit(key: str, keep: Keeper) -> Unit:
    name, kind, code = UNITS[key]
    return keep.unit(name=name, kind=kind, area=area_by_code(code), work_telephone=_telephone(key)).row


def _telephone(key: str) -> str:
    """An invented number: no local number begins with a zero."""
    return f"0971-00000{11 + list(UNITS).index(key)}"


def _employ(worker: Worker, unit: Unit, password: str, keep: Keeper) -> None:
    new = NewPerson(name=worker.name, username=worker.username, password=password)
    person = keep.account(new).row.person
    for code in worker.areas:
        keep.role(person=person, name=worker.role, area=area_by_code(code), unit=unit)


def _post(username: str, code: str, title: PostTitle, keep: Keeper) -> None:
    person = Account.objects.select_related("person").get(username=username).person
    keep.post(person=person, grid=Grid.objects.select_related("area").get(area__code=code), title=title)


def _end_former(last_day: date, by: Actor, at: datetime) -> None:
    for role in Role.objects.filter(person__account__username=FORMER.username, valid_to__isnull=True):
        end_role(role=role, last_day=last_day, by=by, at=at)


def _passwords() -> dict[str, str]:
    """By account, from the file of an earlier attempt or new; on disk before any account is made with them."""
    path, everybody, kept = accounts_file(), (*WORKERS, FORMER), kept_passwords()
    passwords = {worker.username: kept.get(worker.username) or first_password() for worker in everybody}
    write_private(path, "".join(_line(worker, passwords[worker.username]) for worker in everybody))
    return passwords


def _line(worker: Worker, password: str) -> str:
    ended = "（昨日已离岗）" if worker == FORMER else ""
    return f"{worker.username:<14}{password:<16}{worker.name}  {worker.role.label}{ended}  {UNITS[worker.unit][0]}\n"
