"""Waiting for what another process does."""

import time
from collections.abc import Callable

import pytest

PATIENCE_SECONDS = 30
POLL_SECONDS = 0.05


def until(happened: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Ask again and again; the test fails when it has not happened in half a minute, or the time given."""
    give_up = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > give_up:
            pytest.fail(f"it did not happen within {seconds} s")
        time.sleep(POLL_SECONDS)
