"""Bytes under ``FILES_DIR``. A file appears whole or not at all: written aside, synced, then renamed.

``photos`` and ``previews`` hold re-encoded photos, plain, under the SHA-256 of the photo; ``quarantine`` holds raw
photos and ``sealed`` holds voice clips, documents and spreadsheets, both encrypted, under the id of their row.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings


class Folder(StrEnum):
    PHOTOS = "photos"
    PREVIEWS = "previews"
    QUARANTINE = "quarantine"
    SEALED = "sealed"
    DRAFTS = "drafts"


def path_of(folder: Folder, name: str) -> Path:
    """Folders by the last signs of the name: those of an id are random, the first ones are the time."""
    return _root(folder) / name[-2:] / name[-4:-2] / name


@contextmanager
def draft(content: bytes) -> Iterator[Path]:
    """Bytes written and synced aside, so that :func:`publish` is only a rename. Gone afterwards if not published."""
    path = _root(Folder.DRAFTS) / secrets.token_hex(16)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
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
    path_of(folder, name).unlink(missing_ok=True)


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
