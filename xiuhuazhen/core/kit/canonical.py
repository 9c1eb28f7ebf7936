"""One spelling for one value, so that digests can be compared."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and without spaces, in UTF-8. Refuses floats: they have no one spelling."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest(salt: bytes, value: Any) -> bytes:
    """SHA-256 (32 bytes) over the salt and the canonical spelling."""
    return hashlib.sha256(salt + canonical(value)).digest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        message = "a float has no canonical spelling; use whole units or text"
        raise TypeError(message)
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
