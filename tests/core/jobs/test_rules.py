from datetime import time, timedelta

import pytest

from xiuhuazhen.core.jobs.rules import gives_up, next_turn, pause_after
from xiuhuazhen.core.kit.clock import parse


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (6, 320), (7, 600), (900, 600)])
def test_pauses_double_up_to_ten_minutes(attempts, seconds):
    assert pause_after(attempts) == timedelta(seconds=seconds)


def test_the_last_attempt_is_the_last():
    assert [gives_up(attempts=n, max_attempts=3) for n in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize(
    ("after", "turn"),
    [
        ("2026-11-23T02:29:59", "2026-11-23T02:30"),
        ("2026-11-23T02:30", "2026-11-24T02:30"),
        ("2026-11-23T23:59", "2026-11-24T02:30"),
        ("2026-11-22T17:00:00+00:00", "2026-11-23T02:30"),
        ("2026-12-31T12:00", "2027-01-01T02:30"),
    ],
)
def test_the_next_turn_is_the_next_time_that_the_clock_in_china_shows(after, turn):
    assert next_turn(time(2, 30), parse(after)) == parse(turn)
