"""What a notice may say, and to whom."""

from uuid import UUID

import pytest

from tests.core.messages.conftest import notice

ID = UUID("01a218b8-2990-776b-9234-8bba3df6316f")
PERSON = f"person:{ID}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "Call 13800001234"},
        {"text": "身份证 630102199001011234"},
        {"text": "电话：138 0000 1234"},
        {"path": "https://elsewhere.example.org/"},
        {"path": "//elsewhere.example.org/"},
        {"path": "/\\elsewhere.example.org/"},
        {"path": "desk/"},
        {"subject": ""},
        {"key": ""},
        {"subject": "Two\nlines"},
        {"subject": "x" * 81},
        {"text": "x" * 301},
        {"path": "/" + "x" * 200},
        {"key": "x" * 121},
        {"recipient": "person:7"},
        {"recipient": "unit:"},
        {"recipient": "nobody:7"},
        {"recipient": "visitor:"},
        {"recipient": "visitor:wang"},
        {"recipient": "visitor:" + "x" * 120, "area_id": ID},
    ],
)
def test_what_a_notice_may_not_be(wrong):
    """No number of a person, no address elsewhere, no recipient whom nobody knows; outside, no area is a fault."""
    with pytest.raises(ValueError, match=r"."):
        notice(**{"recipient": PERSON, **wrong})


@pytest.mark.parametrize(
    "right",
    [
        {"recipient": PERSON, "text": "630102005-20261123-0007"},
        {"recipient": f"unit:{ID}", "text": ""},
        {"recipient": "visitor:wang", "area_id": ID},
        {"recipient": PERSON, "path": "/matters/630102005-20261123-0007/"},
    ],
)
def test_what_a_notice_may_be(right):
    """A matter's number is no number of a person."""
    assert notice(**right).key == "a"
