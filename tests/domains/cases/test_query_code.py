"""The query code: whoever has it follows the case, and nobody guesses it."""

import re

import pytest

from tests.support import cases
from tests.support.keys import key, use_keys
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.procedures.access import matter_with_code, query_code
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import Source

__all__ = ["use_keys"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somewhere(world):
    pass


def opened(number, code):
    try:
        matter, by = matter_with_code(number, code)
    except NotFound as refusal:
        return refusal.message
    return matter.number, by.key


def test_it_is_twelve_signs_of_32_so_60_bits():
    code = cases.reported().query_code
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", code)


def test_each_case_has_its_own():
    assert len({cases.reported().query_code for _ in range(20)}) == 20


def test_it_stays_the_same_when_keys_are_rotated(use_keys):
    use_keys(f"k1:{key('a')}")
    first = cases.reported()
    use_keys(f"k2:{key('b')},k1:{key('a')}")
    matter = Matter.objects.get(pk=first.matter.pk)
    assert query_code(matter) == first.query_code
    assert opened(matter.number, first.query_code) == (matter.number, f"resident:{matter.number}")
    assert Matter.objects.get(pk=cases.reported().matter.pk).code_key == "k2"


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' ')} ",
        lambda code: code.replace("O", "0").replace("I", "1").replace("B", "8"),
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    ],
    ids=["as told", "small", "together", "blanks", "digits for letters", "full width"],
)
def test_it_is_understood_as_people_type_it(typed):
    first = cases.reported()
    assert opened(first.matter.number, typed(first.query_code))[0] == first.matter.number


def test_a_wrong_code_and_an_unknown_number_look_the_same(near):
    """So do the code of another case, none at all, and a case that has no code because a grid worker saw it."""
    first, second = cases.reported(), cases.reported()
    own = cases.reported(source=Source.PATROL, by=near.actor("grid-worker"))
    assert own.query_code == ""
    answers = {
        opened(first.matter.number, "AAAA-AAAA-AAAA"),
        opened(first.matter.number, second.query_code),
        opened(first.matter.number, first.query_code[:-1]),
        opened(first.matter.number, first.query_code + "A"),
        opened(first.matter.number, ""),
        opened("630102005-20261123-9999", first.query_code),
        opened("", first.query_code),
        opened("\0", first.query_code),
        opened(own.matter.number, ""),
        opened(own.matter.number, "????????????"),
    }
    assert len(answers) == 1
    assert isinstance(answers.pop(), str)


def test_it_is_stored_nowhere(near):
    first = cases.reported()
    row = str(Matter.objects.filter(pk=first.matter.pk).values().get())
    assert first.query_code not in row
    assert first.query_code.replace("-", "") not in row
