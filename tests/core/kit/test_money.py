"""Fen on their way to a person."""

import pytest

from xiuhuazhen.core.kit.money import yuan


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "¥0.00"),
        (1, "¥0.01"),
        (100, "¥1.00"),
        (123450, "¥1,234.50"),
        (1022850000, "¥10,228,500.00"),
        (-1, "-¥0.01"),
        (-123450, "-¥1,234.50"),
        (9_007_199_254_740_993, "¥90,071,992,547,409.93"),
    ],
)
def test_fen_as_yuan(fen, text):
    """Exact also where a float would not be."""
    assert yuan(fen) == text
