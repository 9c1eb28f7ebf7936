"""Whether the product runs on this machine, so that nobody changes its tables under it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import Conflict


@contextmanager
def running() -> Iterator[None]:
    """While the product runs. Raises ``Conflict`` while somebody upgrades it. A process that dies lets go."""
    with _lock(fcntl.LOCK_SH) as had:
        if not had:
            raise Conflict(_("It is being upgraded. Wait until that has ended, then start it."))
        yield


@contextmanager
def standing_still() -> Iterator[None]:
    """While the product must not run. Raises ``Conflict`` when it does."""
    with _lock(fcntl.LOCK_EX) as had:
        if not had:
            raise Conflict(_("The product is running. Stop it first: systemctl stop xiuhuazhen"))
        yield


@contextmanager
def _lock(kind: int) -> Iterator[bool]:
    path = Path(settings.DATA_DIR) / ".running"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
