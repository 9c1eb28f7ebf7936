"""Sealed personal data: AES-256-GCM under a named key, bound to the field and row that it belongs to.

Keys come from ``XHZ_KEYS`` (``id:base64,id:base64``, newest first) or from the keys file (one ``id:base64`` a line,
mode 0600). They are backed up apart from the data. The same keys, through HKDF, give the query codes and the blind
indexes. A sealed value is ``key id`` · NUL · 12-byte nonce · ciphertext with tag.
"""

import base64
import hmac
import os
import secrets
import stat
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE_BYTES = 12
_KEY_BYTES = 32
_LONGEST_KEY_ID = 80


class Unreadable(Exception):  # noqa: N818 - names the state of the value
    """The value was not sealed under a key that is here, or does not belong to this field and row."""


def seal(text: str, *, field: str, row: str) -> bytes:
    """Encrypt ``text`` for one field of one row under the newest key."""
    return seal_bytes(text.encode(), field=field, row=row)


def unseal(sealed: bytes, *, field: str, row: str) -> str:
    """Decrypt; raises :class:`Unreadable` rather than ever returning ciphertext."""
    return unseal_bytes(sealed, field=field, row=row).decode()


def seal_bytes(content: bytes, *, field: str, row: str) -> bytes:
    key_id = newest_key_id()
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = AESGCM(_derived(key_id, b"seal"))
    return key_id.encode() + b"\0" + nonce + cipher.encrypt(nonce, content, _bound(field, row))


def unseal_bytes(sealed: bytes, *, field: str, row: str) -> bytes:
    key_id, _, rest = bytes(sealed).partition(b"\0")
    nonce, body = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        return AESGCM(_derived(key_id.decode(), b"seal")).decrypt(nonce, body, _bound(field, row))
    except (InvalidTag, KeyError, ValueError) as fault:
        message = f"{field} of row {row} cannot be read with the keys that are here"
        raise Unreadable(message) from fault


def blind_index(text: str, *, field: str) -> bytes:
    """16 bytes by which a sealed value can be found again when its exact text is known."""
    key = _derived(oldest_key_id(), b"blind:" + field.encode())
    return hmac.digest(key, text.encode(), "sha256")[:16]


def keyed_digest(content: bytes, *, purpose: str, key_id: str) -> bytes:
    """HMAC-SHA-256 (32 bytes) under a key made for one purpose."""
    return hmac.digest(_derived(key_id, purpose.encode()), content, "sha256")


def key_mark(key: bytes, *, content: bytes) -> str:
    """By which a key is known again without telling anything of it: 64 hexadecimal digits, others for each content."""
    return hmac.digest(_derive(key, b"mark"), content, "sha256").hex()


def newest_key_id() -> str:
    return next(iter(_keys()))


def oldest_key_id() -> str:
    return list(_keys())[-1]


def keys_here() -> dict[str, bytes]:
    """Keys by id, newest first. Raises ``ImproperlyConfigured`` where there are none."""
    return dict(_keys())


def key_id_of(sealed: bytes) -> str:
    """Under which key a value is sealed, whether or not it is here; empty for empty bytes."""
    return bytes(sealed).partition(b"\0")[0].decode(errors="replace")


def key_id_on(path: Path) -> str:
    """Of a sealed file, without reading all of it."""
    with path.open("rb") as file:
        return key_id_of(file.read(_LONGEST_KEY_ID))


def spelled_keys() -> str:
    """The keys that are here, as a keys file has them. For keeping them apart, and for nothing else."""
    return "".join(f"{key_id}:{base64.b64encode(key).decode()}\n" for key_id, key in _keys().items())


def read_keys(text: str) -> dict[str, bytes]:
    """Keys by their id, newest first. Raises ``ImproperlyConfigured`` for what is no list of keys."""
    keys: dict[str, bytes] = {}
    for item in text.replace("\n", ",").split(","):
        if item.strip():
            key_id, _, encoded = item.strip().partition(":")
            keys[key_id] = _decoded(encoded)
    if not keys or any(not key_id or len(key) != _KEY_BYTES for key_id, key in keys.items()):
        message = "Keys are spelled id:base64 and hold 32 bytes each; see XHZ_KEYS in the README."
        raise ImproperlyConfigured(message)
    return keys


def forget_keys() -> None:
    """The keys have been put in another place, or changed: read them anew when they are next needed."""
    _keys.cache_clear()
    _derived.cache_clear()


def make_keys_file(path: Path) -> None:
    """Write a first key, readable by its owner alone. Does nothing when the file is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"k{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(line)


def _bound(field: str, row: str) -> bytes:
    return f"{field}\x1f{row}".encode()


@cache
def _keys() -> dict[str, bytes]:
    return read_keys(settings.KEYS or _keys_from_file(Path(settings.KEYS_FILE)))


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""


def _keys_from_file(path: Path) -> str:
    if not path.exists():
        message = f"There are no keys: set XHZ_KEYS or run `xiuhuazhen keys` to make {path}."
        raise ImproperlyConfigured(message)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"{path} must be readable by its owner alone (chmod 600)."
        raise ImproperlyConfigured(message)
    return path.read_text()


@cache
def _derived(key_id: str, purpose: bytes) -> bytes:
    return _derive(_keys()[key_id], purpose)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=purpose).derive(key)
