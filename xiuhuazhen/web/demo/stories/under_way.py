"""Matters that somebody works on, answers, checks or rates."""

from typing import Final

from xiuhuazhen.domains.cases.choices import ExtensionReason, Means, Outcome, PauseReason, Source
from xiuhuazhen.web.demo.ground import FUMIN, SQUARE, STATION_COMMUNITY, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.demo.paths import Path
from xiuhuazhen.web.demo.staff import COMMUNITY_WORKER, INSPECTOR, SECRETARY, STATION_WORKER
from xiuhuazhen.web.demo.story import Story

UNDER_WAY: Final = (
    # being handled
    Story(
        "potholes-jianguo",
        Source.HOTLINE,
        10,
        "09:10",
        "来电反映建国路北口公交站前路面坏了，有好几个大坑，骑电动车差点摔倒。",
        Path()
        .to("roads", "0113")
        .sign()
        .contact(Means.CALL, Outcome.NOT_REACHED, "无人接听")
        .contact(Means.CALL, Outcome.REACHED, wait=90)
        .ask_more(3, ExtensionReason.WEATHER, "路面已冻，等气温回升再补沥青。"),
        area=STATION_COMMUNITY,
        address="建国路北口公交站",
        contact=("高先生", "13900001338"),
        reply=True,
        photo="pothole",
    ),
    Story(
        "shed-dongyuan",
        Source.RESIDENT,
        9,
        "18:40",
        "东苑小区4号楼顶楼住户在楼顶私搭彩钢房，下雨往下漏，楼下几家都受影响。",
        Path()
        .to("law", "0101", "请先到现场核实是否在建。")
        .sign()
        .contact(Means.VISIT, Outcome.REACHED)
        .pause(PauseReason.WAITS_FOR_AUTHORITY, 20, "已函请规划部门认定是否违建。")
        .instruct(15, "请执法队盯紧，认定结果出来马上报我。"),
        near=(f"{FUMIN}003",),
        contact=("宋先生", "13900001442"),
    ),
    Story(
        "pipe-hepan",
        Source.RESIDENT,
        0,
        "1100",
        "河畔小区2号楼地下室污水冒出来，臭味进了一楼，已经两天了。",
        Path()
        .to("roads", "2102")
        .sign()
        .called()
        .done("疏通室外主管，地下室积水抽干。", wait=300)
        .reply("室外管道已疏通，积水已抽干。")
        .good(INSPECTOR)
        .send_back("今天早上又冒了，跟没修一样，请彻底查一下。"),
        area=f"{XINGFU}003",
        contact=("邓女士", "13900001556"),
        reply=True,
        photo="drain",
    ),
    Story(
        "tree-fumin18",
        Source.HOTLINE,
        0,
        "1100",
        "来电反映富民路18号院一棵老榆树枯枝悬在停车位上面，刮风往下掉，怕砸到人。",
        Path()
        .to("fumin", "0191")
        .sign()
        .called()
        .done("已联系修剪，先拉了警戒线。", wait=240)
        .reply("已拉警戒线，修剪已联系。")
        .again(INSPECTOR, "枯枝还在，警戒线不是处理结果，请修剪后再报。"),
        area=f"{FUMIN}001",
        address="富民路18号院",
        contact=("罗先生", "13900001667"),
    ),
    Story(
        "stall-market",
        Source.PATROL,
        0,
        "600",
        "站前商业街两家水果店把货筐摆到人行道，劝了一次又摆出来。",
        Path().to("law", "0405").sign(),
        area=SQUARE,
        who=STATION_WORKER,
        photo="stall",
    ),
    Story(
        "heat-nanyuan",
        Source.HOTLINE,
        0,
        "900",
        "居民来电：中庄南苑12号楼整单元暖气温度低，早上量只有16度，家里有八十岁老人。",
        Path().to("heat", "9901", "家有高龄老人，请优先。", wait=10).sign(wait=20),
        address="中庄南苑12号楼1单元",
        contact=("秦女士", "13900001774"),
        reply=True,
    ),
    Story(
        "lamp-xingfulu",
        Source.RESIDENT,
        0,
        "700",
        "幸福路菜市场门口路灯忽明忽暗，一闪一闪的，买菜的人说晃眼。",
        Path().to("roads", "2137").sign(),
        near=(f"{XINGFU}002",),
    ),
    Story(
        "facility-xincun",
        Source.STAFF,
        0,
        "800",
        "网格议事会上提出：中庄新村健身器材两台松动，孩子在上面玩不安全。",
        Path().to("zhongzhuang", "9905").sign(),
        area=f"{ZHONGZHUANG}00403",
        who=COMMUNITY_WORKER,
    ),
    Story(
        "noise-upstairs",
        Source.RESIDENT,
        0,
        "1000",
        "富民苑5号楼楼上装修周末早上七点就开电钻，沟通过不听，想请社区帮忙说一说。",
        Path().to("fumin", "9904").sign(),
        area=f"{FUMIN}002",
        contact=("谢女士", "13900001885"),
        reply=True,
    ),
    # handled, to be answered
    Story(
        "rubble-zhandong",
        Source.RESIDENT,
        0,
        "560",
        "站东巷拐角不知谁倒了一堆装修垃圾，占了半条路，三轮车都过不去。",
        Path().to("law", "0136").sign().done("查监控找到装修户，由其雇车清走。", wait=400, photo="clean"),
        near=(f"{STATION_COMMUNITY}004",),
        photo="rubble",
    ),
    Story(
        "collapse-kunlun",
        Source.HOTLINE,
        0,
        "700",
        "来电反映昆仑东路公交站旁边非机动车道陷下去一块，脸盆大小，边上还在掉土。",
        Path()
        .to("roads", "0505", "请立即到场围挡。", wait=2)
        .sign(wait=8)
        .called()
        .done("半小时内到场围挡，查明为回填不实，已开挖回填并恢复路面。", wait=600, photo="clean"),
        near=(f"{XINGFU}001",),
        contact=("曹先生", "13900001993"),
        reply=True,
        photo="pothole",
    ),
    Story(
        "door-beiyuan",
        Source.STAFF,
        4,
        "14:30",
        "中庄北苑3号楼门禁坏了一周，谁都能进，楼长来社区反映。",
        Path().to("zhongzhuang", "9905").sign().done("物业已换门禁主板，住户重新录卡。", wait=480),
        area=f"{ZHONGZHUANG}00101",
        who=COMMUNITY_WORKER,
    ),
    Story(
        "heat-dongyuan2",
        Source.RESIDENT,
        0,
        "330",
        "中庄东苑6号楼顶楼供暖后一直是温的，放过气也没用，想请人来看看。",
        Path().to("heat", "9901", wait=10).sign(wait=20).called().done("清洗入户过滤器，复测21度。", wait=240),
        near=(f"{ZHONGZHUANG}00203",),
        contact=("彭先生", "13900002011"),
        reply=True,
    ),
    # answered, to be checked
    Story(
        "manhole-quanwan",
        Source.RESIDENT,
        0,
        "700",
        "泉湾小区门口井盖下沉，形成一个坑，晚上骑车看不见。",
        Path()
        .to("roads", "2102")
        .sign()
        .done("抬升井圈，重做周边路面。", wait=400, photo="clean")
        .reply("井盖已抬平，周边路面重做，养护两天后放行。"),
        near=(f"{ZHONGZHUANG}00202",),
        photo="pothole",
    ),
    Story(
        "banners",
        Source.STAFF,
        0,
        "500",
        "富民路沿街挂了十几条促销条幅，有一条掉了一头，垂到人行道上。",
        Path().to("law", "0201").sign().done("拆除条幅13条，约谈商户。", wait=300).reply("条幅已全部拆除。"),
        area=FUMIN,
        who=SECRETARY,
    ),
    Story(
        "snow-bridge",
        Source.HOTLINE,
        3,
        "09:00",
        "来电反映幸福里小区东门坡道结冰，早上已经滑倒两个人，请撒盐除冰。",
        Path()
        .to("roads", "0113", wait=5)
        .sign(wait=10)
        .called()
        .done("铲冰撒融雪剂，坡道铺防滑垫。", wait=90)
        .reply("坡道已除冰，铺了防滑垫，雪后第一时间安排清扫。"),
        area=f"{XINGFU}001",
        contact=("苏女士", "13900002128"),
        reply=True,
    ),
    Story(
        "sweep-hub",
        Source.PATROL,
        0,
        "300",
        "站前公交枢纽候车亭旁边落叶和烟头没人扫，台阶缝里都是。",
        Path().solve("叫上保洁一起扫干净了。", photo="clean"),
        area=SQUARE,
        who=STATION_WORKER,
    ),
    Story(
        "mediate-fumin",
        Source.RESIDENT,
        0,
        "800",
        "富民路26号院楼上空调水滴到我家晾的被子上，说了几次没改，麻烦社区协调。",
        Path()
        .to("fumin", "9904")
        .sign()
        .called()
        .done("上门商量，楼上加装了接水管。", wait=360)
        .reply("楼上已加装接水管，把水引到落水管里。"),
        area=f"{FUMIN}002",
        contact=("唐女士", "13900002235"),
        reply=True,
    ),
    # the same, for the two grid workers who have cards
    Story(
        "paving-jiayuan",
        Source.RESIDENT,
        0,
        "800",
        "中庄佳园西门人行道砖松动，一下雨踩上去溅一身泥水。",
        Path()
        .to("roads", "0113")
        .sign()
        .done("撬起重铺六平方米，灌了砂浆。", wait=240, photo="clean")
        .reply("松动的砖已重铺，明天就能走。"),
        near=(f"{ZHONGZHUANG}00102",),
        photo="pothole",
    ),
    Story(
        "vegetables-jiayuan",
        Source.STAFF,
        0,
        "1280",
        "中庄佳园7号楼后面草坪被人翻开种菜，还围了一圈木板。",
        Path()
        .to("law", "0191")
        .sign()
        .done("已劝说种菜的住户。", wait=120)
        .reply("已上门劝说，住户答应清掉。")
        .again(INSPECTOR, "木板和菜还在，请清走再报。", wait=60)
        .done("菜和木板都清走了，补撒了草籽。", wait=180, photo="clean")
        .reply("草坪已腾出来，补撒了草籽。", wait=30),
        area=f"{ZHONGZHUANG}00102",
        who=COMMUNITY_WORKER,
    ),
    Story(
        "bikes-exit",
        Source.RESIDENT,
        0,
        "620",
        "出站口外面共享单车乱停，把盲道全占了，拉箱子的人只能绕到马路上。",
        Path()
        .to("law", "0410")
        .sign()
        .done("约企业来摆正，盲道边画了停放线。", wait=180, photo="clean")
        .reply("车已归位，停放线画好了，企业每天来摆两次。"),
        near=(SQUARE,),
    ),
    Story(
        "heat-tielu",
        Source.HOTLINE,
        0,
        "1060",
        "来电反映铁路二号院3号楼2单元暖气不热，家里有婴儿，量了只有15度。",
        Path()
        .to("heat", "9901", "家有婴儿，请优先。", wait=10)
        .sign(wait=20)
        .called()
        .done("更换单元入口调节阀，复测21度。", wait=200)
        .issue()
        .reply("调节阀已更换，室温21度。"),
        area=f"{STATION_COMMUNITY}002",
        address="铁路二号院3号楼2单元",
        contact=("冯女士", "13900003340"),
    ),
    # checked, the reporter may rate
    Story(
        "lamp-bridge",
        Source.RESIDENT,
        0,
        "1400",
        "中庄佳园东侧小路的路灯晚上不亮，接孩子放学要打手电。",
        Path()
        .to("roads", "2137")
        .sign()
        .called()
        .done("更换灯具两套，晚上试亮正常。", wait=500, photo="lamp")
        .reply("灯具已更换，晚上试亮正常。")
        .good(COMMUNITY_WORKER, "晚上去看过，亮的。"),
        near=(f"{ZHONGZHUANG}00102", f"{ZHONGZHUANG}00101"),
        photo="dark",
        contact=("蒋女士", "13900002342"),
    ),
    Story(
        "greenbelt",
        Source.RESIDENT,
        0,
        "1500",
        "百合小区南门绿化带被电动车压出一条路，土都翻到人行道上了。",
        Path()
        .to("zhongzhuang", "0191")
        .sign()
        .done("补土补种，加了一排矮护栏。", wait=600)
        .reply("绿化带已补种，加了矮护栏。")
        .good(INSPECTOR),
        near=(f"{ZHONGZHUANG}00401",),
    ),
    Story(
        "parcel-locker",
        Source.RESIDENT,
        0,
        "1300",
        "枢纽小区快递柜挡住单元门，轮椅出不来，能不能挪一下。",
        Path()
        .place(f"{STATION_COMMUNITY}004", "东墙属第三网格。")
        .to("law", "0136")
        .sign()
        .called()
        .done("与快递公司商定，柜子移到东墙边，单元门前不再放东西。", wait=560)
        .reply("快递柜已移走，单元门口画了禁放线。")
        .good(INSPECTOR),
        near=(f"{STATION_COMMUNITY}004", f"{STATION_COMMUNITY}003"),
        contact=("田先生", "13900002458"),
        reply=True,
    ),
)
