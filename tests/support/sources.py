"""The project's own sources, for rules about the code."""

import ast
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "xiuhuazhen"
SCREENSHOTS = PROJECT / "tests" / "journeys" / "out"
"""What the journeys saw."""
VENDOR = PACKAGE / "web" / "static" / "vendor"


def named(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def python_files(*folders: Path) -> list[Path]:
    """Python files that somebody wrote: migrations are made."""
    found = [path for folder in folders or (PACKAGE,) for path in folder.rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("xiuhuazhen.")]


def own_labels() -> list[str]:
    return [config.label for config in apps.get_app_configs() if config.name.startswith("xiuhuazhen.")]


def action_modules() -> list[Path]:
    """``actions.py`` and every module of an ``actions`` package, but ``_own.py`` ones that only its verbs use.

    The job layer is left out: it is machinery that acts for nobody.
    """
    return [
        path
        for path in python_files()
        if (path.stem == "actions" or (path.parent.name == "actions" and not path.stem.startswith("_")))
        and PACKAGE / "core" / "jobs" not in path.parents
    ]
