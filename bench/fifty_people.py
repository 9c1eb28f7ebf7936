"""Fifty people at work in the demonstration at the same time: residents who report and look how it goes, staff who look
at their worklist, search, open matters and take the next step. How long their pages take, and that none fails.

They work for ``XHZ_BENCH_MINUTES`` (10). Everybody thinks for some seconds between two pages. That somebody else was
faster (409) or that an office may not do something (403) is an answer, not a fault.
"""

import json
import os
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import requests

from tests.support.databases import RealDatabase
from tests.support.postgres import DURABLE, binaries, cluster
from tests.support.servers import Server, manage, serve

STAFF, RESIDENTS = 30, 20
_THINK_SECONDS = (1.0, 6.0)
_TIMEOUT = 30
_CARD = re.compile(r'name="card" value="([^"]+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TROUBLES = ("路灯不亮", "垃圾没人清运", "井盖松动", "暖气不热", "电动车堵住门口")

Figures = dict[str, dict[str, object]]


@dataclass
class Seen:
    """What was answered: seconds by kind of page, and every answer that is a fault."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, seconds: float, status: int, address: str) -> None:
        self.seconds.setdefault(kind, []).append(seconds)
        if status >= 500 or status in (400, 405, 429):
            self.faults.append(f"{status} {address}")

    def p95_ms(self, kind: str) -> float:
        return round(sorted(self.seconds[kind])[int(len(self.seconds[kind]) * 0.95)] * 1000, 1)


class Visitor(threading.Thread):
    """Somebody with a browser; ``work`` is one thing that they do."""

    def __init__(self, url: str, seen: Seen, until: float, number: int) -> None:
        super().__init__(daemon=True)
        self.url, self.seen, self.until, self.lots = url, seen, until, random.Random(number)
        self.browser = requests.Session()

    def run(self) -> None:
        try:
            self.arrive()
            while time.monotonic() < self.until:
                self.work()
                time.sleep(self.lots.uniform(*_THINK_SECONDS))
        except Exception as fault:  # noqa: BLE001 - a broken connection is a fault like any other
            self.seen.faults.append(f"{type(fault).__name__}: {fault}")

    def arrive(self) -> None: ...

    def work(self) -> None: ...

    def ask(self, kind: str, path: str, **given: object) -> requests.Response:
        return self._timed(kind, lambda: self.browser.get(self.url + path, timeout=_TIMEOUT, **given))  # type: ignore[arg-type]

    def send(self, kind: str, path: str, body: dict[str, object]) -> requests.Response:
        headers = {"X-CSRFToken": self.browser.cookies.get("csrftoken", ""), "Referer": self.url}
        return self._timed(
            kind, lambda: self.browser.post(self.url + path, json=body, headers=headers, timeout=_TIMEOUT)
        )

    def _timed(self, kind: str, ask: Callable[[], requests.Response]) -> requests.Response:
        began = time.monotonic()
        answer = ask()
        self.seen.add(kind, time.monotonic() - began, answer.status_code, answer.url)
        return answer


class Resident(Visitor):
    """Reports what is the matter and looks how it goes."""

    def work(self) -> None:
        self.ask("report_page", "/report/")
        words = f"富民路{self.lots.randint(1, 60)}号院门口{self.lots.choice(_TROUBLES)}"
        told = self.send("report", "/api/v1/cases", {"id": str(uuid4()), "text": words})
        if told.status_code == requests.codes.created:
            self.ask("progress", told.json()["url"].removeprefix(self.url))


class Staff(Visitor):
    """Comes in by a card of the demonstration and works off what is there."""

    def arrive(self) -> None:
        page = self.ask("sign_in", "/sign-in/").text
        cards = _CARD.findall(page)
        token = _TOKEN.search(page)
        form = {"card": self.lots.choice(cards), "csrfmiddlewaretoken": token[1] if token else ""}
        self._timed("sign_in", lambda: self.browser.post(f"{self.url}/sign-in/as/", data=form, timeout=_TIMEOUT))

    def work(self) -> None:
        self.lots.choice(
            (self._worklist, self._worklist, self._search, self._list, self._step, self._step, self._map)
        )()

    def _worklist(self) -> None:
        self.ask("worklist", "/desk/")

    def _search(self) -> None:
        self.ask("search", "/matters/", params={"q": self.lots.choice(_TROUBLES)[:2]})

    def _list(self) -> None:
        self.ask("list", "/matters/", params={"state": "open", "order": "due"})

    def _map(self) -> None:
        self.ask("map", "/map/")

    def _step(self) -> None:
        """Open one of the newest matters and take the first step that needs no more than a sentence."""
        found = self.ask("api_list", "/api/v1/matters", params={"state": "open"})
        items = found.json()["items"] if found.ok else []
        if not items:
            return
        number = self.lots.choice(items)["number"]
        self.ask("matter", f"/matters/{number}/")
        matter = self.ask("api_matter", f"/api/v1/matters/{number}")
        if matter.ok:
            for action in ("accept", "sign_for", "confirm", "close"):
                if action in matter.json()["actions"]:
                    body = {"id": str(uuid4()), "version": matter.json()["version"], "note": "已看过。"}
                    self.send("step", f"/api/v1/matters/{number}/actions/{action}", body)
                    return


def run() -> Figures:
    with tempfile.TemporaryDirectory(prefix="xhz-bench-") as folder:
        figures = _worked(Path(folder) / "sqlite", {}, "sqlite")
        programs = binaries()
        if programs is None:
            print("SKIPPED: the figure on PostgreSQL, because no PostgreSQL server is installed here.")
            return figures
        with cluster(programs, DURABLE) as address:
            return figures | _worked(Path(folder) / "postgresql", {"DATABASE_URL": address}, "postgresql")


def _worked(folder: Path, settings: dict[str, str], database: str) -> Figures:
    (data := folder / "data").mkdir(parents=True)
    own = {**settings, "XHZ_DEMO": "1", "XHZ_PUBLIC_RATE": "off", "XHZ_LOG_LEVEL": "ERROR"}
    place = RealDatabase("", data)
    manage("migrate", database=place, **own)
    manage("demo", "--only-stories", database=place, **own)
    with serve(place, **own) as server:
        seen = _everybody(server)
    if seen.faults:
        raise SystemExit(f"{len(seen.faults)} faults, the first: {seen.faults[:5]}\n{server.log.read_text()[-3000:]}")
    told = {kind: seen.p95_ms(kind) for kind in ("worklist", "matter", "search", "list", "report", "step")}
    requests_made = sum(map(len, seen.seconds.values()))
    return {
        f"fifty_people_{database}_requests": {"value": requests_made, "unit": "requests without a fault"},
        **{f"fifty_people_{kind}_{database}_p95_ms": {"value": value, "unit": "ms"} for kind, value in told.items()},
    }


def _everybody(server: Server) -> Seen:
    seen, until = Seen(), time.monotonic() + 60 * float(os.environ.get("XHZ_BENCH_MINUTES", "10"))
    people: list[Visitor] = [Staff(server.url, seen, until, number) for number in range(STAFF)]
    people += [Resident(server.url, seen, until, STAFF + number) for number in range(RESIDENTS)]
    for visitor in people:
        visitor.start()
    for visitor in people:
        visitor.join()
    return seen


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
