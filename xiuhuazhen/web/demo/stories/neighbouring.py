"""Matters of the neighbouring street: its desk sees them, the first street's desk does not."""

from typing import Final

from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.demo.ground import NEIGHBOUR, STATION_COMMUNITY
from xiuhuazhen.web.demo.paths import FRESH, Path
from xiuhuazhen.web.demo.staff import NEIGHBOUR_DESK
from xiuhuazhen.web.demo.story import Story

_BEIGUAN, _CIYOU, _WUYI = (f"{NEIGHBOUR}{end}" for end in ("001", "004", "005"))

NEIGHBOURING: Final = (
    Story(
        "n-pothole-closed",
        Source.RESIDENT,
        12,
        "10:30",
        "北关街东口路面破损，一个坑接一个坑，公交车过去水溅一身。",
        Path()
        .to("roads", "0113")
        .sign()
        .done("铣刨重铺约60平方米。", wait=900, photo="clean")
        .reply("路面已重铺，欢迎监督。")
        .good(NEIGHBOUR_DESK)
        .rate("路好走了。")
        .close(),
        area=_BEIGUAN,
        street=NEIGHBOUR,
        photo="pothole",
    ),
    Story(
        "n-declined",
        Source.RESIDENT,
        9,
        "15:15",
        "想咨询外地退休证明在西宁怎么认证养老金资格。",
        Path().decline("养老金资格认证由参保地社保机构办理，可用手机自助认证，也可到市民中心社保窗口。"),
        area=NEIGHBOUR,
        street=NEIGHBOUR,
    ),
    Story(
        "n-lamp-rating",
        Source.RESIDENT,
        0,
        "1000",
        "五一路小学北墙外的路灯灭了三盏，学生下晚自习要走这段路。",
        Path()
        .to("roads", "2137")
        .sign()
        .called()
        .done("更换灯具3套。", wait=420)
        .reply("三盏灯已恢复。")
        .good(NEIGHBOUR_DESK),
        near=(_WUYI,),
        street=NEIGHBOUR,
        contact=("龚女士", "13900003349"),
    ),
    Story(
        "n-cover-checking",
        Source.HOTLINE,
        0,
        "600",
        "来电反映慈幼巷井盖缺了一角，用木板盖着。",
        Path().to("roads", "2102").sign(wait=20).called().done("更换井盖。", wait=300).reply("井盖已更换。"),
        area=_CIYOU,
        street=NEIGHBOUR,
        contact=("熊先生", "13900003450"),
        reply=True,
    ),
    Story(
        "n-drain-handling",
        Source.RESIDENT,
        8,
        "14:40",
        "北关菜市场后门下水道返水，卖菜的踩着砖头走。",
        Path().to("roads", "2102").sign(),
        near=(_BEIGUAN,),
        street=NEIGHBOUR,
        photo="drain",
    ),
    Story(
        "n-trash-dispatched",
        Source.STAFF,
        0,
        "120",
        "居民到窗口反映：北关街楼院垃圾桶满，周边有臭味。",
        Path().to("beiguan", "0192"),
        area=_BEIGUAN,
        street=NEIGHBOUR,
        who=NEIGHBOUR_DESK,
    ),
    Story(
        "n-fresh",
        Source.RESIDENT,
        0,
        "55",
        "五一小区门口人行道地砖松动，老人推着买菜车卡住了。",
        FRESH,
        near=(_WUYI,),
        street=NEIGHBOUR,
    ),
    Story(
        "n-border",
        Source.RESIDENT,
        0,
        "110",
        "两个街道交界的路口，斑马线磨得看不见了，不知道归哪边管。",
        FRESH,
        near=(_WUYI, STATION_COMMUNITY),
        street=NEIGHBOUR,
    ),
)
