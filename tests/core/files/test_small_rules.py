"""Parts of files, names of documents, and looks compared."""

import pytest

from xiuhuazhen.core.files.rules.looks import difference
from xiuhuazhen.core.files.rules.names import clean_name
from xiuhuazhen.core.files.rules.ranges import OutOfRange, Part, part_wanted


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", Part(0, 100)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=10-19", Part(10, 20)),
        ("bytes=99-", Part(99, 100)),
        ("bytes=90-500", Part(90, 100)),
        ("bytes=-10", Part(90, 100)),
        ("bytes=-500", Part(0, 100)),
        ("", None),
        ("bytes=-", None),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("bytes=" + "9" * 30 + "-", None),
    ],
)
def test_one_part_is_given_and_everything_else_gets_the_whole(header, part):
    assert part_wanted(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_part_behind_the_end_is_out_of_range(header):
    with pytest.raises(OutOfRange):
        part_wanted(header, 100)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("低保申请.pdf", "低保申请.pdf"),
        ("低保申请", "低保申请.pdf"),
        ("低保申请.PDF", "低保申请.pdf"),
        ("C:\\Users\\a\\低保.pdf", "低保.pdf"),
        ("../../etc/x.pdf", "x.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("字" * 200 + ".pdf", "字" * 76 + ".pdf"),
        (" .pdf", ""),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_a_name_is_made_fit_for_a_label(given, kept):
    assert clean_name(given, ".pdf") == kept


@pytest.mark.parametrize(("look", "other", "bits"), [(0, 0, 0), (0, 1, 1), (-1, 0, 64), (-1, 1, 63), (-(2**63), 0, 1)])
def test_looks_differ_by_their_bits(look, other, bits):
    assert difference(look, other) == bits
