"""A hotline's spreadsheet of 4,326 orders: handed in, read, each order taken in, placed and its category suggested.

Three hotlines whose spreadsheets look nothing like each other, each in a process of its own on SQLite. The job saves
how far it is every 50 rows; what it tells people of it is work of other jobs and not counted.
"""

import os
import subprocess
import sys
import tempfile

ORDERS = 4_326


def run() -> dict[str, dict[str, object]]:
    figures: dict[str, dict[str, object]] = {}
    for shape in ("city_sheet", "county_csv", "english_xls"):
        with tempfile.TemporaryDirectory(prefix="xhz-bench-") as folder:
            own = {"XHZ_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "bench._bare.settings", "XHZ_LOG_LEVEL": "ERROR"}
            own |= {"XHZ_KEYS": "bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "XHZ_PUBLIC_RATE": "off"}
            command = [sys.executable, "-m", "bench._orders", shape, str(ORDERS)]
            done = subprocess.run(command, env=os.environ | own, check=True, stdout=subprocess.PIPE, text=True)
            seconds, worked, checkpoints = done.stdout.split()
        name = "import_orders" if shape == "city_sheet" else f"import_orders_{shape}"
        figures[f"{name}_s"] = {"value": float(seconds), "unit": "s"}
        figures[f"{name}_processor_s"] = {"value": float(worked), "unit": "s"}
        figures[f"{name}_checkpoints"] = {"value": int(checkpoints), "unit": "times"}
    return figures
