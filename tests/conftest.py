"""The harness: strict about what tests may do, and the fixtures that they share.

Warnings are errors and sockets reach this machine alone (pyproject.toml); templates with undefined variables fail
(``xiuhuazhen.config.settings.test``); tests run in random order (pytest-randomly).
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from tests.support.browsers import browser, new_page, page, running_server
from tests.support.databases import database_template, django_db_setup, real_database
from tests.support.servers import demo_server, demo_template, server

__all__ = [
    "browser",
    "database_template",
    "demo_server",
    "demo_template",
    "django_db_setup",
    "new_page",
    "page",
    "real_database",
    "running_server",
    "server",
]

# A shared machine stalls now and then; that is no fault of the code.
hypothesis_settings.register_profile("xiuhuazhen", deadline=None)
hypothesis_settings.load_profile("xiuhuazhen")


_DATABASES = {"db", "real_database", "database_template", "server", "demo_server", "demo_template"}
"""Fixtures through which a test comes to a database; without one of them pytest-django lets it reach none."""


@pytest.hookimpl(tryfirst=True)  # before -m is looked at
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker, fixtures = item.get_closest_marker("django_db"), set(getattr(item, "fixturenames", ()))
        flushes = marker is not None and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences"))
        if flushes or "transactional_db" in fixtures:
            message = f"{item.nodeid}: history cannot be flushed; take real_database instead of transactional_db"
            raise pytest.UsageError(message)
        if marker is not None or _DATABASES & fixtures:
            item.add_marker("database")


def pytest_unconfigure() -> None:
    """Remove the data directory that the settings made, unless somebody named one."""
    made = Path(settings.DATA_DIR)
    if made.name.startswith("xiuhuazhen-test-") and made.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(made, ignore_errors=True)
