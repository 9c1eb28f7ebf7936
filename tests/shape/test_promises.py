"""What is written down about the product is so: settings, vendored files, the API's description, safe production."""

import hashlib
import os
import re
import subprocess
import sys

import pytest

from tests.support import openapi
from tests.support.sources import PACKAGE, PROJECT, VENDOR

SETTINGS = PACKAGE / "config" / "settings"
ROW = re.compile(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| `([0-9a-f]{64})` \|$", re.MULTILINE)
SETTING = re.compile(r"\b(?:XHZ_[A-Z_]+[A-Z]|DATABASE_URL)\b")
SECRET = "3vK9-qTz7Wm2_pLr8Xc4YbN6hJd1Gf5Sa0Ue-RkQiVtZoMyPwE"
GOOD = {"XHZ_SECRET_KEY": SECRET, "XHZ_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}


def settings_read() -> set[str]:
    return {name for path in SETTINGS.glob("*.py") for name in SETTING.findall(path.read_text(encoding="utf-8"))}


def start_in_production(tmp_path, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not SETTING.fullmatch(name)}
    own = {"DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.production", "XHZ_DATA_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=PROJECT,
        env=kept | own | environment,
        capture_output=True,
        text=True,
    )


def test_production_starts_with_its_keys(tmp_path):
    done = start_in_production(tmp_path, **GOOD)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({**GOOD, "XHZ_DEMO": "1"}, "XHZ_DEMO cannot be set with production settings."),
        ({**GOOD, "XHZ_SECRET_KEY": ""}, "Set XHZ_SECRET_KEY to a random text of at least 50 characters"),
        ({**GOOD, "XHZ_SECRET_KEY": SECRET[:49]}, "print(secrets.token_urlsafe(50))"),
        ({**GOOD, "XHZ_SECRET_KEY": "abcd" * 20}, "Set XHZ_SECRET_KEY to a random text of at least 50 characters"),
        ({**GOOD, "XHZ_SECRET_KEY": f"django-insecure-{SECRET}"}, "Set XHZ_SECRET_KEY to a random text"),
        ({**GOOD, "XHZ_SECRET_KEY": f"<{SECRET}>"}, "Set XHZ_SECRET_KEY to a random text"),
        ({**GOOD, "XHZ_PUBLIC_RATE": "600/min"}, "XHZ_PUBLIC_RATE cannot be read: '600/min'. Write how many requests"),
        ({**GOOD, "XHZ_PUBLIC_DEVICE_RATE": "many"}, "XHZ_PUBLIC_DEVICE_RATE cannot be read: 'many'."),
        ({**GOOD, "XHZ_KEYS": ""}, "Set XHZ_KEYS, or put the keys into"),
    ],
)
def test_production_refuses(tmp_path, environment, sentence):
    """Production never starts as a demonstration, without a secret, or without the keys of sealed data."""
    done = start_in_production(tmp_path, **environment)
    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_setting_is_in_the_readme_and_the_reverse(readme):
    documented = set(SETTING.findall((PROJECT / readme).read_text(encoding="utf-8")))
    assert documented == settings_read()


@pytest.mark.parametrize("folder", [VENDOR, PROJECT / "tests" / "journeys" / "vendor"], ids=["served", "for tests"])
def test_vendored_files_are_as_listed(folder):
    """Every third-party file is listed with its source, licence and checksum, and is what it was."""
    listed = dict(ROW.findall((folder / "README.md").read_text(encoding="utf-8")))
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md" and "LICENSE-" not in path.name
    }
    assert found == listed


def test_the_description_of_the_api_is_current():
    """docs/api/openapi.json is what the API says of itself; `make openapi` writes it."""
    if not openapi.exists():
        assert openapi.kept() == {}
        return
    assert openapi.kept() == openapi.described(), "run `make openapi`"
