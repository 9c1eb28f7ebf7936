"""Stand-ins for the services outside, on this machine: a mail server and a web service that take what they are given,
refuse, hang, drip, talk nonsense or hang up, as their ``answers`` say, one for each message; when these are used up
they accept.

Both know a message that they were given before by its key, as the services do.
"""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG, HANG_UP, DRIP = "hang", "hang up", "drip"
"""``DRIP`` is an answer that goes on for ever, a byte at a time, each in time."""

_PATIENCE = 30
_DROP = 0.05


@dataclass
class Service:
    """``taken`` holds each message once, by its key; ``keys`` names every attempt that was accepted, in order.

    An answer is a status code, an HTTP body (the status is then 200; ``bytes`` are sent as they are), ``HANG``,
    ``HANG_UP`` or ``DRIP``.
    """

    url: str = ""
    answers: list[Any] = field(default_factory=list)
    taken: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    when_taken: Callable[[], None] | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_answer(self, usual: int) -> Any:
        with self._lock:
            return self.answers.pop(0) if self.answers else usual

    def take(self, key: str, content: Any) -> None:
        with self._lock:
            self.keys.append(key)
            self.taken.setdefault(key, content)
        if self.when_taken:
            self.when_taken()

    def hang(self) -> None:
        """Until the test is over."""
        self.ended.wait(_PATIENCE)

    def drip(self, send: Callable[[bytes], object]) -> None:
        """As long as somebody listens, and at most until the test is over."""
        with suppress(OSError):
            while not self.ended.wait(_DROP):
                send(b" ")


@contextmanager
def web_service() -> Iterator[Service]:
    with _running(_WebServer(("127.0.0.1", 0), _WebHandler)) as server:
        server.service.url = f"http://127.0.0.1:{server.server_address[1]}/"
        yield server.service


@contextmanager
def mail_server() -> Iterator[Service]:
    """Speaks SMTP. ``answers`` are the replies to the end of each message; ``HANG_UP`` closes before the reply."""
    with _running(_MailServer(("127.0.0.1", 0), _MailHandler)) as server:
        server.service.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        yield server.service


@contextmanager
def slow_to_shake_hands() -> Iterator[Service]:
    """A web service that never ends its first record of TLS."""
    with _running(_WebServer(("127.0.0.1", 0), _SlowHandler)) as server:
        server.service.url = f"https://127.0.0.1:{server.server_address[1]}/"
        yield server.service


class _Served:
    """A server with the service that it plays."""

    daemon_threads = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.service = Service()


class _WebServer(_Served, ThreadingHTTPServer):
    pass


class _MailServer(_Served, socketserver.ThreadingTCPServer):
    pass


_TAKEN = {"code": 0, "errcode": 0}
"""As the gateway for text messages says it, and the robots of group chats."""


class _WebHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        service: Service = self.server.service
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        service.headers.append(dict(self.headers))
        answer = service.next_answer(200)
        if answer == HANG:
            service.hang()
        elif answer == HANG_UP:
            self.wfile.write(b"HTTP/1.1 20")
        elif answer == DRIP:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
            service.drip(self.wfile.write)
        else:
            self._say(answer, body)
        self.close_connection = True

    def _say(self, answer: Any, body: Any) -> None:
        service: Service = self.server.service
        status, said = (answer, _TAKEN) if isinstance(answer, int) else (200, answer)
        content = said if isinstance(said, bytes) else json.dumps(said).encode()
        if status == 200 and said == _TAKEN:
            service.take(self.headers["Idempotency-Key"], body)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{service.url}elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Tests say nothing on the terminal."""


class _SlowHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(bytes.fromhex("1603034000"))
        self.server.service.drip(self.wfile.write)


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._reply("220 stand-in")
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()[:4]
            if verb == "QUIT":
                self._reply("221 bye")
                return
            if verb != "DATA":
                self._reply("250 fine")
            elif not self._data():
                return

    def _data(self) -> bool:
        """Whether the conversation goes on."""
        service: Service = self.server.service
        self._reply("354 go on")
        content = b"".join(iter(self.rfile.readline, b".\r\n")).replace(b"\r\n", b"\n")
        answer = service.next_answer(250)
        if answer == HANG:
            service.hang()
        if answer == DRIP:
            service.drip(self.wfile.write)
        if answer in {HANG, HANG_UP, DRIP}:
            return False
        if answer == 250:
            message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
            service.take(str(message["Message-ID"]), message)
        self._reply(f"{answer} said <somebody@example.org>")
        return True

    def _reply(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def _running(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.service.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
