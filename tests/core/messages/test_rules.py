"""When a message may go out, and when it is tried again: tables."""

from datetime import datetime, timedelta

import pytest

from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.messages import rules

NIGHT = [[0, 7 * 60], [22 * 60, 24 * 60]]
NOON = [[12 * 60, 14 * 60]]


def at(day, hour, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=CHINA)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 25), (4, 125), (5, 125), (99, 125)])
def test_pauses_grow(attempts, minutes):
    assert rules.pause_after(attempts) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("attempts", "given_up"), [(1, False), (4, False), (5, True), (6, True)])
def test_five_attempts(attempts, given_up):
    assert rules.gives_up(attempts) is given_up


@pytest.mark.parametrize(
    ("moment", "spans", "end"),
    [
        (at(23, 21, 59, 59), NIGHT, None),
        (at(23, 22), NIGHT, at(24, 7)),
        (at(23, 23, 59, 59), NIGHT, at(24, 7)),
        (at(24, 0), NIGHT, at(24, 7)),
        (at(24, 6, 59, 59), NIGHT, at(24, 7)),
        (at(24, 7), NIGHT, None),
        (at(30, 23), NIGHT, datetime(2026, 12, 1, 7, tzinfo=CHINA)),
        (at(23, 11, 59), NOON, None),
        (at(23, 12), NOON, at(23, 14)),
        (at(23, 14), NOON, None),
        (at(23, 23), [[22 * 60, 24 * 60]], at(24, 0)),
        (at(23, 9), [[0, 24 * 60]], at(25, 0)),
        (at(23, 9), [], None),
    ],
)
def test_quiet_hours_end(moment, spans, end):
    assert rules.quiet_until(moment, spans) == end


@pytest.mark.parametrize(
    ("moment", "next_one"),
    [
        (at(23, 8, 29), at(23, 8, 30)),
        (at(23, 8, 30), at(23, 17)),
        (at(23, 8, 45), at(23, 17)),
        (at(23, 17), at(24, 8, 30)),
        (at(23, 23), at(24, 8, 30)),
    ],
)
def test_the_next_opening(moment, next_one):
    assert rules.next_opening(moment, [[510, 540], [1020, 1050]]) == next_one
