"""Tests: strict, quick, and without a trace outside a temporary directory."""

import os
import tempfile
from pathlib import Path
from typing import Any

from xiuhuazhen.config.settings.base import *
from xiuhuazhen.web.observing.logs import configuration

DATA_DIR = Path(os.environ.get("XHZ_DATA_DIR") or tempfile.mkdtemp(prefix="xiuhuazhen-test-"))
FILES_DIR = DATA_DIR / "files"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
KEYS = "test1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SECRET_KEY = "test"
LOGGING = configuration("", LOG_DAYS, LOG_LEVEL, json_on_stderr=False)
PUBLIC_RATE = "off"
JOBS_GIVE_WAY_SECONDS = 0
SECOND_FACTOR_REQUIRED = False  # tests of the second factor switch it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {**TASKS["default"], "BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


class UndefinedVariable(str):
    """Makes a template that names an undefined variable fail instead of showing nothing."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, missing: Any) -> str:
        message = f"undefined template variable: {missing}"
        raise AssertionError(message)


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
