"""Matters that left the ordinary course: answered at once, withdrawn, shelved, gone up to the leader."""

from typing import Final

from xiuhuazhen.domains.cases.choices import CloseReason, Means, Outcome, Source
from xiuhuazhen.web.demo.ground import FUMIN, STATION_COMMUNITY, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.demo.paths import LEADER, Path
from xiuhuazhen.web.demo.staff import INSPECTOR, SECRETARY
from xiuhuazhen.web.demo.story import Story

SPECIAL: Final = (
    Story(
        "accepted-bench",
        Source.RESIDENT,
        0,
        "70",
        "河边步道有两张长椅的木条断了，老人坐着容易夹到手。",
        Path().accept("正在查是哪家管护。"),
        near=(f"{XINGFU}001",),
    ),
    Story(
        "asked-card",
        Source.RESIDENT,
        3,
        "10:20",
        "请问给八十岁的老人办老年优待证，要带什么材料，在哪里办？",
        Path()
        .answer("带老人身份证和一张照片，到富民路社区服务大厅办，工作日上班时间都可以，家里人也能代办。")
        .rate("说得很清楚，谢谢。"),
        area=FUMIN,
    ),
    Story(
        "void-test",
        Source.RESIDENT,
        5,
        "20:05",
        "试一下能不能发出去。",
        Path().void("这条是试发的，没有要办的事。以后有事请随时反映。"),
        area=ZHONGZHUANG,
    ),
    Story(
        "withdrawn-car",
        Source.RESIDENT,
        4,
        "08:15",
        "一辆面包车堵在中庄佳园南门，出不去。",
        Path().to("zhongzhuang", "9905").withdraw("车主已经挪走了，谢谢。"),
        near=(f"{ZHONGZHUANG}001",),
        contact=("俞女士", "13900002126"),
    ),
    Story(
        "shelved-wall",
        Source.HOTLINE,
        12,
        "09:40",
        "来电反映老棉纺厂家属院围墙外倾，产权单位早就没有了，没人管。",
        Path()
        .to("roads", "0113")
        .sign()
        .contact(Means.CALL, Outcome.REACHED)
        .shelve(45, "产权单位已注销，要等区里确定接管单位才有经费。现场已拉警戒带。"),
        address="棉纺厂家属院",
        contact=("葛先生", "13900002239"),
        reply=True,
    ),
    Story(
        "impossible-lift",
        Source.RESIDENT,
        15,
        "14:30",
        "我们单元六层没有电梯，能不能由政府出钱加一部？",
        Path()
        .to("fumin", "9905")
        .sign()
        .contact(Means.VISIT, Outcome.REACHED)
        .shelve(3, "一楼两户不同意，达不到业主表决比例。", wait=120)
        .cannot("已多次协商，仍达不到表决比例，现在办不了。", wait=2400)
        .close(CloseReason.IMPOSSIBLE, "条件具备时可以再反映。"),
        near=(f"{FUMIN}002",),
        contact=("祁女士", "13900002347"),
    ),
    Story(
        "up-dogs",
        Source.RESIDENT,
        9,
        "19:30",
        "晚上总有人在银杏小区遛大狗不牵绳，孩子不敢下楼。",
        Path()
        .to("law", "0184")
        .sign()
        .done("已巡查两次并提醒。", wait=200)
        .reply("已巡查并提醒养犬人牵绳。")
        .good(SECRETARY)
        .send_back("还是那几条狗，昨晚又没牵绳。")
        .done("又巡查两晚，未遇到。", wait=200)
        .reply("巡查两晚未遇到，会继续留意。")
        .good(INSPECTOR)
        .rate("没有解决，不满意。", solved=False),
        near=(f"{FUMIN}001",),
    ),
    Story(
        "settled-noise",
        Source.RESIDENT,
        14,
        "22:10",
        "车站广场的报站广播太响，窗户关着都听得见。",
        Path()
        .to("law", "9904")
        .sign()
        .done("已与车站协商，夜间音量调低。", wait=200)
        .reply("车站已把夜间音量调低。")
        .good(INSPECTOR)
        .send_back("还是听得见。")
        .done("实测夜间48分贝，未超标准。", wait=200)
        .reply("请第三方测过，夜间48分贝。")
        .good(INSPECTOR)
        .rate("我觉得还是吵。", solved=False)
        .settle("实测没有超过标准，车站承诺夜里十一点后停播。给您添了不便，请谅解。")
        .close(CloseReason.EXPLAINED),
        near=(f"{STATION_COMMUNITY}001",),
    ),
    Story(
        "at-source-stairs",
        Source.HOTLINE,
        4,
        "11:00",
        "来电反映过街天桥台阶掉了一块砖，走路容易绊倒。",
        Path()
        .to("roads", "0113")
        .sign()
        .contact(Means.CALL, Outcome.REACHED)
        .done("台阶已补好。", wait=300)
        .reply("台阶已补好，可以放心走。")
        .good(INSPECTOR, "已看过，补得平整。")
        .back(),
        address="七一路过街天桥",
        contact=("单女士", "13900002451"),
    ),
    Story(
        "reopened-drain",
        Source.RESIDENT,
        13,
        "09:00",
        "幸福里西门口的下水井盖周围又塌了一圈。",
        Path()
        .to("roads", "2102")
        .sign()
        .called()
        .done("已填实。", wait=200)
        .reply("已填实。")
        .good(INSPECTOR)
        .rate("修好了。")
        .close()
        .reopen("反映人来电说又塌了，重新办。", wait=1800)
        .to("roads", "2102", "第二次塌，请查管道。"),
        near=(f"{XINGFU}002",),
        contact=("汤先生", "13900002563"),
    ),
    Story(
        "instructed-market",
        Source.INSTRUCTION,
        1,
        "15:20",
        "站前广场东侧夜市收摊后满地油污和竹签，早上行人要绕着走。",
        Path()
        .instruct(4, "李主任在来信上批：请执法队和环卫一起拿办法，要管住源头，不能只扫地。", wait=5)
        .to("law", "0405", "批示件，请今天就联系环卫。")
        .sign(),
        area=STATION_COMMUNITY,
        who=LEADER,
    ),
)
