"""One request at a time, and none that still waits for its body.

The server hands over a request when its headers are there. Were the body read within the turn, one slow upload would
hold everybody up; so the server's threads read bodies side by side, and one thread with the one database connection
answers whole requests in the order in which they became whole.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.http import HttpResponse

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024
_FORM_BYTES = 1024 * 1024
"""What a form needs beside its largest file."""


class InTurn:
    """A WSGI application around another."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._answering = ThreadPoolExecutor(1, thread_name_prefix="requests")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > _longest_body():
            return _refused(start_response, "413 Content Too Large")
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            if not _read(environ["wsgi.input"], length, body):
                return _refused(start_response, "400 Bad Request")
            started, content = self._answering.submit(self._answer, {**environ, "wsgi.input": body}).result()
        start_response(*started)
        return content

    def _answer(self, environ: dict[str, Any]) -> tuple[tuple[Any, ...], Iterable[bytes]]:
        """In the answering thread: what to start the response with, and its content."""
        started: list[tuple[Any, ...]] = []
        content = self._application(environ, lambda *told: started.append(told))
        if isinstance(content, HttpResponse):
            whole = list(content)
            content.close()
            return started[-1], whole
        return started[-1], content


def _longest_body() -> int:
    return int(max(settings.PHOTO_MAX_BYTES, settings.SHEET_MAX_BYTES)) + _FORM_BYTES


def _read(source: Any, length: int, body: Any) -> bool:
    """Whether all of the body came; the sender may have gone."""
    missing = length
    while missing and (piece := source.read(min(missing, _PIECE))):
        body.write(piece)
        missing -= len(piece)
    body.seek(0)
    return not missing


def _refused(start_response: Callable[..., Any], status: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")])
    return [status.encode()]
