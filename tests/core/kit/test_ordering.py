"""Names in the order in which people look for them."""

import pytest

from xiuhuazhen.core.kit.ordering import natural


@pytest.mark.parametrize(
    "names",
    [
        ["第1网格", "第2网格", "第10网格"],
        ["2栋9室", "2栋10室", "10栋1室"],
        ["", "7", "07号", "甲", "甲2"],
        ["路灯队", "路灯队2", "路灯队二"],
    ],
)
def test_numbers_count_as_numbers(names):
    mixed = [*names[1:], names[0]]
    assert sorted(mixed, key=natural) == names
