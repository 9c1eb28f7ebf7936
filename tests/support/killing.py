"""The product as processes that a test kills with ``kill -9``, whole or in parts, and starts again."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.support.databases import RealDatabase
from tests.support.servers import _command, _environment, _free_port, _stop, _wait_until_it_answers
from tests.support.waiting import until

PARTS = {"web": "granian", "jobs": "job_worker"}
"""What the command line of each part has in it."""


class Product:
    """``xiuhuazhen run`` on one database and one port."""

    def __init__(self, database: RealDatabase, folder: Path | None = None) -> None:
        """``folder`` is where its standard output goes."""
        self.port = _free_port()
        self.log = (folder or database.data_dir.parent) / "server.log"
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                _command("run", "--port", str(self.port)),
                env=_environment(self._database, {}),
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        _wait_until_it_answers(self._process, self.port, self.log)

    def kill(self, part: str) -> None:
        """``all`` at one moment, the ``supervisor`` alone, ``web`` or ``jobs``; whatever starts nothing by itself again
        is started."""
        if part in PARTS:
            self._kill_child(PARTS[part])
        else:
            self._kill_supervisor(with_children=part == "all")
            self.start()

    def _kill_child(self, sign: str) -> None:
        until(lambda: bool(self._children(sign)))
        for pid in self._children(sign):
            _kill(pid)

    def _kill_supervisor(self, *, with_children: bool) -> None:
        """The supervisor first, so that it starts nothing again. Its children end by themselves if it dies alone."""
        children = self._children()
        assert self._process is not None
        self._process.kill()
        for pid in children if with_children else ():
            _kill(pid)
        self._process.wait()
        until(lambda: not any(_lives(pid) for pid in children))

    def _children(self, sign: str = "") -> list[int]:
        assert self._process is not None
        return [pid for pid in _descendants(self._process.pid) if sign in _command_line(pid)]

    def parts(self) -> set[int]:
        """Its processes, by which one sees whether any was started again."""
        return {pid for pid in self._children() if any(sign in _command_line(pid) for sign in PARTS.values())}

    def stop(self) -> None:
        if self._process is not None:
            _stop(self._process)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    """Whether it runs; one that ended and that nobody has asked for yet does not."""
    return _status(pid).get("State", "Z")[0] not in "ZX"


def _descendants(pid: int) -> list[int]:
    parents = {int(path.name): int(_status(int(path.name)).get("PPid", "0")) for path in Path("/proc").glob("[0-9]*")}
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def _status(pid: int) -> dict[str, str]:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return {}


def _command_line(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    return ""
