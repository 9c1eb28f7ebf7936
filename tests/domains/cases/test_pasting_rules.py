"""What is proposed out of a pasted text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_chat_loses_its_senders_pictures_and_number():
    found = read(CHAT)
    assert found.text == "银杏小区3号楼门口路灯不亮，晚上很黑。\n我也看到了"
    assert found.title == "银杏小区3号楼门口路灯不亮，晚上很黑"
    assert (found.contact_phone, found.contact_name) == ("13800001234", "")
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
