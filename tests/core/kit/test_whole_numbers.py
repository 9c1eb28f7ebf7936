"""Whole numbers out of addresses and forms, where anybody may write anything."""

import pytest

from xiuhuazhen.core.kit.whole_numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("7", 7),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", 0),
        ("9" * 5000, 0),
        ("²", 0),
        ("１２", 0),
        ("٣", 0),
        ("-1", 0),
        ("+1", 0),
        ("1_0", 0),
        (" 1", 0),
        ("1.0", 0),
        ("", 0),
        ("x", 0),
    ],
)
def test_ascii_digits_are_a_number_and_anything_else_is_zero(text, number):
    """Python itself takes some of these for digits or for numbers, and refuses five thousand of them with an error."""
    assert whole_number(text) == number
