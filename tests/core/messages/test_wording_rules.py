"""What a wording may be, and as how many text messages it counts."""

import pytest

from xiuhuazhen.core.messages.rules import Fault, filled, parsed, sms_parts, wording_fault

NAMES = {"number": "编号"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("您的事项{编号}有答复了", "您的事项{number}有答复了"),
        ("您的事项｛ 编号 ｝有答复了", "您的事项{number}有答复了"),
        ("您的事项{number}\n有答复了 ", "您的事项{number} 有答复了"),
        ("{姓名}，您好", "{姓名}，您好"),
        ("", ""),
    ],
)
def test_what_people_type_is_kept_as_the_product_names_it(typed, kept):
    assert parsed(typed, NAMES) == kept


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("事项{number}有答复了", None),
        ("{number}、{number}", None),
        ("{姓名}，事项{number}有答复了", Fault("unknown", "姓名")),
        ("{phone}{}", Fault("unknown", "phone、")),
        ("事项{number有答复了", Fault("brace")),
        ("事项number}有答复了", Fault("brace")),
        ("事项{{number}}有答复了", Fault("brace")),
        ("有答复了", Fault("missing", "number")),
    ],
)
def test_what_cannot_be_used_is_named(text, fault):
    assert wording_fault(text, known=NAMES, required=frozenset(NAMES)) == fault


def test_what_stands_in_braces_is_filled_in():
    assert filled("事项{number}，{number}", {"number": "7"}) == "事项7，7"


@pytest.mark.parametrize(("signs", "parts"), [(0, 1), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_seventy_signs_go_as_one_and_longer_ones_in_parts_of_sixty_seven(signs, parts):
    assert sms_parts("字" * signs) == parts


def test_a_sign_beyond_the_basic_plane_counts_twice():
    assert (sms_parts("字" * 69 + "𠮷"), sms_parts("字" * 68 + "𠮷")) == (2, 1)
