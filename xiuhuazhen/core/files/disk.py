"""Bytes under ``FILES_DIR``. A file appears whole or not at all: written aside, synced, then renamed.

``photos`` and ``previews`` hold re-encoded photos, plain, under the SHA-256 of the photo; ``quarantine`` holds raw
photos and ``sealed`` holds voice clips, documents and spreadsheets, both encrypted, under the id of their row.

While somebody copies the files (:func:`nothing_lost`), what is removed lies in ``held`` until they are done: every file
that the database spoke of when the copying began can still be had.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings

_PATIENCE_SECONDS = 5.0
_POLL_SECONDS = 0.02


class Folder(StrEnum):
    PHOTOS = "photos"
    PREVIEWS = "previews"
    QUARANTINE = "quarantine"
    SEALED = "sealed"
    DRAFTS = "drafts"
    HELD = "held"


class AlreadyCopied(Exception):  # noqa: N818 - names what is so
    """Somebody else copies the files at this moment."""


def path_of(folder: Folder, name: str) -> Path:
    """Folders by the last signs of the name: those of an id are random, the first ones are the time."""
    return _root(folder) / name[-2:] / name[-4:-2] / name


@contextmanager
def draft(content: bytes) -> Iterator[Path]:
    """Bytes written and synced aside, so that :func:`publish` is only a rename. Gone afterwards if not published."""
    path = _root(Folder.DRAFTS) / secrets.token_hex(16)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def publish(drafted: Path, folder: Folder, name: str) -> None:
    path = path_of(folder, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    drafted.replace(path)
    _sync_folder(path.parent)


def write(folder: Folder, name: str, content: bytes) -> None:
    with draft(content) as drafted:
        publish(drafted, folder, name)


def read(folder: Folder, name: str) -> bytes:
    """Raises ``FileNotFoundError``."""
    return path_of(folder, name).read_bytes()


def remove(folder: Folder, name: str) -> None:
    path = path_of(folder, name)
    with _lock(fcntl.LOCK_SH) as alone, suppress(FileNotFoundError):
        if alone:
            path.unlink()
            return
        held = _held(folder, name)
        held.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(held)


@contextmanager
def nothing_lost() -> Iterator[None]:
    """While this holds, files can be had by :func:`found` that were there when it began. Raises ``AlreadyCopied``.

    A process that dies lets go of it. Removals that have begun are waited for.
    """
    with _lock(fcntl.LOCK_EX, patience=_PATIENCE_SECONDS) as alone:
        if not alone:
            raise AlreadyCopied
        yield
        _clear_held()


def found(folder: Folder, name: str) -> Path:
    """Where the file lies, be it removed meanwhile. Raises ``FileNotFoundError``."""
    for path in (path_of(folder, name), _held(folder, name), path_of(folder, name)):
        if path.exists():
            return path
    raise FileNotFoundError(path_of(folder, name))


def clear_held() -> None:
    """Remove for good what a copying that was cut short has left behind; nothing while one goes on."""
    with _lock(fcntl.LOCK_EX) as alone:
        if alone:
            _clear_held()


def _clear_held() -> None:
    for path in _root(Folder.HELD).glob("*"):
        path.unlink(missing_ok=True)


def _held(folder: Folder, name: str) -> Path:
    return _root(Folder.HELD) / f"{folder}-{name}"


@contextmanager
def _lock(kind: int, *, patience: float = 0.0) -> Iterator[bool]:
    """Whether the lock was had, at the latest after ``patience`` seconds. Removals share it, copying has it alone."""
    path = Path(settings.FILES_DIR).with_name(".copying")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _locked(handle, kind, time.monotonic() + patience)
    finally:
        os.close(handle)


def _locked(handle: int, kind: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_POLL_SECONDS)
        else:
            return True


def written_before(folder: Folder, at: datetime) -> Iterator[Path]:
    """Files of a folder that were written before ``at``."""
    for path in _root(folder).rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < at.timestamp():
                yield path


def _root(folder: Folder) -> Path:
    return Path(settings.FILES_DIR) / folder


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
