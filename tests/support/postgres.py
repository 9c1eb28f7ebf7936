"""A temporary PostgreSQL cluster: ``python -m tests.support.postgres -- command …`` runs the command on it.

It listens on a socket in its own folder alone, for tests is not safe against power cuts, and is gone afterwards.
PostgreSQL refuses to run as root, so root runs it as the user ``postgres`` that Debian's package makes.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DURABLE = ("listen_addresses=", "max_connections=60")
FASTER = (*DURABLE, "fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """The folder with the newest installed server's programs."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass(frozen=True)
class Cluster:
    """One that can be stopped and started again; ``address`` is for ``DATABASE_URL``."""

    folder: Path
    programs: Path
    settings: Sequence[str]

    @property
    def address(self) -> str:
        return f"postgresql://xiuhuazhen@{quote(str(self.folder), safe='')}/postgres"

    def make(self) -> None:
        make = ("-D", self._data, "-U", "xiuhuazhen", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        _run(self.folder, self.programs / "initdb", *make)

    def start(self) -> None:
        options = " ".join(f"-c {option}" for option in (*self.settings, f"unix_socket_directories={self.folder}"))
        log = ("-l", self.folder / "log")
        _run(self.folder, self.programs / "pg_ctl", "-D", self._data, "-w", *log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Also ``fast``, which drops connections and closes the database properly."""
        _run(self.folder, self.programs / "pg_ctl", "-D", self._data, "-m", mode, "stop")

    @property
    def _data(self) -> Path:
        return self.folder / "data"


@contextmanager
def cluster(programs: Path, settings: Sequence[str] = FASTER) -> Iterator[str]:
    """Start a cluster, give its address for ``DATABASE_URL``, and leave nothing behind. Benchmarks take ``DURABLE``."""
    with running_cluster(programs, settings) as running:
        yield running.address


@contextmanager
def running_cluster(programs: Path, settings: Sequence[str] = FASTER) -> Iterator[Cluster]:
    """Started; at the end it must be running."""
    folder = Path(tempfile.mkdtemp(prefix="xhz-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    made = Cluster(folder, programs, settings)
    try:
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def _run(folder: Path, *command: object) -> None:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_user, *map(str, command)], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        log = folder / "log"
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")


def _end(*_: object) -> None:
    sys.exit("ended from outside")


def main(command: list[str]) -> int:
    programs = binaries()
    if programs is None:
        sys.stdout.write("SKIPPED: the suite on PostgreSQL, because no PostgreSQL server is installed here.\n")
        return 0
    signal.signal(signal.SIGTERM, _end)
    with cluster(programs) as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
