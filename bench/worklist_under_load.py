"""The worklist while 20 photos trickle in, and while the job process writes a spreadsheet and brings one in.

The server is started as ``xiuhuazhen run`` does, for a street with 100,000 matters, all of which go into one
spreadsheet; then a sheet of 4,000 orders comes in. One process does these jobs one after the other, so the worklist is
measured during each; photos trickle in all the time.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PIL import Image

from bench import _million
from bench._clients import Answers
from tests.core.files.pictures import encoded
from tests.support.insisting import form

MATTERS = 100_000
PEOPLE, PAUSE_SECONDS = 4, 0.25
"""People who ask for their worklist, each again so long after the last answer."""
UPLOADS, PIECE, PIECE_SECONDS = 20, 4096, 0.1
"""Photos on their way at any moment, and how slowly each comes."""
ALONE_SECONDS = 5.0
LONGEST_SECONDS = 30.0
"""How long is measured during one job, if it does not end before."""

Figures = dict[str, dict[str, object]]


def run() -> Figures:
    figures: Figures = {}
    for vendor in _million.vendors():
        alone, busy = _measured(_million.world(vendor, MATTERS, streets=1))
        figures[f"worklist_alone_{vendor}_p95_ms"] = _ms(alone)
        for job, found in busy.items():
            figures[f"worklist_with_photos_and_{job}_{vendor}_p95_ms"] = _ms(found)
    return figures


def _ms(answers: Answers) -> dict[str, object]:
    return {"value": round(answers.p95_ms(), 1), "unit": "ms"}


def _measured(world: _million.World) -> tuple[Answers, dict[str, Answers]]:
    """The worklists that were shown while nothing else went on, and during each job."""
    alone, busy = Answers(), {"export": Answers(), "import": Answers()}
    with world.serving() as port:
        asks = {"port": port, "session": world.session}
        for found in (Answers(), alone):  # the first requests compile templates
            asyncio.run(_visit(**asks, goes_on=lambda: True, longest=ALONE_SECONDS, uploads=0, found=found))
        for asked, found in busy.items():
            with _under_way(asked, world.environment) as job:
                meanwhile = {"goes_on": lambda job=job: job.poll() is None, "longest": LONGEST_SECONDS}
                asyncio.run(_visit(**asks, **meanwhile, uploads=UPLOADS, found=found))
    for found in (alone, *busy.values()):
        if set(found.statuses) != {200}:
            raise SystemExit(f"the worklist was answered with {dict(found.statuses)}")
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
