"""A sample spreadsheet of hotline orders, as a city's hotline hands them down: 300 lines, ten of them with faults.

All contents are put together from invented places and everyday troubles.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import openpyxl

from xiuhuazhen.core.kit import clock

LINES: Final = 300
HEADERS: Final = (
    *("工单编号", "接收时间", "受理类型", "标题", "联系人", "联系电话", "地址", "问题描述", "是否保密", "是否回复"),
)
_WIDTHS = (18, 18, 10, 30, 10, 14, 28, 60, 10, 10)

_PLACES = (
    *("铁路二号院", "站西巷", "站南小市场", "铁路五号院", "站东巷", "枢纽小区", "火车站广场", "站前商业街"),
    *("幸福里小区", "杨树巷", "湟水花园", "幸福路菜市场", "河畔小区", "富民路18号院", "富民路小学", "富民路26号院"),
    *("富民苑", "富民路41号院", "东苑小区", "中庄北苑", "中庄佳园", "丰收巷", "泉湾小区", "中庄东苑", "和美家园"),
    *("中庄南苑", "百合小区", "中庄新村", "昆仑东路", "建国路北口"),
)

_TROUBLES = (
    ("投诉", "路灯不亮", "门口路灯不亮已有{days}天，晚上出行不方便，请尽快维修"),
    ("求助", "暖气不热", "{house}暖气不热，室内温度只有{degrees}度，请供热单位上门查看"),
    ("投诉", "垃圾满溢", "北侧垃圾桶满了没人清运，臭味很大，要求增加清运次数"),
    ("求助", "井盖破损", "路口井盖破损下沉，车辆经过声音很大，存在安全隐患"),
    ("投诉", "占道经营", "门前有商贩占人行道摆摊，早晚通行困难，希望规范管理"),
    ("举报", "私搭乱建", "{house}有人私搭彩钢房，影响采光，要求核实处理"),
    ("投诉", "楼道堆物", "{house}楼道堆放杂物，影响通行和消防安全，希望清理"),
    ("求助", "停水", "从昨晚开始停水，没有收到通知，请告知原因和恢复时间"),
    ("投诉", "夜间施工", "旁边工地夜间施工到凌晨，影响休息，要求制止"),
    ("投诉", "乱停车", "门口电动车乱停，把无障碍坡道堵住了，轮椅过不去"),
    ("建议", "增设座椅", "附近老人多，建议在树荫下加两条长椅"),
    ("求助", "路面坑洼", "门前路面破损有大坑，雨雪天积水，请安排修补"),
    ("投诉", "广场舞音响", "傍晚广场舞音响太吵，{house}的孩子没法写作业"),
    ("求助", "树枝过密", "行道树枝条伸到{house}窗前，刮风打玻璃，请修剪"),
    ("投诉", "小广告", "楼门和电表箱贴满小广告，清了又贴，请从源头治理"),
    ("求助", "下水道堵塞", "{house}下水道返水，地下室有积水，请帮助疏通"),
    ("投诉", "电梯故障", "{house}电梯经常停运，物业拖着不修，老人下不了楼"),
    ("咨询", "老年人优待", "想问办理老年人优待需要带什么材料，社区能不能代办"),
    ("求助", "雪后结冰", "门口坡道结冰没人清理，已有人滑倒，请撒盐除冰"),
)
_NOWHERE = (
    ("咨询", "落户", "想问刚毕业的学生怎么把户口落到单位集体户"),
    ("投诉", "公交车", "早高峰公交车间隔太长，等了二十多分钟没有车"),
    ("求助", "钱包丢失", "在出租车上丢了钱包，没有要发票，怎么能找到司机"),
)
_SURNAMES = "王李张刘陈马赵周吴徐孙朱胡郭何高林罗梁宋"
_CALLS = ("先生", "女士")


@dataclass(frozen=True)
class Line:
    number: str
    received: datetime
    kind: str
    title: str
    name: str
    phone: str
    address: str
    text: str
    reply: bool


def sample_sheet(*, at: datetime) -> bytes:
    """The orders of the ten days before ``at`` as an xlsx file."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("工单")
    for letter, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.append(HEADERS)
    for line in lines(at):
        page.append(_cells(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(at: datetime) -> list[Line]:
    """290 good lines and ten with a fault: no number, no text, no telephone number, a number that came before."""
    made = list(_lines(clock.local(at)))
    for row in (40, 121, 260):
        made[row] = replace(made[row], number="")
    for row in (77, 203):
        made[row] = replace(made[row], text="")
    for row, phone in ((58, "1390000"), (149, "无"), (231, "13900O04321")):
        made[row] = replace(made[row], phone=phone)
    made[186] = replace(made[185])
    made[274] = replace(made[274], number=made[273].number)
    return made


def _lines(now: datetime) -> Iterator[Line]:
    first = (now - timedelta(days=10)).replace(second=0, microsecond=0)
    for row in range(LINES):
        received = first + timedelta(minutes=row * 48 - row * 7 % 31)
        kind, title, text = _NOWHERE[row // 17 % 3] if row % 17 == 11 else _trouble(row)
        place = "" if row % 17 == 11 else _PLACES[row * 7 % len(_PLACES)]
        house = f"{row % 9 + 1}号楼{row % 4 + 1}单元"
        yield Line(
            number=f"XN{received:%Y%m%d}{row + 1:05d}",
            received=received,
            kind=kind,
            title=place + title,
            name=_SURNAMES[row * 3 % len(_SURNAMES)] + _CALLS[row % 2],
            phone=f"1390000{5000 + row * 13:04d}",
            address=f"城东区{place}" if place and row % 3 else "",
            text=f"来电人反映：{place}{text.format(days=row % 12 + 2, house=house, degrees=row % 4 + 13)}。",
            reply=row % 4 != 3,
        )


def _trouble(row: int) -> tuple[str, str, str]:
    return _TROUBLES[row * 5 % len(_TROUBLES)]


def _cells(line: Line) -> list[str]:
    received = f"{line.received:%Y-%m-%d %H:%M}"
    told = "是" if line.reply else "否"
    return [
        *(line.number, received, line.kind, line.title, line.name, line.phone, line.address, line.text),
        *("否", told),
    ]
