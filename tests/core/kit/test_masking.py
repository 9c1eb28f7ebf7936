"""Masks: enough to recognise a person one knows, too little to find one that one does not."""

import pytest

from xiuhuazhen.core.kit.masking import mask_name, mask_numbers, mask_phone


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
    ("name", "masked"), [("王小明", "王**"), ("王明", "王*"), ("王", "王*"), ("𠮷田", "𠮷*"), ("", "")]
)
def test_names(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13912345678联系", "请打139****5678联系"),
        ("139 1234 5678", "139****5678"),
        ("139-1234-5678", "139****5678"),
        ("身份证630102199001011234", "身份证630102********1234"),
        ("63010219900101123X。", "630102********123X。"),
        ("订单202611230007139123456780000", "订单202611230007139123456780000"),
        ("2026年11月23日3号楼", "2026年11月23日3号楼"),
    ],
)
def test_numbers_in_free_text(text, masked):
    """Mobile and identity numbers; what stands inside a longer number is none."""
    assert mask_numbers(text) == masked
