"""Keeps the processes of one machine going: starts them, restarts what died, ends them, and ticks in between."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.2
TICK_SECONDS = 2.0
GRACE_SECONDS = 6.0
LAST_GRACE_SECONDS = 2.0
STEADY_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STARTING_SECONDS = 10.0
"""How long a child takes its full share. Loading a program takes seconds of the processor: who gave way from the
beginning would need minutes on a busy machine."""

ALONE_SECONDS = 5.0
"""How long the others wait for the first child at most."""


def restart_pause(deaths: int) -> float:
    """Seconds before the next start after the n-th death in a row: 0.5, 1, 2, … at most 30."""
    return min(FIRST_PAUSE_SECONDS * 2.0 ** min(deaths - 1, 10), LONGEST_PAUSE_SECONDS)


def _give_way(process: int, niceness: int) -> None:
    """Where Linux groups processes by session, as it does outside of systemd units, niceness counts within the
    session only, and the session has one of its own (sched(7), autogroup)."""
    os.setpriority(os.PRIO_PROCESS, process, niceness)
    with suppress(OSError):
        Path(f"/proc/{process}/autogroup").write_text(str(niceness), "ascii")


@dataclass
class Child:
    """A process and its descendants, as one group. ``name`` is for the log; ``niceness`` as in nice(1)."""

    name: str
    command: Sequence[str]
    niceness: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0
    deaths: int = 0
    gives_way: bool = False

    def start(self) -> None:
        self.started, self.gives_way = time.monotonic(), False
        self.process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", "xiuhuazhen.web.child", *self.command],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def died(self) -> bool:
        """Whether it has ended since it was last asked; the next start is then set."""
        process = self.process
        if process is None or process.poll() is None:
            return False
        logger.warning("%s ended with status %s", self.name, process.returncode)
        self.kill()
        steady = time.monotonic() - self.started > STEADY_SECONDS
        self.deaths = 1 if steady else self.deaths + 1
        self.start_at = time.monotonic() + restart_pause(self.deaths)
        return True

    def start_if_due(self) -> None:
        if self.process is None and time.monotonic() >= self.start_at:
            self.start()

    def give_way_if_due(self, now: float) -> None:
        """``now``: of the monotonic clock."""
        if self.niceness and self.process and not self.gives_way and now - self.started >= STARTING_SECONDS:
            self.gives_way = True
            with suppress(ProcessLookupError):
                _give_way(self.process.pid, self.niceness)

    def terminate(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> bool:
        """Whether it has ended by this moment of the monotonic clock."""
        if self.process is None:
            return True
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(until - time.monotonic(), 0.0))
        return self.process.poll() is not None

    def kill(self) -> None:
        """End the whole group: a server that was killed leaves its workers behind."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None


class Supervisor:
    def __init__(self, children: Sequence[Child], *, tick: Callable[[], set[int]]) -> None:
        """People wait for the first child: the others begin once it has started, so that it need not share the
        processor with them meanwhile. ``tick`` is called every two seconds, and when a child has died. It returns the
        numbers of processes that hang: those among the children are ended and started again."""
        self._children = children
        self._tick = tick
        self._stopping = threading.Event()

    def run(self, *, when_started: Callable[[], bool]) -> None:
        """Until SIGTERM or SIGINT. ``when_started`` is asked again and again until it says yes."""
        former = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._loop(when_started)
        finally:
            self._end()
            for number, handler in former.items():
                signal.signal(number, handler)

    def _stop(self, *_: object) -> None:
        self._stopping.set()

    def _loop(self, when_started: Callable[[], bool]) -> None:
        started, next_tick = False, 0.0
        first, *others = self._children
        first.start_if_due()
        for child in others:
            child.start_at = time.monotonic() + ALONE_SECONDS
        while not self._stopping.wait(POLL_SECONDS):
            if not started and (started := when_started()):
                for child in others:
                    child.start_at = 0.0
            self._look_after_children()
            if time.monotonic() >= next_tick:
                self._end_hanging(self._tick())
                next_tick = time.monotonic() + TICK_SECONDS

    def _look_after_children(self) -> None:
        for child in self._children:
            if child.died():
                self._end_hanging(self._tick())
            child.start_if_due()
            child.give_way_if_due(time.monotonic())

    def _end_hanging(self, processes: set[int]) -> None:
        for child in self._children:
            if child.process is not None and child.process.pid in processes:
                logger.warning("%s no longer moved and is started again", child.name)
                child.kill()

    def _end(self) -> None:
        """Ask once to finish, once more to drop everything, then end them."""
        for grace in (GRACE_SECONDS, LAST_GRACE_SECONDS):
            for child in self._children:
                child.terminate()
            until = time.monotonic() + grace
            if all(child.wait(until) for child in self._children):
                break
        for child in self._children:
            child.kill()
