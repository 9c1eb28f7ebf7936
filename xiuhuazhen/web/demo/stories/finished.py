"""Matters that are closed, or wait only for the last word."""

from typing import Final

from xiuhuazhen.domains.cases.choices import CloseReason, ReturnReason, Source
from xiuhuazhen.web.demo.ground import FUMIN, SQUARE, STATION_COMMUNITY, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.demo.paths import Path
from xiuhuazhen.web.demo.staff import COMMUNITY_WORKER, DESK, INSPECTOR, SECRETARY, SMALL_GRID_WORKER, STATION_WORKER
from xiuhuazhen.web.demo.story import Story

FINISHED: Final = (
    Story(
        "lamp-fengshou",
        Source.RESIDENT,
        16,
        "19:42",
        "丰收巷从东头数第三盏路灯不亮有一个星期了，老人晚上出门看不见台阶，上周已经有人崴了脚。",
        Path()
        .to("roads", "2137", "请核实第三、第四盏。")
        .sign()
        .called()
        .done("第三盏灯头烧坏，已更换；第四盏接触不良，一并修好。", wait=620, photo="lamp")
        .reply("您反映的丰收巷路灯已修好，两盏都亮了。以后再发现不亮，直接反映杆号就行。")
        .good(COMMUNITY_WORKER, "晚上八点去看过，两盏都亮。", wait=420)
        .rate("修得快，谢谢。")
        .close(),
        near=(f"{ZHONGZHUANG}00104",),
        contact=("何女士", "13900000214"),
        photo="dark",
        reply=True,
    ),
    Story(
        "tiles-kunlun",
        Source.HOTLINE,
        15,
        "10:12",
        "市民来电：昆仑东路人行道地砖松动，下雨后一踩就溅水，婴儿车也不好推，请求维修。",
        Path()
        .to("roads", "0113")
        .sign()
        .called()
        .done("更换破损地砖46块，垫层夯实。", wait=900, photo="clean")
        .reply("松动的地砖已全部更换，垫层重新夯实，欢迎继续监督。")
        .good(INSPECTOR, "现场平整。")
        .back()
        .source(text="已电话告知来电人。"),
        address="昆仑东路36号门前",
        contact=("马先生", "13900000321"),
        reply=True,
    ),
    Story(
        "flyers-zhanxi",
        Source.PATROL,
        15,
        "09:35",
        "站西巷楼道口和电表箱上贴满开锁、贷款小广告，有二十多张。",
        Path().solve("当场清理干净，胶印用铲刀刮掉了。", photo="clean").good(INSPECTOR, wait=400).close(),
        area=f"{STATION_COMMUNITY}002",
        who=STATION_WORKER,
        photo="flyers",
    ),
    Story(
        "lamp-yuan5",
        Source.HOTLINE,
        12,
        "20:15",
        "来电反映铁路五号院大门口的路灯时亮时不亮，过几天就坏一次，希望彻底检查线路。",
        Path()
        .to("roads", "2137")
        .sign()
        .called()
        .done("更换灯头和控制器，线路测过绝缘正常。", wait=560, photo="lamp")
        .reply("灯头和控制器已换新，线路已测。如再不亮，请直接打工单上的电话。")
        .good(INSPECTOR, "连看两晚，都亮。", wait=400)
        .back()
        .source(text="来电人表示满意。"),
        area=f"{STATION_COMMUNITY}003",
        address="铁路五号院大门口",
        contact=("鲁先生", "13900000517"),
        reply=True,
    ),
    Story(
        "stalls-square",
        Source.RESIDENT,
        14,
        "12:20",
        "火车站出站口两边的小店把桌子、冰柜都摆到人行道上，拖着行李箱的旅客只能走马路。",
        Path()
        .to("law", "0405")
        .sign(wait=20)
        .done("劝导5家店铺把桌椅、冰柜收回店内，并约定划线经营。", wait=80, photo="clean")
        .reply("5家店铺已收回店外物品，中队把出站口列入早晚必巡点。")
        .good(STATION_WORKER, "连续看了两天，没有再摆出来。", wait=700)
        .rate("确实好走多了。")
        .close(),
        near=(SQUARE,),
        photo="stall",
    ),
    Story(
        "heat-zhongzhuangjiayuan",
        Source.HOTLINE,
        14,
        "08:55",
        "居民来电：中庄佳园7号楼2单元从上周起暖气不热，室内只有15度，家里有两岁孩子，请尽快处理。",
        Path()
        .to("heat", "9901", "家有幼儿，请优先上门。")
        .sign(wait=20)
        .called()
        .done("入户测温15.4度，单元立管阀门未全开且有气堵，已放气调阀，三小时后复测20.6度。", wait=260)
        .issue()
        .reply("阀门已全开并放气，复测20.6度。如再低于18度，请直接打工单上的电话。")
        .good(COMMUNITY_WORKER, "回访了两户，都在20度以上。", wait=500)
        .back()
        .source(text="来电人表示满意。"),
        area=f"{ZHONGZHUANG}00102",
        address="中庄佳园7号楼2单元",
        contact=("李女士", "13900000433"),
        reply=True,
    ),
    Story(
        "sofa-hemei",
        Source.RESIDENT,
        13,
        "15:05",
        "和美家园垃圾投放点旁边扔了两个旧沙发和一张床垫，放了快十天没人拉，天天有人翻。",
        Path()
        .to("zhongzhuang", "0135")
        .sign()
        .done("联系清运车拉走，投放点贴了大件垃圾预约电话。", wait=180)
        .reply("旧沙发和床垫已清运。大件垃圾可以先打投放点上的电话预约，免费上门拉。")
        .good(INSPECTOR)
        .rate()
        .close(),
        area=f"{ZHONGZHUANG}00301",
        address="和美家园北门",
    ),
    Story(
        "dance-xingfu",
        Source.RESIDENT,
        13,
        "20:30",
        "幸福路广场舞音响声音太大，孩子上初三没法写作业，每天跳到九点半以后，能不能管一管。",
        Path()
        .to("law", "9904")
        .sign()
        .called()
        .done("与领舞人商定：晚上八点半前结束，音量以不影响楼内交谈为准。", wait=700)
        .reply("已和领舞人商定每天八点半前结束并调低音量，居民自己写了约定贴在广场边。")
        .good(INSPECTOR, "连看三个晚上，八点半都散了。", wait=1300)
        .rate("比以前好，偶尔还是有点响。", solved=True)
        .close(CloseReason.EXPLAINED, "声音大小没有固定标准，已说明约定和联系人。"),
        near=(XINGFU,),
        contact=("赵先生", "13900000587"),
    ),
    Story(
        "shed-fumin26",
        Source.STAFF,
        13,
        "11:10",
        "居民到窗口反映：富民路26号院有人在一楼窗外搭建铁皮棚，挡了二楼采光，已经搭了一半。",
        Path()
        .to("law", "0101", "在建，请先停工。")
        .sign(wait=15)
        .called()
        .done("当日责令停工，两日内由当事人自行拆除完毕。", wait=900, photo="clean")
        .reply("铁皮棚已由当事人自行拆除，现场清理干净。")
        .good(SECRETARY, "已拆完，和二楼住户一起看过。")
        .rate("拆干净了，屋里亮了。")
        .close(),
        area=f"{FUMIN}002",
        address="富民路26号院3号楼",
        who=DESK,
        contact=("孙阿姨", "13900000629"),
    ),
    Story(
        "bikes-square",
        Source.PATROL,
        12,
        "08:40",
        "站前广场东侧共享单车乱停，压住盲道，大约三十辆。",
        Path().solve("和运维人员一起摆回停放区，盲道让出来了。", photo="clean").good(INSPECTOR, wait=350).close(),
        near=(SQUARE,),
        who=STATION_WORKER,
    ),
    Story(
        "water-baihe",
        Source.HOTLINE,
        12,
        "09:20",
        "来电反映百合小区五楼以上早晚水压低，洗澡点不着热水器，问能不能加装增压设备。",
        Path()
        .to("zhongzhuang", "9902")
        .sign()
        .called()
        .done("与供水单位到场测压，二次供水设备属小区共有，需业主共同决定更换。", wait=700)
        .reply("测压结果和更换设备的费用分摊办法已贴在各单元门口，需要业主表决，社区已列入本月协商事项。")
        .good(INSPECTOR, "已看到公示。")
        .back()
        .source(CloseReason.UNSOLVED, "需业主表决后才能更换，已说明原因和下一步。"),
        area=f"{ZHONGZHUANG}00401",
        contact=("周先生", "13900000718"),
        reply=True,
    ),
    Story(
        "licence-question",
        Source.RESIDENT,
        12,
        "10:48",
        "我想问网约车证到哪里办，需要什么材料，街道能不能代办。",
        Path().decline(
            "网约车经营许可由市交通运输部门受理，街道不能代办。请到市民中心交通运输窗口，带身份证和驾驶证。"
        ),
    ),
    Story(
        "grass-huayuan",
        Source.RESIDENT,
        11,
        "16:25",
        "湟水花园3号楼后面绿化带被人翻开种菜，还浇粪水，一楼不敢开窗。",
        Path()
        .to("law", "0191")
        .sign()
        .done("与物业一起清除菜地，补种草皮约20平方米。", wait=620, photo="clean")
        .reply("菜地已清，补种了草皮，物业承诺每天看一次。")
        .good(INSPECTOR, "草皮已补种。"),
        near=(f"{XINGFU}002",),
    ),
    Story(
        "cover-zhannan",
        Source.HOTLINE,
        11,
        "17:10",
        "来电反映站南小市场门口污水井盖翘起一角，车压过去响声很大，担心弹起来伤人。",
        Path()
        .to("roads", "2102", wait=15)
        .sign(wait=15)
        .called()
        .done("井圈松动，更换防沉降井圈和井盖，恢复通行。", wait=420)
        .reply("井盖和井圈已更换，车辆通过没有异响。")
        .good(INSPECTOR)
        .back()
        .source(),
        contact=("陈先生", "13900000836"),
    ),
    Story(
        "lights-41",
        Source.STAFF,
        10,
        "09:05",
        "富民路41号院1号楼三个单元楼道灯全坏，老人上下楼摸黑，楼长打电话来说的。",
        Path()
        .to("fumin", "9903")
        .sign()
        .done("更换声控灯14个，线路老化的一段换了新线。", wait=500, photo="lamp")
        .reply("三个单元的楼道灯都换好了，楼长已验看。")
        .good(INSPECTOR)
        .close(),
        area=f"{FUMIN}003",
        address="富民路41号院1号楼",
        who=SECRETARY,
    ),
    Story(
        "touts-station",
        Source.RESIDENT,
        13,
        "22:15",
        "晚上下火车，西宁站出来一路有人揽客拉去住店、坐黑车，拽着行李不放，希望有人管。",
        Path()
        .to("law", "9906")
        .sign()
        .done("与派出所、车站联合整治两个晚上，劝离揽客人员9人，移交派出所2人。", wait=900)
        .reply("出站口晚间已安排联合值守到末班车，遇到强拉请就近找穿反光背心的值守人员。")
        .good(STATION_WORKER, "夜间去看过，值守点有人。", wait=450),
        area=SQUARE,
    ),
    Story(
        "noise-night",
        Source.HOTLINE,
        9,
        "09:50",
        "来电反映泉湾小区旁边工地夜间施工，凌晨一点还在浇筑混凝土，整晚睡不着。",
        Path()
        .to("law", "0301", wait=10)
        .sign(wait=10)
        .called()
        .done("工地有当晚连续浇筑的夜间施工许可，已要求张贴公告并提前告知居民。", wait=70)
        .reply("当晚施工有许可，因混凝土必须连续浇筑。已要求工地今后提前两天贴公告，并留值班电话。")
        .good(COMMUNITY_WORKER, "公告已贴在小区门口。")
        .back()
        .source(CloseReason.EXPLAINED, "许可内施工，已说明并要求提前告知。"),
        contact=("吴女士", "13900000912"),
        reply=True,
    ),
    Story(
        "fire-lane",
        Source.PATROL,
        9,
        "10:20",
        "中庄佳园2号楼前消防通道被两辆车堵住，联系不上车主。",
        Path()
        .solve("通过小区业主群找到车主，当场挪开，地面重新喷了禁停线。", photo="clean")
        .good(COMMUNITY_WORKER, wait=200)
        .close(),
        area=f"{ZHONGZHUANG}00102",
        who=SMALL_GRID_WORKER,
        photo="cars",
    ),
    Story(
        "drain-crossing",
        Source.RESIDENT,
        9,
        "14:10",
        "昆仑东路与富民路路口的雨水篦子堵了，一下雪化了就积一大片水，行人绕到机动车道上走。",
        Path()
        .to("law", "2102")
        .give_back(ReturnReason.NOT_OUR_DUTY, "雨水设施由市政养护单位负责。", "责任清单 21 公用设施")
        .to("roads", "2102", "退单理由成立，改派。")
        .sign()
        .done("清掏雨水篦子4处，清出淤泥半车，试水通畅。", wait=480)
        .reply("路口4处雨水篦子已清掏，试水通畅。")
        .good(SECRETARY, wait=240)
        .rate("水排下去了。")
        .close(),
        near=(XINGFU, FUMIN),
        photo="drain",
    ),
    Story(
        "bikes-school",
        Source.HOTLINE,
        8,
        "11:30",
        "来电反映富民路小学门口放学时段家长电动车乱停，把斑马线都堵了。",
        Path()
        .to("fumin", "0410")
        .sign()
        .called()
        .done("和学校商定分年级错时放学，划出等候区，志愿者连续一周引导。", wait=960)
        .reply("学校已错时放学，门口划了等候区，欢迎家长配合。")
        .good(INSPECTOR, wait=300)
        .back()
        .source(),
        area=f"{FUMIN}001",
        contact=("韩女士", "13900001045"),
    ),
    Story(
        "stray-dogs",
        Source.RESIDENT,
        0,
        "1200",
        "中庄南苑门口早上有三四只流浪狗，追着上学的孩子跑，有点吓人。",
        Path()
        .to("zhongzhuang", "0184")
        .sign()
        .called()
        .done("联系收容单位捕收3只，门卫早晚值守上学时段。", wait=700)
        .reply("3只流浪狗已送收容，门卫上学时段站在门口。若再看到请打社区电话。")
        .good(INSPECTOR)
        .rate("这两天没看到了。"),
        near=(f"{ZHONGZHUANG}00303",),
        contact=("冯先生", "13900001150"),
    ),
    Story(
        "trash-yangshu",
        Source.STAFF,
        0,
        "800",
        "楼长来电：杨树巷垃圾桶满出来了，周末没人清运，风一吹满地都是。",
        Path()
        .to("law", "0192", wait=10)
        .sign(wait=10)
        .done("协调清运公司当天加运一趟，周末增加一次收运。", wait=150, photo="bins")
        .reply("已清运干净，从本周起周末加收一次。")
        .good(INSPECTOR, wait=500),
        area=f"{XINGFU}001",
        who=DESK,
    ),
    Story(
        "elevator",
        Source.HOTLINE,
        0,
        "1000",
        "来电反映中庄北苑5号楼电梯关门夹人，报给物业三天没来修。",
        Path()
        .to("zhongzhuang", "9905")
        .sign()
        .called()
        .done("督促物业更换光幕传感器，维保单位复检合格后恢复使用。", wait=420)
        .reply("电梯光幕已更换，复检合格，维保记录贴在轿厢里。")
        .good(INSPECTOR, wait=300),
        area=f"{ZHONGZHUANG}00101",
        contact=("许女士", "13900001267"),
        reply=True,
    ),
    Story(
        "leaf-burning",
        Source.PATROL,
        5,
        "08:50",
        "铁路二号院北墙根有人扫成堆焚烧落叶，烟往楼上飘。",
        Path().solve("用水浇灭，落叶装袋拉走，和保洁员说清楚不能烧。").good(INSPECTOR, wait=260),
        area=f"{STATION_COMMUNITY}002",
        who=STATION_WORKER,
    ),
)
