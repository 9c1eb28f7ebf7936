"""One spelling for one value, on which digests and idempotency rest."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from xiuhuazhen.core.kit.canonical import canonical, digest

ID = UUID("01890000-0000-7000-8000-000000000000")


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        (["富民路", "𠮷", '"'], '["富民路","𠮷","\\""]'),
        ((1, 2), "[1,2]"),
        (ID, f'"{ID}"'),
        (datetime(2026, 11, 23, 1, tzinfo=UTC), '"2026-11-23 01:00:00+00:00"'),
        (True, "true"),
        ({}, "{}"),
    ],
)
def test_spellings(value, spelling):
    assert canonical(value) == spelling.encode()


@pytest.mark.parametrize("value", [1.5, {"a": 1.0}, [{"a": [0.1]}], (2.0,)])
def test_floats_have_no_one_spelling(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_the_order_of_keys_does_not_matter_and_the_salt_does():
    assert digest(b"salt", {"a": 1, "b": 2}) == digest(b"salt", {"b": 2, "a": 1})
    assert digest(b"salt", {"a": 1}) != digest(b"tlas", {"a": 1})
    assert len(digest(b"", None)) == 32


@pytest.mark.parametrize(("one", "other"), [("1", 1), ("", None), ([], {}), ({"a": ""}, {}), ("ab", ["a", "b"])])
def test_different_values_are_spelled_differently(one, other):
    assert canonical(one) != canonical(other)
