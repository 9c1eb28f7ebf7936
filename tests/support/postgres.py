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
from pathlib import Path
from urllib.parse import quote

DURABLE = ("listen_addresses=", "max_connections=60")
FASTER = (*DURABLE, "fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """The folder with the newest installed server's programs."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def cluster(programs: Path, settings: Sequence[str] = FASTER) -> Iterator[str]:
    """Start a cluster, give its address for ``DATABASE_URL``, and leave nothing behind. Benchmarks take ``DURABLE``."""
    folder = Path(tempfile.mkdtemp(prefix="xhz-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        make = ("-D", data, "-U", "xiuhuazhen", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        _run(folder, programs / "initdb", *make)
        options = " ".join(f"-c {option}" for option in (*settings, f"unix_socket_directories={folder}"))
        _run(folder, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://xiuhuazhen@{quote(str(folder), safe='')}/postgres"
        finally:
            _run(folder, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
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
