"""Run the benchmarks: ``python -m bench [NAME]``.

Each module here has ``run() -> {figure: {"value": number, "unit": text, "ratio_to": text (optional)}}``. NAME is the
name of a module or of one figure. Figures go to ``bench/out/latest.json``; a run of one leaves the others as they were.
Beside it, ``measured_on.json`` says of each figure on which day and on what it was measured.
"""

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

from bench._machine import facts

HERE = Path(__file__).parent
LATEST = HERE / "out" / "latest.json"
MEASURED_ON = "measured_on.json"

Figures = dict[str, dict[str, Any]]


def modules() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules([str(HERE)]) if not module.name.startswith("_"))


def checked(name: str, figures: Figures) -> Figures:
    """Refuse figures of another shape: programs read them."""
    for figure, row in figures.items():
        if not {"value", "unit"} <= set(row) <= {"value", "unit", "ratio_to"}:
            message = f"bench/{name}.py: {figure} must have value, unit and perhaps ratio_to, and has {sorted(row)}"
            raise SystemExit(message)
    return figures


def chosen(only: str) -> list[str]:
    """The module with this name, else those whose source has a figure with this name; without a name all."""
    names = modules()
    if not only:
        return names
    return [only] if only in names else [name for name in names if f'"{only}"' in (HERE / f"{name}.py").read_text()]


def measured(only: str) -> Iterator[tuple[str, Figures]]:
    for name in chosen(only):
        figures = checked(name, importlib.import_module(f"bench.{name}").run())
        yield name, figures if only in {"", name} else {key: row for key, row in figures.items() if key == only}


def table(figures: Figures) -> str:
    width = max(map(len, figures))
    return "\n".join(
        f"{name:<{width}}  {row['value']:>14,.6g} {row['unit']}"
        + (f"  (ratio to {row['ratio_to']})" if "ratio_to" in row else "")
        for name, row in sorted(figures.items())
    )


def keep(path: Path, found: dict[str, Any], *, others: bool) -> None:
    """With ``others``, beside what stands there already."""
    there = json.loads(path.read_text(encoding="utf-8")) if others and path.exists() else {}
    content = json.dumps({**there, **found}, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(content + "\n", encoding="utf-8")


def main(only: str = "") -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.test")
    django.setup()
    found: Figures = {}
    for name, figures in measured(only):
        print(f"{name}: {len(figures)} figures", flush=True)
        found |= figures
    if not found:
        print(f"There is no benchmark or figure called {only}." if only else "There are no benchmarks yet.")
        return 1 if only else 0
    LATEST.parent.mkdir(parents=True, exist_ok=True)
    keep(LATEST, found, others=bool(only))
    keep(LATEST.with_name(MEASURED_ON), dict.fromkeys(found, facts()), others=bool(only))
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
