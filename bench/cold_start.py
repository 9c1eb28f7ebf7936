"""How long ``xiuhuazhen run`` takes from nothing to its first page, and how much memory its processes have taken once
people have worked with it and its jobs have filled the demonstration.

The seconds are those of a machine that has run the product before: Python's files are compiled, the data is migrated.
Memory is the peak of the largest process of its kind (``VmHWM`` of Linux), libraries that processes share counted in
each.
"""

import json
import re
import tempfile
import time
from pathlib import Path

import requests

from bench.fifty_people import Seen, Staff
from tests.support.databases import RealDatabase
from tests.support.servers import manage, serve

STARTS = 5
_WORK_SECONDS = 60
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)

Figures = dict[str, dict[str, object]]


def run() -> Figures:
    with tempfile.TemporaryDirectory(prefix="xhz-bench-") as folder:
        (data := Path(folder) / "data").mkdir()
        place, own = RealDatabase("", data), {"XHZ_DEMO": "1", "XHZ_PUBLIC_RATE": "off", "XHZ_LOG_LEVEL": "ERROR"}
        manage("migrate", database=place, **own)
        manage("demo", database=place, **own)
        seconds = sorted(_seconds_to_first_page(place, own) for _start in range(STARTS))
        web, jobs = _peaks(place, own)
    return {
        "cold_start_s": {"value": round(seconds[STARTS // 2], 2), "unit": "s"},
        "web_process_mb": {"value": web, "unit": "MB"},
        "job_process_mb": {"value": jobs, "unit": "MB"},
    }


def _seconds_to_first_page(place: RealDatabase, own: dict[str, str]) -> float:
    began = time.monotonic()
    with serve(place, **own) as server:
        requests.get(f"{server.url}/", timeout=30).raise_for_status()
        return time.monotonic() - began


def _peaks(place: RealDatabase, own: dict[str, str]) -> tuple[int, int]:
    """Of the largest web process and the largest job process after a minute of work, in megabytes."""
    with serve(place, **own) as server:
        seen = Seen()
        people = [Staff(server.url, seen, time.monotonic() + _WORK_SECONDS, number) for number in range(10)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        if seen.faults:
            raise SystemExit(f"{len(seen.faults)} faults, the first: {seen.faults[:5]}")
        return _largest(place.data_dir, "granian"), _largest(place.data_dir, "job_worker")


def _largest(data: Path, word: str) -> int:
    """Of the processes that work on this data and whose command has this word."""
    mark, peaks = f"XHZ_DATA_DIR={data}\0".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if word in (process / "cmdline").read_text() and mark in (process / "environ").read_bytes() + b"\0":
                found = _PEAK.search((process / "status").read_text())
                peaks += [int(found[1])] if found else []
        except (OSError, UnicodeDecodeError):
            continue  # ended meanwhile, or somebody else's
    if not peaks:
        raise SystemExit(f"no process of {word} was found under /proc: this figure needs Linux")
    return round(max(peaks) * 1024 / 1_000_000)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
