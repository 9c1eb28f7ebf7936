"""Clients that send one request after another over a connection each, all at the same time."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

CLIENTS = 16


@dataclass
class Answers:
    """``seconds`` that each answer took; ``statuses`` by how often; ``elapsed`` seconds in all."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    elapsed: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.elapsed

    def p95_ms(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)] * 1000

    def add(self, other: "Answers") -> None:
        self.seconds += other.seconds
        self.statuses += other.statuses
        self.elapsed += other.elapsed


def post(port: int, path: str, body: Callable[[], bytes], *, seconds: float) -> Answers:
    """What the server on this port answers within this time to new bodies of JSON."""
    return asyncio.run(_post(port, path, body, seconds))


async def _post(port: int, path: str, body: Callable[[], bytes], seconds: float) -> Answers:
    found, start = Answers(), time.perf_counter()
    await asyncio.gather(*(_client(port, path, body, start + seconds, found) for _ in range(CLIENTS)))
    found.elapsed = time.perf_counter() - start
    return found


async def _client(port: int, path: str, body: Callable[[], bytes], until: float, found: Answers) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        content = body()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        start = time.perf_counter()
        writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        found.statuses[await _status(reader)] += 1
        found.seconds.append(time.perf_counter() - start)
    writer.close()
    await writer.wait_closed()


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    length = next(int(line.split(":")[1]) for line in head if line.startswith("content-length:"))
    await reader.readexactly(length)
    return int(head[0].split()[1])
