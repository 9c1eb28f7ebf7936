from datetime import timedelta

import pytest

from xiuhuazhen.core.jobs.rules import gives_up, pause_after


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (9, 2560), (10, 3600), (900, 3600)])
def test_pauses_double_up_to_one_hour(attempts, seconds):
    assert pause_after(attempts) == timedelta(seconds=seconds)


def test_the_last_attempt_is_the_last():
    assert [gives_up(attempts=n, max_attempts=3) for n in (1, 2, 3)] == [False, False, True]
