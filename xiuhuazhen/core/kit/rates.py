"""How often a public door may be used: fixed hours, counted in the process's cache."""

import hashlib
import ipaddress
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import TooMany

DEVICE_COOKIE = "device"
_HOUR = 3600


def spend(request: HttpRequest, door: str, *, at: datetime) -> None:
    """Count one use of a public door by this address and by this device; raises ``TooMany`` past either rate."""
    _count(f"{door}:address:{client_address(request)}", settings.PUBLIC_RATE, at)
    device = request.COOKIES.get(DEVICE_COOKIE)
    if device:
        _count(f"{door}:device:{device[:40]}", settings.PUBLIC_DEVICE_RATE, at)


def client_address(request: HttpRequest) -> str:
    """The address of the client: the nearest one in ``X-Forwarded-For`` that is no trusted proxy of ours."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    for hop in reversed([part.strip() for part in forwarded if part.strip()]):
        if not _is_trusted(address):
            break
        address = hop
    return address


def _is_trusted(address: str) -> bool:
    try:
        here = ipaddress.ip_address(address)
        return any(here in ipaddress.ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


def _count(key: str, rate: str, at: datetime) -> None:
    if rate == "off":
        return
    hour, second = divmod(int(at.timestamp()), _HOUR)
    # What clients send may hold signs that no cache takes in a key.
    slot = f"rate:{hour}:{hashlib.sha256(key.encode(errors='replace')).hexdigest()}"
    cache.add(slot, 0, timeout=_HOUR)
    if cache.incr(slot) > int(rate):
        sentence = _("This came very often from here within the last hour. Please wait, or call the street office.")
        raise TooMany(sentence, retry_after=_HOUR - second)
