from datetime import datetime

import pytest
from django.test import Client, override_settings

from tests.support import street
from tests.support.databases import connected_to, copy_of, drop
from tests.support.street import AT
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.demo import seed

DEMONSTRATED = datetime(2026, 11, 24, 15, 30, tzinfo=clock.CHINA)
"""Tuesday afternoon in the demonstration."""


@pytest.fixture
def world(db, monkeypatch):
    """It is Monday, 9:00."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    return street.build()


@pytest.fixture
def near(world):
    return world.near


@pytest.fixture
def browser(near):
    """``browser("leader")``, or with an account of somebody else."""

    def signed_in(account):
        client = Client()
        client.force_login(near.accounts[account] if isinstance(account, str) else account)
        return client

    return signed_in


@pytest.fixture
def desk(browser):
    return browser("dispatcher")


@pytest.fixture
def administrator(client, near):
    client.force_login(near.accounts["administrator"])
    return client


@pytest.fixture(scope="module")
def demonstration(database_template, django_db_blocker, tmp_path_factory):
    """Seeded once for all tests of a module, which only read it."""
    with django_db_blocker.unblock():
        database = copy_of(database_template, tmp_path_factory.mktemp("demonstration") / "data")
        own = {"DATA_DIR": database.data_dir, "FILES_DIR": database.data_dir / "files", "DEMO": True}
        with override_settings(**own), connected_to(database):
            assert seed.seed(at=DEMONSTRATED) is True
            yield database
        drop(database)
