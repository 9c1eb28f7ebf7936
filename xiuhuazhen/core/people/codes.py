"""The codes of a second factor: those that change every half minute (RFC 6238), and those for a lost telephone."""

import base64
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from django_otp.oath import hotp

STEP_SECONDS: Final = 30
DIGITS: Final = 6
_SECRET_BYTES = 20
_DRIFT = 1
"""Half minutes by which the clock of a telephone may differ, before and after."""

RECOVERY_CODES: Final = 10
_RECOVERY_BYTES = 10


def new_secret() -> str:
    """160 random bits, in base 32 as the apps take them."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_of(code: str, secret: str, *, at: datetime, after: int) -> int | None:
    """The half minute to which the code belongs, if it is near this moment and later than the one used last."""
    key, now = base64.b32decode(secret), int(at.timestamp()) // STEP_SECONDS
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if step > after and secrets.compare_digest(f"{hotp(key, step, DIGITS):0{DIGITS}d}", code):
            return step
    return None


def address(secret: str, *, username: str, issuer: str) -> str:
    """What the QR code says to the app."""
    asked = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{asked}"


def new_recovery_codes() -> list[str]:
    """80 random bits each, in groups of four."""
    texts = (base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES))
    return ["-".join(text[begin : begin + 4] for begin in range(0, len(text), 4)) for text in texts]


def plain(code: str) -> str:
    """As it was made, however it was typed: without spaces and hyphens, in capitals."""
    return "".join(code.split()).replace("-", "").upper()
