"""Cursors come back from addresses, so anything may be in them."""

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhuazhen.core.kit import cursors
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.paging import page_by_time
from xiuhuazhen.core.procedures.models import Matter


def spelled(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=3))
def test_what_was_written_is_read(values):
    assert cursors.decode(cursors.encode(values), len(values)) == values


def test_a_cursor_needs_no_escaping_in_an_address():
    assert set(cursors.encode(["2026-11-23T01:00:00+00:00", "富民路??>>"])) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


@pytest.mark.parametrize(
    "text",
    ["", "x", "富民路", "AAAA", spelled(["one"]), spelled(["a", 1]), spelled({"a": "b"}), spelled("ab"), "W1tb" * 2000],
)
def test_anything_else_is_refused(text):
    """Also what is nested so deep that reading it would exhaust the stack."""
    with pytest.raises(InvalidInput):
        cursors.decode(text, 2)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    with suppress(InvalidInput):
        assert len(cursors.decode(text, 2)) == 2


@pytest.mark.parametrize(
    "values",
    [
        ["never", "01890000-0000-7000-8000-000000000000"],
        ["2026-11-23T09:00:00+08:00", "no id"],
        ["0001-01-01T00:00:00+08:00", "01890000-0000-7000-8000-000000000000"],
        ["9999-12-31T23:59:59-08:00", "01890000-0000-7000-8000-000000000000"],
    ],
    ids=["no time", "no id", "before the first year", "after the last year"],
)
def test_a_place_in_a_list_needs_a_time_and_an_id(values):
    with pytest.raises(InvalidInput):
        page_by_time(
            Matter.objects.all(),
            field="opened_at",
            descending=True,
            cursor=cursors.encode(values),
            size=10,
            value=lambda row: row.opened_at,
        )
