import pytest
from django.core.cache import cache

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


@pytest.fixture
def fresh_counts():
    """Public rates are counted from nothing."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def files_of_its_own(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
