"""A moment by which talking with a service is over, whatever the service does.

The timeout of a socket counts from each byte to the next, so a service that sends one now and then could hold whoever
waits for hours. When time is up a watched connection is shut down from outside; its reader finds that it has ended.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock, Timer


class _Deadline:
    def __init__(self) -> None:
        self.passed = False
        self._lock = Lock()
        self._watched: list[socket.socket] = []

    def watch(self, connection: socket.socket) -> None:
        """The twin stays valid when TLS takes the connection over."""
        with self._lock:
            self._watched.append(connection.dup())
        if self.passed:
            self.pass_()

    def pass_(self) -> None:
        self.passed = True
        with self._lock:
            for twin in self._watched:
                with suppress(OSError):
                    twin.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        with self._lock:
            while self._watched:
                self._watched.pop().close()


_current: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises ``TimeoutError``, whatever else was raised, when it took longer than this in all."""
    deadline = _Deadline()
    timer = Timer(seconds, deadline.pass_)
    token = _current.set(deadline)
    timer.start()
    try:
        yield
    except Exception:
        if not deadline.passed:
            raise
    finally:
        timer.cancel()
        _current.reset(token)
        deadline.forget()
    if deadline.passed:
        raise TimeoutError


def watch(connection: socket.socket) -> None:
    """Shut this connection down when the present deadline passes."""
    deadline = _current.get()
    if deadline is not None:
        deadline.watch(connection)
