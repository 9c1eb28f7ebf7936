"""What changes something in turn, what only reads in turn beside it, and none that still waits for its body.

The server hands over a request when its headers are there. Were the body read within the turn, one slow upload would
hold everybody up; so the server's threads read bodies side by side. Whole requests are answered in the order in which
they became whole, by two threads with a database connection each: pages do not wait for whoever waits to write.
"""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.limits import limits
from xiuhuazhen.core.kit.outages import outage_of

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024
_TYPES = {"400": "bad-request", "413": "too-large", "503": "unavailable"}
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM_BYTES = 1024 * 1024
"""What a form needs beside its largest file."""


class InTurn:
    """A WSGI application around another."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._changing = ThreadPoolExecutor(1, thread_name_prefix="changing")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = _length(environ)
        if length is None:
            return _refused(environ, start_response, "400 Bad Request", _("The request could not be read."))
        if length > _longest_body():
            sentence = _("This is more than can be taken in at once. Please send less.")
            return _refused(environ, start_response, "413 Content Too Large", sentence)
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            try:
                whole = _read(environ["wsgi.input"], length, body)
            except OSError as fault:
                if outage_of(fault) is None:
                    raise
                sentence = _("It cannot be saved just now. Please send it again in a minute.")
                return _refused(environ, start_response, "503 Service Unavailable", sentence)
            if not whole:
                sentence = _("It did not arrive whole. Please send it again.")
                return _refused(environ, start_response, "400 Bad Request", sentence)
            turn = self._reading if environ["REQUEST_METHOD"] in _READS else self._changing
            started, content = turn.submit(self._answer, {**environ, "wsgi.input": body}).result()
        start_response(*started)
        return content

    def _answer(self, environ: dict[str, Any]) -> tuple[tuple[Any, ...], Iterable[bytes]]:
        """In the thread whose turn it is: what to start the response with, and its content."""
        started: list[tuple[Any, ...]] = []
        content = self._application(environ, lambda *told: started.append(told))
        if isinstance(content, HttpResponse):
            whole = list(content)
            content.close()
            return started[-1], whole
        return started[-1], content


def _longest_body() -> int:
    return int(max(limits().most_bytes, settings.SHEET_MAX_BYTES)) + _FORM_BYTES


def _read(source: Any, length: int, body: Any) -> bool:
    """Whether all of the body came; the sender may have gone."""
    missing = length
    while missing and (piece := source.read(min(missing, _PIECE))):
        body.write(piece)
        missing -= len(piece)
    body.seek(0)
    return not missing


def _length(environ: dict[str, Any]) -> int | None:
    """How many bytes the body says it has; nothing for what is no number."""
    said = str(environ.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isascii() and said.isdecimal() else None


def _refused(environ: dict[str, Any], start_response: Callable[..., Any], status: str, sentence: str) -> list[bytes]:
    """Said before the application is asked: as a problem document to programs, in a plain sentence to people."""
    number, title = status.split(" ", 1)
    kind, body = "text/plain; charset=utf-8", sentence
    if str(environ.get("PATH_INFO", "")).startswith("/api/"):
        kind = "application/problem+json"
        said = {"type": f"urn:xiuhuazhen:problem:{_TYPES[number]}", "title": title, "status": int(number)}
        body = json.dumps({**said, "detail": sentence, "fields": {}}, ensure_ascii=False)
    start_response(status, [("Content-Type", kind), ("Connection", "close")])
    return [body.encode()]
