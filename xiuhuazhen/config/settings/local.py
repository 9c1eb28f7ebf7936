"""A developer's machine, and the demonstration (``XHZ_DEMO=1``)."""

from xiuhuazhen.config.settings.base import *

DEBUG = flag("XHZ_DEBUG")
DEMO = flag("XHZ_DEMO")
HOME_AREA = HOME_AREA or ("630102005" if DEMO else "")
SECRET_KEY = SECRET_KEY or "local-only-never-in-production"

# Static files come straight from the packages: nothing needs to be collected first.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
