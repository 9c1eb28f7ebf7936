"""A developer's machine, and the demonstration (``XHZ_DEMO=1``)."""

import os
import secrets
from pathlib import Path

from xiuhuazhen.config.settings.base import *


def kept_secret(path: Path) -> str:
    """A random text of this data directory, made the first time it is asked for and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


DEBUG = flag("XHZ_DEBUG")
DEMO = flag("XHZ_DEMO")
SECOND_FACTOR_REQUIRED = not DEMO  # one click on a card of the demonstration is as good
HOME_AREA = HOME_AREA or ("630102005" if DEMO else "")
SECRET_KEY = SECRET_KEY or kept_secret(DATA_DIR / "secret-key")

# Static files come straight from the packages: nothing needs to be collected first.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
