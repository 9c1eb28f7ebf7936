"""A hotline's spreadsheet of 4,326 orders: handed in, read, looked over, then each order taken in, placed and its
category suggested.

Three hotlines whose spreadsheets look nothing like each other, each in a process and a database of its own. The job
saves how far it is every 50 rows; what it tells people of it is work of other jobs and not counted. The time that
somebody takes to look over what the columns mean and what would come in is not counted either.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack

from tests.support.postgres import DURABLE, binaries, cluster

ORDERS = 4_326

Figures = dict[str, dict[str, object]]


def run() -> Figures:
    figures: Figures = {}
    for shape in ("city_sheet", "county_csv", "english_xls"):
        figures |= _measured(shape, "sqlite")
        if binaries():
            figures |= _measured(shape, "postgresql")
    return figures


def _measured(shape: str, vendor: str) -> Figures:
    name = "import_orders" if shape == "city_sheet" else f"import_orders_{shape}"
    with ExitStack() as kept:
        own = {
            "XHZ_DATA_DIR": kept.enter_context(tempfile.TemporaryDirectory(prefix="xhz-bench-")),
            "DJANGO_SETTINGS_MODULE": "bench._bare.settings",
            "XHZ_LOG_LEVEL": "ERROR",
            "XHZ_KEYS": "bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "XHZ_PUBLIC_RATE": "off",
        }
        if vendor == "postgresql" and (programs := binaries()):
            own["DATABASE_URL"] = kept.enter_context(cluster(programs, DURABLE))
        command = [sys.executable, "-m", "bench._orders", shape, str(ORDERS)]
        done = subprocess.run(command, env=os.environ | own, check=True, stdout=subprocess.PIPE, text=True)
    looked, seconds, worked, checkpoints = done.stdout.split()
    return {
        f"{name}_{vendor}_looked_over_s": {"value": float(looked), "unit": "s"},
        f"{name}_{vendor}_s": {"value": float(seconds), "unit": "s"},
        f"{name}_{vendor}_processor_s": {"value": float(worked), "unit": "s"},
        f"{name}_{vendor}_checkpoints": {"value": int(checkpoints), "unit": "times"},
    }
