import pytest

from tests.support import street
from tests.support.street import AT
from xiuhuazhen.core.kit import clock


@pytest.fixture
def world(db, monkeypatch):
    """It is Monday, 9:00."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    return street.build()


@pytest.fixture
def near(world):
    return world.near


@pytest.fixture
def administrator(client, near):
    client.force_login(near.accounts["administrator"])
    return client
