"""Keys for sealed values that a test chooses."""

import base64

import pytest

from xiuhuazhen.core.kit import sealing


def key(letter: str) -> str:
    """32 bytes of one letter, as a key is spelled."""
    return base64.b64encode(letter.encode() * 32).decode()


@pytest.fixture
def use_keys(settings):
    """``use_keys("new:…,old:…")``: from now on these are the keys, as after a restart."""

    def use(text: str = "", **more: object) -> None:
        settings.KEYS = text
        for name, value in more.items():
            setattr(settings, name, value)
        _forget()

    yield use
    _forget()  # the settings themselves go back after this


def _forget() -> None:
    for held in (sealing._keys, sealing._derived):
        held.cache_clear()
