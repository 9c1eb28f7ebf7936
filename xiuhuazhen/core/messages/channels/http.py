"""Posting JSON to a service, with nothing but the standard library: short answers, no redirects, over in time."""

import http.client
import ipaddress
import json
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from django.conf import settings

from xiuhuazhen.core.messages.channels import NotSent, deadlines
from xiuhuazhen.core.messages.choices import Trouble

_LONGEST_ANSWER = 64 * 1024
_TOO_MANY = 429


class _NoRedirect(HTTPRedirectHandler):
    """A redirected message could end up anywhere."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        deadlines.watch(self.sock)


class _Secure(http.client.HTTPSConnection, _Plain):
    """TLS begins on a connection that is watched already: a service may drip in there, too."""


class _PlainHandler(HTTPHandler):
    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_Plain, req)


class _SecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_Secure, req)


_opener = build_opener(_NoRedirect, _PlainHandler, _SecureHandler)


def is_safe(url: str) -> bool:
    """Whether what is sent there cannot be read on the way: https, or http on this very machine."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and is_here(parts.hostname))
        )
    except ValueError:
        return False


def is_here(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def post_json(url: str, body: dict[str, Any], *, key: str, token: str = "") -> dict[str, Any]:
    """The service's JSON answer. Raises ``NotSent``: for good when it says that the request is wrong (4xx but 429),
    otherwise, and also when what it says is no JSON object, to be tried again."""
    if not is_safe(url):
        raise NotSent(Trouble.REFUSED, "https", for_good=True)
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = json.dumps(body, ensure_ascii=False).encode()
    request = Request(url, data=content, headers=headers, method="POST")  # noqa: S310 - is_safe looked at the scheme
    try:
        with deadlines.within(settings.MESSAGE_TIMEOUT):
            return _parsed(_content(request))
    except HTTPError as fault:
        fault.close()
        raise refused(fault.code) from None
    except (URLError, OSError, http.client.HTTPException) as fault:
        raise NotSent(Trouble.UNREACHED, _name(fault)) from None


def refused(status: int) -> NotSent:
    """What an HTTP status other than 2xx means for the message."""
    for_good = 300 <= status < 500 and status != _TOO_MANY
    return NotSent(Trouble.REFUSED, f"HTTP {status}", for_good=for_good)


def said(answer: dict[str, Any], field: str) -> int:
    """The whole number in which a service says what it made of a message. Raises ``NotSent`` where there is none: then
    nobody knows whether it was taken."""
    code = answer.get(field)
    if isinstance(code, bool) or not isinstance(code, int):
        raise _unclear()
    return code


def _content(request: Request) -> bytes:
    with _opener.open(request, timeout=settings.MESSAGE_TIMEOUT) as answer:
        content: bytes = answer.read(_LONGEST_ANSWER)
        return content


def _parsed(content: bytes) -> dict[str, Any]:
    """What stands between us and a service may answer in its place, with a page to sign in."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise _unclear() from None
    if not isinstance(answer, dict):
        raise _unclear()
    return answer


def _unclear() -> NotSent:
    return NotSent(Trouble.UNCLEAR, "HTTP 200")


def _name(fault: Exception) -> str:
    """The kind of the fault; its text may repeat what was sent."""
    inner = fault.reason if isinstance(fault, URLError) else fault
    return type(inner).__name__[:40]
