import pytest

from tests.support import street
from tests.support.street import AT
from xiuhuazhen.core.kit import clock


@pytest.fixture
def world(db):
    return street.build()


@pytest.fixture
def near(world):
    return world.near


@pytest.fixture
def monday(monkeypatch):
    """Doors ask what time it is; they are told Monday, 9:00 in China."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    return AT
