"""The description of the API that is kept in the repository; ``python -m tests.support.openapi`` writes it."""

import importlib
import importlib.util
import json
import os
from typing import Any

import django

from tests.support.sources import PROJECT

FILE = PROJECT / "docs" / "api" / "openapi.json"
MODULE = "xiuhuazhen.api.api"


def exists() -> bool:
    return importlib.util.find_spec(MODULE) is not None


def described() -> dict[str, Any]:
    """What the API says of itself now, as plain JSON."""
    schema = importlib.import_module(MODULE).api.get_openapi_schema(path_prefix="/api/v1/")
    return json.loads(json.dumps(schema, default=str))


def kept() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def write() -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(described(), ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.test")
    django.setup()
    write()
