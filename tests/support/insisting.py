"""Clients that do not give up: what was not acknowledged is sent again, word for word, until it is."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connections

PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 60
TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: http.client.HTTPMessage

    def json(self) -> Any:
        return json.loads(self.body)


class Unheard(Exception):  # noqa: N818 - names what happened
    """Nobody answered, or only that something broke (``answer``): it may have been done or not."""

    def __init__(self, said: str, answer: Answer | None = None) -> None:
        super().__init__(said)
        self.answer = answer


def ask(port: int, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """One request on a connection of its own. Raises :class:`Unheard`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET" if body is None else "POST", path, body, headers or {})
        response = connection.getresponse()
        answer = Answer(response.status, response.read(), response.headers)
    except (OSError, http.client.HTTPException) as fault:
        raise Unheard(path) from fault
    finally:
        connection.close()
    if answer.status >= 500:
        raise Unheard(f"{path}: {answer.status} {answer.body[:200]!r}", answer)
    return answer


def insist(port: int, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    """The same command again and again until somebody says yes or no."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask(port, path, body, headers)
        except Unheard:
            if time.monotonic() > give_up:
                raise
            time.sleep(PAUSE_SECONDS)


def send(port: int, path: str, command: dict[str, Any], token: str = "") -> Answer:
    """A command of the API as JSON."""
    known = {"Authorization": f"Bearer {token}"} if token else {}
    return insist(port, path, json.dumps(command).encode(), {"Content-Type": "application/json", **known})


def form(fields: dict[str, str], file_field: str, file_name: str, content: bytes, kind: str) -> tuple[bytes, str]:
    """A form with one file, and its content type."""
    edge = uuid4().hex
    texts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{file_field}"; filename="{file_name}"\r\n'
    body = "".join(texts).encode() + f"{head}Content-Type: {kind}\r\n\r\n".encode() + content
    return body + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


@dataclass
class Load:
    """Clients side by side, each doing one thing after another until it is told to stop. ``done`` counts for all."""

    works: list[Callable[[], None]]
    done: int = 0
    faults: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._repeat, args=(work,), daemon=True) for work in self.works]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Each finishes what it is at."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS + TIMEOUT_SECONDS)
        assert self.faults == []

    def _repeat(self, work: Callable[[], None]) -> None:
        try:
            while not self._stopping.wait(PAUSE_SECONDS):
                work()
                self.done += 1
        except Exception as fault:  # noqa: BLE001 - the test looks at it
            self.faults.append(fault)
        finally:
            connections.close_all()
