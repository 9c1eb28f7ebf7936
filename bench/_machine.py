"""On what figures are measured: what makes times comparable, and nothing that names the machine."""

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

import django

from tests.support.postgres import binaries
from xiuhuazhen.core.kit import clock

Facts = dict[str, str | int | float]


def facts() -> Facts:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "day": clock.local_date(clock.now()).isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_gib": round(memory / 1024**3, 1),
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(),
    }


def _processor() -> str:
    """Its model as Linux tells it; empty where it does not."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        return ""


def _postgresql() -> str:
    """The version of the server that the benches start; empty without one."""
    programs = binaries()
    if programs is None:
        return ""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2]
