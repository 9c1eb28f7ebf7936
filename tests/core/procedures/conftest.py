import pytest

from tests.support import street


@pytest.fixture
def world(db):
    return street.build()


@pytest.fixture
def near(world):
    return world.near
