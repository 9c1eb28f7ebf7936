"""Reporting a case through the API with 16 clients, beside a bare view on the same server.

The server is started as ``xiuhuazhen run`` does, jobs and ticker included, on a new database with two streets. Reports
and the bare view take turns. PostgreSQL runs in a cluster of its own that survives a power cut, as SQLite does.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from bench._clients import Answers, post
from tests.support.databases import RealDatabase
from tests.support.postgres import DURABLE, binaries, cluster
from tests.support.servers import Server, serve

ROUNDS = 3
ROUND_SECONDS = 5.0
WARM_UP_SECONDS = 2.0

KEYS = "bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

PLACES = cycle(({"area": "630102005006001"}, {"point": {"lng": 101.815, "lat": 36.602}}))
"""Half of the reports name an area, half send a position."""

Figures = dict[str, dict[str, object]]


def run() -> Figures:
    with tempfile.TemporaryDirectory(prefix="xhz-bench-") as folder:
        report, bare = _measured(Path(folder) / "sqlite", {})
        figures = {
            "report_case_sqlite_rps": {"value": round(report.rate, 1), "unit": "requests/s"},
            "report_case_sqlite_p95_ms": {"value": round(report.p95_ms(), 1), "unit": "ms"},
            "report_case_sqlite_ratio": _ratio(report, bare, "bare_sqlite_rps"),
            "bare_sqlite_rps": {"value": round(bare.rate, 1), "unit": "requests/s"},
        }
        programs = binaries()
        if programs is None:
            print("SKIPPED: the figures on PostgreSQL, because no PostgreSQL server is installed here.")
            return figures
        with cluster(programs, DURABLE) as address:
            report, bare = _measured(Path(folder) / "postgresql", {"DATABASE_URL": address})
        return figures | {
            "report_case_postgresql_rps": {"value": round(report.rate, 1), "unit": "requests/s"},
            "report_case_postgresql_p95_ms": {"value": round(report.p95_ms(), 1), "unit": "ms"},
            "report_case_postgresql_ratio": _ratio(report, bare, "bare_postgresql_rps"),
            "bare_postgresql_rps": {"value": round(bare.rate, 1), "unit": "requests/s"},
        }


def _ratio(report: Answers, bare: Answers, to: str) -> dict[str, object]:
    return {"value": round(report.rate / bare.rate, 3), "unit": "ratio", "ratio_to": to}


def _measured(folder: Path, settings: dict[str, str]) -> tuple[Answers, Answers]:
    """The answers to reports and those of the bare view."""
    report, bare = Answers(), Answers()
    with _serving(folder, settings) as server:
        port = urlsplit(server.url).port or 0
        for number in range(ROUNDS + 1):
            seconds = ROUND_SECONDS if number else WARM_UP_SECONDS
            for path, body, found in (("/api/v1/cases", _report, report), ("/bare", _bare, bare)):
                answers = post(port, path, body, seconds=seconds)
                _refuse_faults(path, answers, server.log)
                if number:
                    found.add(answers)
    return report, bare


@contextmanager
def _serving(folder: Path, settings: dict[str, str]) -> Iterator[Server]:
    data = folder / "data"
    data.mkdir(parents=True)
    own = {
        **settings,
        "DJANGO_SETTINGS_MODULE": "bench._bare.settings",
        "XHZ_DATA_DIR": str(data),
        "XHZ_KEYS": KEYS,
        "XHZ_PUBLIC_RATE": "1000000000",
        "XHZ_LOG_LEVEL": "ERROR",
    }
    subprocess.run([sys.executable, "-m", "bench._world"], env=os.environ | own, check=True)
    with serve(RealDatabase("", data), **own) as server:
        yield server


def _refuse_faults(path: str, answers: Answers, log: Path) -> None:
    if set(answers.statuses) != {201}:
        message = f"{path} was answered with {dict(answers.statuses)}:\n{log.read_text(errors='replace')[-4000:]}"
        raise SystemExit(message)


def _report() -> bytes:
    contact = {"name": "王小明", "phone": "13800001234"}
    return _json({"id": str(uuid4()), "text": "银杏小区3号楼门口路灯不亮", "contact": contact, **next(PLACES)})


def _bare() -> bytes:
    return _json({"id": str(uuid4()), "text": "银杏小区3号楼门口路灯不亮"})


def _json(body: dict[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
