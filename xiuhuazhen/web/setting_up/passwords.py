"""First passwords, and files that only their owner may read."""

import os
import secrets
from pathlib import Path

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper: i, l, o, 0, 1."""


def first_password() -> str:
    """Three groups of four letters or digits: 59 bits, and still read out over the telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _place in range(4)) for _group in range(3))


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
