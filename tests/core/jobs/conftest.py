"""The queue with the real task tables, and a few jobs to put into it."""

from datetime import UTC, datetime

import pytest

from xiuhuazhen.config.settings import base
from xiuhuazhen.core.jobs import registry

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def task_tables(settings):
    settings.TASKS = base.TASKS


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """Jobs and schedules that a test registers are forgotten after it."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(registry, "_schedules", {})
