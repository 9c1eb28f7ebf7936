"""Masks: enough to recognise a person one knows, too little to find one that one does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhuazhen.core.kit.masking import mask_name, mask_numbers, mask_phone, numbers_in


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13912345678", "139****5678"),
        ("09718230000", "097****0000"),
        ("4001234567", "400****4567"),
        ("8230012", "****12"),
        ("62345678", "****78"),
        ("12345", "****"),
        ("", "****"),
    ],
)
def test_phones(phone, masked):
    """At least three digits stay hidden, whatever the length."""
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王小明", "王**"), ("王明", "王*"), ("王", "王*"), ("𠮷田", "𠮷*"), ("欧阳小明转13800001234", "欧**"), ("", "")],
)
def test_names(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13912345678联系", "请打139****5678联系"),
        ("139 1234 5678", "139 **** 5678"),
        ("139-1234-5678", "139-****-5678"),
        ("139.1234·5678", "139.****·5678"),
        ("１３９１２３４５６７８", "１３９****５６７８"),
        ("+8613912345678", "+86139****5678"),
        ("+86 139 1234 5678", "+86 139 **** 5678"),
        ("86-13912345678", "86-139****5678"),
        ("008613912345678", "0086139****5678"),
        ("0971-8230000。", "097*-***0000。"),
        ("09718230000", "097****0000"),
        ("010—62345678", "010—****5678"),
        ("+86 0971 8230000", "+86 097* ***0000"),
        ("630102 19900101 1234", "630102 ******** 1234"),
        ("630102１９９００１０１123Ｘ", "630102********123Ｘ"),
        ("身份证630102199001011234", "身份证630102********1234"),
        ("63010219900101123X。", "630102********123X。"),
        ("订单202611230007139123456780000", "订单202611230007139123456780000"),
        ("2026年11月23日3号楼", "2026年11月23日3号楼"),
        ("630102005-20261123-0001", "630102005-20261123-0001"),
        ("630102005006001", "630102005006001"),
        ("2026-11-23 08:30", "2026-11-23 08:30"),
    ],
)
def test_numbers_in_free_text(text, masked):
    """Mobile, fixed-line and identity numbers as people spell them, in their own spelling; what stands inside a longer
    number is none, nor are a matter's number, an area's code or a date."""
    assert mask_numbers(text) == masked


def test_numbers_are_found_in_the_order_of_the_text_and_as_they_were_written():
    text = "先打+86 139 1234 5678，不通打０９７１-8230000，证号63010219900101123X"
    assert numbers_in(text) == ["139 1234 5678", "０９７１-8230000", "63010219900101123X"]
    assert numbers_in("3号楼2单元501") == []


def test_no_number_is_counted_twice():
    """The last eleven digits of an identity number may look like a mobile one."""
    assert numbers_in("630102 13900001 234X") == ["630102 13900001 234X"]


_GAP = st.sampled_from(["", " ", "-", "."])
_NUMBERS = st.one_of(
    st.builds(
        "{0}{3}{1}{3}{2}".format, *map(st.from_regex, (r"\A1[3-9][0-9]\Z", r"\A[0-9]{4}\Z", r"\A[0-9]{4}\Z")), _GAP
    ),
    st.builds("{0}{2}{1}".format, st.from_regex(r"\A0[1-9][0-9]{1,2}\Z"), st.from_regex(r"\A[0-9]{8}\Z"), _GAP),
    st.from_regex(r"\A[1-9][0-9]{16}[0-9X]\Z"),
)


@given(st.lists(_NUMBERS, max_size=5))
def test_every_number_between_words_is_found_and_hidden_and_twice_is_once(numbers):
    text = "".join(f"请打{number}找我，" for number in numbers)
    masked = mask_numbers(text)
    assert numbers_in(text) == numbers
    assert (len(masked), numbers_in(masked), mask_numbers(masked)) == (len(text), [], masked)
