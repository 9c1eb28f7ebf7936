"""The worklist while 20 photos trickle in, and while the job process writes a spreadsheet and brings one in.

The server is started as ``xiuhuazhen run`` does. A hundred exports of the desk's list make 30,000 lines, as one of a
large street; then a sheet of 4,000 orders comes in. One process does these jobs one after the other, so the worklist is
measured during each; photos trickle in all the time.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image

from bench._clients import Answers
from tests.core.files.pictures import encoded
from tests.support.databases import RealDatabase
from tests.support.insisting import form
from tests.support.postgres import DURABLE, binaries, cluster
from tests.support.servers import Server, serve

PEOPLE, PAUSE_SECONDS = 4, 0.25
"""People who ask for their worklist, each again so long after the last answer."""
UPLOADS, PIECE, PIECE_SECONDS = 20, 4096, 0.1
"""Photos on their way at any moment, and how slowly each comes."""
ALONE_SECONDS = 5.0
LONGEST_SECONDS = 30.0
"""How long is measured during one job, if it does not end before."""
KEYS = "bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

Figures = dict[str, dict[str, object]]


def run() -> Figures:
    with tempfile.TemporaryDirectory(prefix="xhz-bench-") as folder:
        alone, busy = _measured(Path(folder) / "sqlite", {})
        figures: Figures = {
            "worklist_alone_sqlite_p95_ms": _ms(alone),
            "worklist_with_photos_import_and_export_sqlite_p95_ms": _ms(busy),
        }
        programs = binaries()
        if programs is None:
            print("SKIPPED: the figure on PostgreSQL, because no PostgreSQL server is installed here.")
            return figures
        with cluster(programs, DURABLE) as address:
            alone, busy = _measured(Path(folder) / "postgresql", {"DATABASE_URL": address})
        return figures | {
            "worklist_alone_postgresql_p95_ms": _ms(alone),
            "worklist_with_photos_import_and_export_postgresql_p95_ms": _ms(busy),
        }


def _ms(answers: Answers) -> dict[str, object]:
    return {"value": round(answers.p95_ms(), 1), "unit": "ms"}


def _measured(folder: Path, settings: dict[str, str]) -> tuple[Answers, Answers]:
    """The worklists that were shown while nothing else went on, and during both jobs."""
    (data := folder / "data").mkdir(parents=True)
    own = {
        **settings,
        "DJANGO_SETTINGS_MODULE": "bench._bare.settings",
        "XHZ_DATA_DIR": str(data),
        "XHZ_KEYS": KEYS,
        "XHZ_PUBLIC_RATE": "off",
        "XHZ_LOG_LEVEL": "ERROR",
    }
    session = subprocess.run(_desk("build"), env=os.environ | own, check=True, stdout=subprocess.PIPE, text=True).stdout
    alone, busy = Answers(), Answers()
    with serve(RealDatabase("", data), **own) as server:
        asks = {"port": urlsplit(server.url).port or 0, "session": session.strip()}
        subprocess.run(_desk("rest"), env=os.environ | own, check=True)
        for found in (Answers(), alone):  # the first requests compile templates
            asyncio.run(_visit(**asks, goes_on=lambda: True, longest=ALONE_SECONDS, uploads=0, found=found))
        for asked in ("write", "import"):
            with _under_way(asked, own) as job:
                meanwhile = {"goes_on": lambda job=job: job.poll() is None, "longest": LONGEST_SECONDS}
                asyncio.run(_visit(**asks, **meanwhile, uploads=UPLOADS, found=busy))
        for found in (alone, busy):
            _refuse_faults(found, server)
    return alone, busy


def _desk(asked: str) -> list[str]:
    return [sys.executable, "-m", "bench._desk", asked]


@contextmanager
def _under_way(asked: str, own: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A job has begun. The process that asked for it ends with it, or is ended when enough was measured."""
    with subprocess.Popen(_desk(asked), env=os.environ | own, stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        assert job.stdout.readline() == "running\n"
        yield job
        job.terminate()
    assert job.returncode in {0, -signal.SIGTERM}


def _refuse_faults(found: Answers, server: Server) -> None:
    if set(found.statuses) != {200}:
        message = f"the worklist was answered with {dict(found.statuses)}:\n{server.log.read_text()[-4000:]}"
        raise SystemExit(message)


async def _visit(
    *, port: int, session: str, goes_on: Callable[[], bool], longest: float, uploads: int, found: Answers
) -> None:
    start = time.perf_counter()

    async def keep_looking() -> None:
        while goes_on() and time.perf_counter() < start + longest:
            await _look(port, session, found)
            await asyncio.sleep(PAUSE_SECONDS)

    photo = _noisy_photo()
    trickling = [asyncio.create_task(_trickle(port, photo)) for _ in range(uploads)]
    await asyncio.gather(*(keep_looking() for _ in range(PEOPLE)))
    for upload in trickling:
        upload.cancel()
    for outcome in await asyncio.gather(*trickling, return_exceptions=True):
        if not isinstance(outcome, asyncio.CancelledError):
            raise SystemExit(f"a photo could not be sent: {outcome!r}")
    found.elapsed += time.perf_counter() - start


async def _look(port: int, session: str, found: Answers) -> None:
    head = f"GET /desk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\nConnection: close\r\n\r\n"
    start = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode())
    answer = await reader.read()
    found.seconds.append(time.perf_counter() - start)
    found.statuses[int(answer.split(b" ", 2)[1])] += 1
    writer.close()
    await writer.wait_closed()


async def _trickle(port: int, photo: bytes) -> None:
    """One photo of some 300 kB after the other, piece by piece."""
    while True:
        body, kind = form({}, "file", "a.jpg", photo, "image/jpeg")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /api/v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        for place in range(0, len(body), PIECE):
            writer.write(body[place : place + PIECE])
            await writer.drain()
            await asyncio.sleep(PIECE_SECONDS)
        answer = await reader.read()
        writer.close()
        assert b" 201 " in answer.split(b"\r\n", 1)[0], answer[:300]


def _noisy_photo() -> bytes:
    return encoded(Image.effect_noise((800, 600), 80).convert("RGB"), quality=80)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
