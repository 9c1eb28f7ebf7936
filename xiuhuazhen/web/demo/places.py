"""Places of the demonstration: codes from the national list, invented grids, boundaries and names that people use."""

from datetime import datetime
from pathlib import Path
from typing import Final

from xiuhuazhen.core.areas import actions as areas
from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level, NameKind
from xiuhuazhen.core.areas.management.console import read_list
from xiuhuazhen.core.areas.models import Area, Boundary
from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.areas.rules.lists import CodeRow
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.web.demo.ground import (
    FUMIN,
    SQUARE,
    STATION_COMMUNITY,
    STREET,
    XINGFU,
    ZHONGZHUANG,
    bank,
    geojson,
    outlines,
)
from xiuhuazhen.web.setting_up.keeping import Keeper

COUNTY: Final = "630102"
BASIS: Final = "演示数据，虚构"
BANK: Final = f"{STREET}901"
_AGREED: Final = "演示：两社区联管协议，虚构"
_HOMES_A_BUILDING: Final = 24
_ENDINGS: Final = {
    NameKind.COMPOUND: ("小区", "院", "苑", "园", "家属区", "新村"),
    NameKind.MARKET: ("市场", "商业街"),
    NameKind.SCHOOL: ("小学",),
    NameKind.ROAD: ("路", "巷", "街"),
}

_CODES = Path(areas.__file__).parents[1] / "data" / "qinghai_63_all.csv"
_CODES_BASIS = "国家统计局统计用区划代码"

GENERAL_GRIDS: Final = {
    f"{STATION_COMMUNITY}002": ("车站第一网格", 468, 1290),
    f"{STATION_COMMUNITY}003": ("车站第二网格", 412, 1105),
    f"{STATION_COMMUNITY}004": ("车站第三网格", 497, 1362),
    f"{XINGFU}001": ("幸福第一网格", 486, 1344),
    f"{XINGFU}002": ("幸福第二网格", 530, 1487),
    f"{XINGFU}003": ("幸福第三网格", 455, 1218),
    f"{FUMIN}001": ("富民路第一网格", 502, 1391),
    f"{FUMIN}002": ("富民路第二网格", 478, 1306),
    f"{FUMIN}003": ("富民路第三网格", 519, 1433),
}
"""Code: name, households, residents."""

LARGE_GRIDS: Final = {f"{ZHONGZHUANG}{number:03d}": f"中庄第{sign}网格" for number, sign in enumerate("一二三四", 1)}

SMALL_GRIDS: Final = {
    f"{ZHONGZHUANG}{large:03d}{small:02d}": (f"中庄{large}-{small}网格", households, residents)
    for large, counts in enumerate(
        (
            ((812, 2236), (745, 2041), (768, 2110), (803, 2198)),
            ((776, 2120), (834, 2287), (721, 1985), (758, 2079)),
            ((689, 1902), (792, 2164), (815, 2241), (734, 2018)),
            ((806, 2213), (827, 2269), (783, 2146)),
        ),
        1,
    )
    for small, (households, residents) in enumerate(counts, 1)
}

ALIASES: Final = {
    SQUARE: ("火车站广场", "西宁站", "火车站出站口", "站前公交枢纽", "站前商业街"),
    STATION_COMMUNITY: ("车站家属区", "建国路北口"),
    f"{STATION_COMMUNITY}002": ("铁路二号院", "站西巷"),
    f"{STATION_COMMUNITY}003": ("站南小市场", "铁路五号院"),
    f"{STATION_COMMUNITY}004": ("站东巷", "枢纽小区"),
    XINGFU: ("昆仑东路", "幸福路"),
    f"{XINGFU}001": ("幸福里小区", "杨树巷"),
    f"{XINGFU}002": ("湟水花园", "幸福路菜市场"),
    f"{XINGFU}003": ("河畔小区",),
    FUMIN: ("富民路",),
    f"{FUMIN}001": ("富民路18号院", "富民路小学"),
    f"{FUMIN}002": ("富民路26号院", "富民苑"),
    f"{FUMIN}003": ("富民路41号院", "东苑小区"),
    ZHONGZHUANG: ("中庄路", "中庄片区"),
    f"{ZHONGZHUANG}00101": ("中庄北苑",),
    f"{ZHONGZHUANG}00102": ("中庄佳园",),
    f"{ZHONGZHUANG}00104": ("丰收巷",),
    f"{ZHONGZHUANG}00202": ("泉湾小区",),
    f"{ZHONGZHUANG}00203": ("中庄东苑",),
    f"{ZHONGZHUANG}00301": ("和美家园",),
    f"{ZHONGZHUANG}00303": ("中庄南苑",),
    f"{ZHONGZHUANG}00401": ("百合小区",),
    f"{ZHONGZHUANG}00403": ("中庄新村",),
    "630102001001": ("北关街", "北关菜市场"),
    "630102001004": ("慈幼巷",),
    "630102001005": ("五一路", "五一小区"),
}
"""Compounds, lanes and markets are invented or everyday words; only the places they are put in are real."""


def set_up(*, by: Actor, at: datetime) -> None:
    """Areas of the province, grids, boundaries, counts and names that people use. What is there stays."""
    if not Area.objects.present().filter(code=SQUARE).exists():
        areas.import_codes(rows=_province_rows(), as_of=clock.local_date(at), basis=_CODES_BASIS, by=by, at=at)
    keep = Keeper.from_moment(by, at)
    for code, (name, level, kind) in _grids().items():
        parent = area_by_code(code[:-3] if level == Level.GRID else code[:-2])
        keep.area(parent=parent, code=code, name=name, level=level, kind=kind, basis=BASIS)
    if not Boundary.objects.filter(area__code=SQUARE).exists():
        areas.import_boundaries(geojson=geojson(list(outlines())), crs=Crs.WGS84, basis=BASIS, by=by, at=at)
    _count(keep)
    _name(keep)
    _share(by, at)


def _province_rows() -> list[CodeRow]:
    return [
        CodeRow(number, row["code"], row["name"], row["level"], row["parent"])
        for number, row in enumerate(read_list(_CODES, needed={"code", "name"}), start=2)
    ]


def _grids() -> dict[str, tuple[str, Level, AreaKind]]:
    found = {SQUARE: ("站前广场", Level.GRID, AreaKind.DEDICATED)}
    found |= {code: (name, Level.GRID, AreaKind.GENERAL) for code, (name, *_counts) in GENERAL_GRIDS.items()}
    found |= {code: (name, Level.GRID, AreaKind.GENERAL) for code, name in LARGE_GRIDS.items()}
    return found | {code: (name, Level.MICRO_GRID, AreaKind.GENERAL) for code, (name, *_counts) in SMALL_GRIDS.items()}


def _count(keep: Keeper) -> None:
    """Large grids keep no counts of their own: theirs are the sums of the small ones."""
    known = dict.fromkeys((*LARGE_GRIDS, SQUARE), (None, None))
    counted = {code: counts for code, (_name, *counts) in (GENERAL_GRIDS | SMALL_GRIDS).items()}
    for code, (households, residents) in (known | counted).items():
        buildings = households // _HOMES_A_BUILDING if households else None
        keep.counts(area=area_by_code(code), households=households, residents=residents, buildings=buildings)


def _name(keep: Keeper) -> None:
    for code, texts in ALIASES.items():
        area = area_by_code(code)
        for text in texts:
            keep.alias(area=area, text=text, kind=_kind_of(text), basis=BASIS)


def _kind_of(text: str) -> NameKind:
    """As the last characters say; a square or a bus stop is neither."""
    kinds = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
    return next((kind for ending, kind in kinds.items() if text.endswith(ending)), NameKind.OTHER)


def _share(by: Actor, at: datetime) -> None:
    """The bank of the river where two communities meet, which one of them leads by agreement."""
    if Area.objects.filter(code=BANK).exists():
        return
    day = clock.local_date(at)
    joint = areas.create_area(
        parent=area_by_code(STREET),
        code=BANK,
        name="河滩公园联管区",
        level=Level.GRID,
        kind=AreaKind.JOINT,
        valid_from=day,
        basis=BASIS,
        by=by,
        at=at,
    )
    areas.set_boundary(area=joint, geometry=bank(), crs=Crs.WGS84, basis=BASIS, by=by, at=at)
    areas.agree_lead(joint=joint, lead=area_by_code(XINGFU), on=day, basis=_AGREED, by=by, at=at)
