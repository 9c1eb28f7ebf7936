"""A thousand hostile uploads and a thousand hostile spreadsheets at the doors that people use (``XHZ_BENCH_HOSTILE``
says otherwise how many): how many broke something, how many were taken, how long the longest request took, and what
stayed on the disk. On SQLite, each door in a process of its own. Of what broke, the trick and the fault are printed."""

import json
import os
import subprocess
import sys
import tempfile

HOSTILE = int(os.environ.get("XHZ_BENCH_HOSTILE", "1000"))


def run() -> dict[str, dict[str, object]]:
    figures: dict[str, dict[str, object]] = {}
    for door in ("uploads", "sheets"):
        with tempfile.TemporaryDirectory(prefix="xhz-bench-") as folder:
            own = {
                "XHZ_DATA_DIR": folder,
                "DJANGO_SETTINGS_MODULE": "bench._bare.settings",
                "XHZ_LOG_LEVEL": "CRITICAL",
            }
            own |= {"XHZ_KEYS": "bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "XHZ_PUBLIC_RATE": "off"}
            command = [sys.executable, "-m", "bench._hostile", door, str(HOSTILE)]
            done = subprocess.run(command, env=os.environ | own, check=True, stdout=subprocess.PIPE, text=True)
        for name, value in json.loads(done.stdout).items():
            unit = "s" if name.endswith("_s") else "of them"
            figures[f"fuzz_{door}_{name}"] = {"value": value, "unit": unit}
    return figures
