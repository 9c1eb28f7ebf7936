"""Limits, duty catalogue, dispatch table and privacy notice of the demonstration.

Limits of other cities are examples and say so; a limit without a source says that it was set here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.messages.hours import DAILY, QUIET_HOURS
from xiuhuazhen.core.norms.actions import NormText, seed_calendar
from xiuhuazhen.core.norms.choices import Evidence, Unit
from xiuhuazhen.core.norms.queries import OFFICE_HOURS
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.web.demo import staff
from xiuhuazhen.web.demo.ground import FUMIN, NEIGHBOUR, STATION_COMMUNITY, STREET, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.demo.places import COUNTY
from xiuhuazhen.web.setting_up.keeping import Keeper

OFFICE_MINUTES: Final = ((540, 720), (840, 1080))
_NIGHT: Final = ((0, 420), (1320, 1440))
_MORNING: Final = ((510, 540),)

_SET_HERE = "演示设置"
_KEPT = "演示设置：三年；个人信息保护法第十九条要求保存期限为必要的最短时间"
_ANSWERED = "示例：GB/T 35273-2020第8.7条，30天内答复；凭记忆，未核对原文"
_SHENZHEN = "示例：深圳“民意速办”一般事项2小时内分拨；按工作时计是演示设置"
_SHENZHEN_CONTACT = "示例：深圳“民意速办”24小时内联系市民"
_SHENZHEN_URGENT = "示例：深圳“民意速办”紧急事项30分钟内分拨；按整小时取整是演示设置"
_SHANDONG = "示例：山东2020年规定，延期不超过10个工作日"
_GRID_SIZE = "示例：城市综合网格通常300至500户、2500人以内；二手资料，标准原文未读到"
_JINAN = "示例：济南市条例第二十四条，5个工作日内办理并答复"
_YUNCHENG = "示例：运城市立案处置结案标准；按工作时、工作日计是演示设置"

_GENERAL: Final[tuple[tuple[str, Any, Unit, str, Evidence], ...]] = (
    (OFFICE_HOURS, [list(span) for span in OFFICE_MINUTES], Unit.HOURS_OF_DAY, _SET_HERE, Evidence.D),
    (QUIET_HOURS, [list(span) for span in _NIGHT], Unit.HOURS_OF_DAY, _SET_HERE, Evidence.D),
    (DAILY, [list(span) for span in _MORNING], Unit.HOURS_OF_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.dispatch", 2, Unit.WORK_HOUR, _SHENZHEN, Evidence.V2),
    ("cases.limit.sign_for", 4, Unit.WORK_HOUR, _SET_HERE, Evidence.D),
    ("cases.limit.handle", 5, Unit.WORK_DAY, _JINAN, Evidence.V1),
    ("cases.limit.reply", 1, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.check", 2, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.rate", 5, Unit.DAY, _SET_HERE, Evidence.D),
    ("cases.limit.close", 1, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.contact", 24, Unit.HOUR_24X7, _SHENZHEN_CONTACT, Evidence.V2),
    ("cases.limit.issue", 4, Unit.WORK_HOUR, _SET_HERE, Evidence.D),
    ("cases.limit.report_back", 1, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.source", 10, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.decide", 3, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.approve", 1, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.limit.archive", 90, Unit.DAY, _SET_HERE, Evidence.D),
    ("complaints.limit.examine", 2, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("complaints.limit.handle", 15, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("complaints.limit.answer", 2, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.keep", 36, Unit.MONTH, _KEPT, Evidence.D),
    ("cases.limit.erasure", 30, Unit.DAY, _ANSWERED, Evidence.M),
    ("cases.extension.most", 10, Unit.WORK_DAY, _SHANDONG, Evidence.V2),
    ("cases.pause.most", 60, Unit.DAY, _SET_HERE, Evidence.D),
    ("cases.shelving.most", 180, Unit.DAY, _SET_HERE, Evidence.D),
    ("cases.escalate.head", 1, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.escalate.leader", 3, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("complaints.escalate.above", 2, Unit.WORK_DAY, _SET_HERE, Evidence.D),
    ("cases.repeated.window", 30, Unit.DAY, _SET_HERE, Evidence.D),
    ("cases.repeated.radius", 50, Unit.METRE, _SET_HERE, Evidence.D),
    ("grid.households.least", 300, Unit.COUNT, _GRID_SIZE, Evidence.V2),
    ("grid.households.most", 500, Unit.COUNT, _GRID_SIZE, Evidence.V2),
    ("grid.residents.most", 2500, Unit.COUNT, _GRID_SIZE, Evidence.V2),
)

_HANDLING_BY_CATEGORY: Final = {
    "0112": (2, Unit.WORK_HOUR),
    "0192": (4, Unit.WORK_HOUR),
    "0135": (2, Unit.WORK_DAY),
    "0201": (1, Unit.WORK_DAY),
    "0301": (2, Unit.HOUR_24X7),
    "0496": (2, Unit.WORK_HOUR),
    "0505": (2, Unit.HOUR_24X7),
    "2102": (2, Unit.WORK_DAY),
    "2137": (3, Unit.WORK_DAY),
}

_EVENTS, _PARTS = "GB/T 30428.2 管理事件", "GB/T 30428.2 管理部件；本地在编码前改首位为2，以免与事件重号"
_LOCAL = "本地增设，演示"

CATALOGUE: Final[tuple[tuple[str, str, tuple[str, ...], str], ...]] = (
    ("01", "市容环境", (), _EVENTS),
    ("0101", "私搭乱建", ("私搭", "违建", "搭建", "彩钢房"), _EVENTS),
    ("0112", "道路不洁", ("路面脏", "没人扫", "落叶", "积灰"), _EVENTS),
    ("0113", "道路破损", ("坑洼", "破损", "砖松动", "路面坏", "大坑"), _EVENTS),
    ("0135", "废弃家具设备", ("旧沙发", "旧家具", "废弃家具", "床垫"), _EVENTS),
    ("0136", "乱堆物堆料", ("堆放", "堆满", "杂物", "占用楼道"), _EVENTS),
    ("0184", "违规养犬", ("遛狗", "不牵绳", "流浪狗", "狗叫"), _EVENTS),
    ("0191", "占绿毁绿", ("绿化带", "种菜", "踩踏草坪", "毁绿"), _EVENTS),
    ("0192", "垃圾满溢", ("垃圾桶满", "垃圾满", "没人清运", "臭味"), _EVENTS),
    ("02", "宣传广告", (), _EVENTS),
    ("0201", "非法小广告", ("小广告", "张贴", "喷涂"), _EVENTS),
    ("03", "施工管理", (), _EVENTS),
    ("0301", "施工扰民", ("施工噪声", "夜间施工", "电钻", "施工"), _EVENTS),
    ("04", "街面秩序", (), _EVENTS),
    ("0405", "店外经营", ("摆到人行道", "店外", "占人行道", "出店"), _EVENTS),
    ("0410", "非机动车乱停放", ("电动车", "乱停", "共享单车"), _EVENTS),
    ("0496", "占用消防通道", ("消防通道", "消防车", "堵住通道"), _EVENTS),
    ("05", "突发事件", (), _EVENTS),
    ("0505", "路面塌陷", ("塌陷", "陷下去"), _EVENTS),
    ("21", "公用设施", (), _PARTS),
    ("2102", "污水井盖", ("井盖", "污水冒", "返水"), _PARTS),
    ("2137", "路灯", ("路灯", "不亮"), _PARTS),
    ("99", "民生诉求", (), _LOCAL),
    ("9901", "供热不热", ("暖气", "供暖", "不热", "温度低"), _LOCAL),
    ("9902", "停水、水压低", ("停水", "水压", "没有水"), _LOCAL),
    ("9903", "楼道照明", ("楼道灯", "楼道照明", "声控灯"), _LOCAL),
    ("9904", "邻里噪声", ("噪音", "吵", "广场舞", "装修"), _LOCAL),
    ("9905", "物业服务", ("物业", "电梯", "门禁", "保洁"), _LOCAL),
    ("9906", "出行指引", ("揽客", "指路", "行李", "黑车"), _LOCAL),
)
_URGENT = {"0505", "0496"}

_ROUTES: Final = (
    ("01", STREET, "law"),
    ("0113", COUNTY, "roads"),
    ("02", STREET, "law"),
    ("03", STREET, "law"),
    ("04", STREET, "law"),
    ("0496", STREET, "police"),
    ("05", COUNTY, "roads"),
    ("21", COUNTY, "roads"),
    ("9901", COUNTY, "heat"),
    ("9902", COUNTY, "water"),
    ("9905", ZHONGZHUANG, "property"),
    ("9906", STREET, "police"),
    ("", STATION_COMMUNITY, "station"),
    ("", ZHONGZHUANG, "zhongzhuang"),
    ("", XINGFU, "xingfu"),
    ("", FUMIN, "fumin"),
    ("", f"{NEIGHBOUR}001", "beiguan"),
)
"""Category or class, code of the area, key of the unit."""

_ROUTES_AT_NIGHT = (("04", STREET, "police"),)
"""The same outside office hours, when the law enforcement team is at home."""


def set_up(*, base: datetime, by: Actor, at: datetime) -> None:
    """What has to be there before cases can be worked. What is there stays."""
    first, last = clock.local_date(at).year, clock.local_date(base).year + 1
    seed_calendar(first_year=first, last_year=last, by=by, at=at)
    keep = Keeper.from_moment(by, at)
    for norm in _norms():
        keep.norm(norm=norm, area=area_by_code(COUNTY))
    for code, name, keywords, basis in CATALOGUE:
        keep.category(code=code, name=name, keywords=keywords, urgent=code in _URGENT, basis=basis)
    for category, code, unit in _ROUTES:
        keep.route(category=category, area=area_by_code(code), unit=staff.unit(unit))
    for category, code, unit in _ROUTES_AT_NIGHT:
        place = area_by_code(code)
        keep.route(category=category, area=place, unit=staff.unit(unit), hours=RouteHours.OUTSIDE)


def _norms() -> Iterator[NormText]:
    for name, value, unit, basis, evidence in _GENERAL:
        yield NormText(name, value, unit, basis, evidence)
    yield NormText("cases.limit.dispatch", 1, Unit.HOUR_24X7, _SHENZHEN_URGENT, Evidence.V2, qualifier="urgent")
    for category, (value, unit) in _HANDLING_BY_CATEGORY.items():
        yield NormText("cases.limit.handle", value, unit, _YUNCHENG, Evidence.V2, qualifier=category)
