"""Disks that are full or read-only, made of memory and mounted for one test, where this may be done."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PIECE = 4096


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A disk of this size at ``folder``. The test is skipped, and says so, where none can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("SKIPPED: only root can mount a small disk to fill")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", folder], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"SKIPPED: no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left. Whoever removes what this returns makes room again."""
    ballast = folder / "ballast"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with suppress(OSError):
        while os.write(handle, bytes(PIECE * 256)):
            pass
    with suppress(OSError):
        while os.write(handle, bytes(PIECE)):
            pass
    os.close(handle)
    return ballast


def make_read_only(folder: Path) -> None:
    """Whoever has a file there open for writing keeps this from being done."""
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
