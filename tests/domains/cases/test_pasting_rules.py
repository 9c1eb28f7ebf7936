"""What is proposed out of a pasted text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.orders import read_orders, sheet
from tests.support.street import AT
from xiuhuazhen.domains.cases.rules import UnreadableText, read_pasted

CHAT = """张三 8:41
银杏小区3号楼门口路灯不亮，晚上很黑。
[图片]
李四 8:45
@值班员 我也看到了，电话13800001234"""

ORDER = """工单编号：QH20261123001
标题：路灯不亮
来电时间：2026-11-22 21:14
联系人：王女士
联系电话：139 0000 1111
事发地址：昆仑东路18号院
问题描述：院门口路灯坏了三天。
请尽快处理。
来源：西宁12345"""


def read(text):
    return read_pasted(text, at=AT)


def test_a_chat_loses_its_pictures_and_the_number_with_who_wrote_it():
    """They go into the fields of the contact; who else wrote stays, since nobody else keeps it."""
    found = read(CHAT)
    assert found.text == "张三 8:41\n银杏小区3号楼门口路灯不亮，晚上很黑。\n我也看到了"
    assert found.title == "银杏小区3号楼门口路灯不亮，晚上很黑"
    assert (found.contact_phone, found.contact_name) == ("13800001234", "李四")
    assert found.address == "银杏小区3号楼门口"
    assert found.occurred_at == datetime(2026, 11, 23, 0, 41, tzinfo=UTC)
    assert (found.source_name, found.source_number) == ("", "")


def test_an_order_fills_the_form():
    found = read(ORDER)
    assert found.text == "院门口路灯坏了三天。\n请尽快处理。"
    assert (found.title, found.source_name, found.source_number) == ("路灯不亮", "西宁12345", "QH20261123001")
    assert (found.contact_name, found.contact_phone, found.address) == ("王女士", "13900001111", "昆仑东路18号院")
    assert found.occurred_at == datetime(2026, 11, 22, 13, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sender", "sent"),
    [
        ("张三 8:41", (23, 0, 41)),
        ("张三 23:50", (22, 15, 50)),
        ("张三 昨天 21:14", (22, 13, 14)),
        ("富民路 张三 08:41:02", (23, 0, 41)),
        ("2026-11-22 09:41:02 李四", (22, 1, 41)),
        ("李四 2026/11/22 9:41:02", (22, 1, 41)),
        ("2026年11月22日 9:41 李四", (22, 1, 41)),
    ],
)
def test_lines_of_senders(sender, sent):
    """A time without a day is the last such time; only hours and minutes count."""
    day, hour, minute = sent
    found = read(f"{sender}\n井盖坏了")
    assert (found.text, found.occurred_at) == ("井盖坏了", datetime(2026, 11, day, hour, minute, tzinfo=UTC))


def test_a_name_alone_in_its_line_is_a_sender_too():
    assert read("张三：\n井盖坏了").text == "井盖坏了"


@pytest.mark.parametrize("line", ["路灯坏了 9:41", "注意：", "从昨天9:41开始漏水，一直没人管", "停水 2026-11-22 9:41"])
def test_what_stands_last_is_a_message_whatever_it_looks_like(line):
    assert read(line).text == line


@pytest.mark.parametrize(
    ("text", "phone", "left"),
    [
        ("路灯坏了，请打13800001234", "13800001234", "路灯坏了，请打"),
        ("路灯坏了 电话：0971-8230000", "09718230000", "路灯坏了"),
        ("联系电话是139-0000-1111，路灯坏了", "13900001111", "路灯坏了"),
        ("路灯坏了", "", "路灯坏了"),
        ("身份证630102199001011234的人", "", "身份证630102199001011234的人"),
    ],
)
def test_the_number_goes_to_the_contact_and_out_of_the_text(text, phone, left):
    found = read(text)
    assert (found.contact_phone, found.text) == (phone, left)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("你好我在昆仑东路18号院门口看到垃圾", "昆仑东路18号院门口"),
        ("河畔小区5号楼2单元漏水", "河畔小区5号楼2单元"),
        ("垃圾没人收", ""),
        ("楼下路灯又不亮了，在铁路二号院门口", "铁路二号院门口"),
        ("我们楼道口路灯坏了", ""),
        ("门前路面塌了", ""),
        ("他家门口路边有垃圾", ""),
    ],
)
def test_words_of_a_place(text, address):
    assert read(text).address == address


@pytest.mark.parametrize("text", ["工单编号QH2026112300102 路灯不亮", "路灯不亮（工单号: QH2026112300102）"])
def test_the_order_number_is_found_in_a_line_too(text):
    assert read(text).source_number == "QH2026112300102"


def test_a_telephone_or_any_other_long_number_is_no_order_number():
    assert read("13800001234 路灯不亮 20261123000123").source_number == ""


def test_a_time_to_come_is_not_when_it_was_seen():
    assert read("来电时间：2026-12-01 08:00\n路灯").occurred_at is None


def test_half_a_character_is_refused():
    with pytest.raises(UnreadableText):
        read("路灯\ud800")


@given(st.text(max_size=300) | st.text("张三:： 9:41\n电话1380000工单编号路号楼-/年月日", max_size=300))
def test_whatever_is_pasted_is_read(text):
    """It fits the form, and no number that was taken over is left in the text by its own spelling."""
    try:
        found = read(text)
    except UnreadableText:
        return
    assert len(found.title) <= 60
    assert (len(found.address) <= 100, len(found.source_number) <= 60, len(found.contact_name) <= 40) == (True,) * 3


@pytest.mark.parametrize("label", ["办理时限", "办结时限", "截止时间", "要求办结时间"])
@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("2026-11-25 17:30", datetime(2026, 11, 25, 9, 30, tzinfo=UTC)),
        ("2026年11月25日", datetime(2026, 11, 25, 16, tzinfo=UTC)),
        ("2026/11/25", datetime(2026, 11, 25, 16, tzinfo=UTC)),
    ],
)
def test_until_when_the_source_wants_it(label, said, end):
    """A day alone means its end, midnight in China."""
    found = read(f"{ORDER}\n{label}：{said}")
    assert (found.order_due, said in found.text) == (end, False)


@pytest.mark.parametrize("said", ["5个工作日", "尽快", "2026-13-01"])
def test_what_is_no_date_stays_in_the_text_for_whoever_looks_it_over(said):
    found = read(f"{ORDER}\n办理时限：{said}")
    assert (found.order_due, f"办理时限：{said}" in found.text) == (None, True)


CONFIDENTIAL = """工单编号：QH20261123002
是否保密：{said}
联系人：王女士
联系电话：13900001111
诉求内容：楼下饭店油烟很大。
办结时限：2026-11-25 24:00"""


@pytest.mark.parametrize(
    ("said", "confidential"),
    [("是", True), ("保密", True), ("需保密", True), ("否", False), ("不保密", False), ("", False)],
)
def test_an_order_that_is_to_stay_confidential(said, confidential):
    """By the rule of the sheets: what does not plainly say no means yes."""
    found = read(CONFIDENTIAL.format(said=said))
    assert (found.confidential, found.title, found.text) == (confidential, "楼下饭店油烟很大", "楼下饭店油烟很大。")
    assert found.order_due == datetime(2026, 11, 25, 16, tzinfo=UTC)


@pytest.mark.parametrize("said", ["是", "否", "不保密", "保密", "N", "", "1", "0", "不予公开", "公开"])
def test_sheets_and_pasted_orders_are_read_alike(said):
    content = sheet([("1", "油烟", said)], header=("工单编号", "诉求内容", "是否保密"))
    assert read_orders(content)[0].confidential == read(f"是否保密：{said}\n油烟").confidential


@pytest.mark.parametrize(
    ("line", "name", "phone"),
    [
        ("来电人：李秀英 联系电话：13897412345", "李秀英", "13897412345"),
        ("来电人：李秀英，联系电话：13897412345", "李秀英", "13897412345"),
        ("【来电人】李秀英；【联系电话】：13897412345", "李秀英", "13897412345"),
        ("【来电人】李秀英【来电电话】13897412345", "李秀英", "13897412345"),
        ("[来电人]李秀英 13897412345", "李秀英", "13897412345"),
        ("【来电人：】李秀英 【 联系电话 】 13897412345", "李秀英", "13897412345"),
        ("来电人\t李秀英\t联系电话\t13897412345", "李秀英", "13897412345"),
        ("联系人：李秀英 13897412345", "李秀英", "13897412345"),
        ("联系方式：李秀英/13897412345", "李秀英", "13897412345"),
    ],
)
def test_labels_that_stand_in_one_line(line, name, phone):
    found = read(f"{line}\n内容：漏水")
    assert (found.contact_name, found.contact_phone) == (name, phone)
    assert "13897412345" not in found.text
    assert name or "李秀英" in found.text


BOXED = """【工单编号】XN20261122001
【来电人】李女士 13900001111
【诉求内容】院门口路灯坏了三天。
【办结时限】2026-12-30"""


@pytest.mark.parametrize("brackets", ["【】", "[]", "［］"])
@pytest.mark.parametrize("colon", ["", "：", " : "])
@pytest.mark.parametrize("between", ["\n", " ", ""])
def test_labels_in_brackets_need_no_colon(brackets, colon, between):
    """Each in its line, or all in one."""
    text = BOXED.replace("【", brackets[0]).replace("】", brackets[1] + colon).replace("\n", between)
    found = read(text)
    assert (found.source_number, found.title, found.text) == (
        "XN20261122001",
        "院门口路灯坏了三天",
        "院门口路灯坏了三天。",
    )
    assert (found.contact_name, found.contact_phone) == ("李女士", "13900001111")
    assert found.order_due == datetime(2026, 12, 30, 16, tzinfo=UTC)


def test_a_label_in_brackets_that_no_field_knows_stays_in_the_text():
    found = read(
        "【工单编号】XN20261122001【紧急程度】一般【来电人】李女士 【事发地址】昆仑东路18号院\n【诉求内容】漏水【见图】"
    )
    assert (found.source_number, found.contact_name, found.address) == ("XN20261122001", "李女士", "昆仑东路18号院")
    assert (found.title, found.text) == ("漏水【见图】", "【紧急程度】一般\n漏水【见图】")


def test_the_title_of_an_order_may_begin_with_brackets():
    assert read("【标题】【路灯】不亮\n【诉求内容】院门口").title == "【路灯】不亮"


def test_a_label_before_a_blank_needs_a_number():
    """Words after it may be a sentence."""
    found = read("工单编号 XN20261122001\n电话 13900001111\n内容 都在下面\n地址 写错了")
    assert (found.source_number, found.contact_phone, found.address) == ("XN20261122001", "13900001111", "")
    assert found.text == "内容 都在下面\n地址 写错了"


@pytest.mark.parametrize("line", ["2026/11/22 21:15", "2026年11月22日 21:15", "前天 21:15", "前天21:15:08", "21:15"])
def test_a_time_alone_says_when_and_names_nobody(line):
    found = read(f"{line}\n井盖坏了\n请来看看")
    days = {"前天": 21, "21:15": 22}.get(line[:2], 22) if line != "21:15" else 22
    assert (found.contact_name, found.title, found.text) == ("", "井盖坏了", "井盖坏了\n请来看看")
    assert found.occurred_at == datetime(2026, 11, days, 13, 15, tzinfo=UTC)


def test_later_times_and_times_to_come_stay_in_the_text():
    found = read("2026/11/22 21:15\n井盖坏了\n2026/11/22 21:16\n请来看看")
    assert (found.contact_name, found.text) == ("", "井盖坏了\n2026/11/22 21:16\n请来看看")
    found = read("2026/12/22 21:15\n井盖坏了")
    assert (found.contact_name, found.occurred_at, found.text) == ("", None, "2026/12/22 21:15\n井盖坏了")


@pytest.mark.parametrize(
    "line",
    ["11月22日 21:15", "星期日 21:15", "下午 3:20", "12/22 21:15", "昨天晚上 9:41", "-- 21:15", "2026-11-22：",
     "大家好：", "各位邻居：", "注意：", "情况如下：", "附图：", "备注："],
)  # fmt: skip
def test_a_line_without_a_name_is_nobody(line):
    found = read(f"{line}\n井盖坏了\n请来看看")
    assert (found.contact_name, found.text) == ("", f"{line}\n井盖坏了\n请来看看")


def test_a_whole_order_in_one_line():
    found = read("工单编号：QH20261123003 来电时间：2026-11-22 21:14 事发地址：昆仑东路18号院 诉求内容：漏水，请尽快")
    assert (found.source_number, found.address, found.text) == ("QH20261123003", "昆仑东路18号院", "漏水，请尽快")
    assert found.occurred_at == datetime(2026, 11, 22, 13, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    "left",
    [
        "联系电话：没有留",
        "联系电话：晚上八点后再打",
        "地点：后门",
        "来电时间：上周",
        "来电时间：2026-12-01 08:00",
        "工单类型：求助",
        "联系人：" + "王" * 41,
        "地址：" + "路" * 101,
    ],
)
def test_what_finds_no_field_stays_in_the_text(left):
    """After a line that has taken the field, or because it does not fit there."""
    assert left in read(f"地点：前门\n{left}\n内容：漏水").text


def test_what_stands_with_the_number_stays_too():
    found = read("联系电话：13897412345（晚上打）\n内容：漏水")
    assert (found.contact_phone, found.text) == ("13897412345", "漏水\n联系电话：晚上打")


def test_the_only_sender_of_a_chat_is_whom_to_call():
    found = read("王大妈 11:03\n楼道灯坏了\n王大妈 11:05\n三天了")
    assert (found.contact_name, found.text, found.title) == ("王大妈", "楼道灯坏了\n三天了", "楼道灯坏了")


def test_of_several_senders_nobody_is_guessed_and_nobody_is_lost():
    found = read("王大妈 11:03\n楼道灯坏了\n李四 11:05\n是的")
    assert (found.contact_name, found.title) == ("", "楼道灯坏了")
    assert found.text == "王大妈 11:03\n楼道灯坏了\n李四 11:05\n是的"
