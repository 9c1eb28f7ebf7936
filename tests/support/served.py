"""Settings of the server that journeys talk to: as strict as in tests, with jobs that really run."""

from xiuhuazhen.config.settings import base
from xiuhuazhen.config.settings.test import *  # noqa: F403 - settings build on settings

DEMO = base.flag("XHZ_DEMO")
PUBLIC_RATE = base.PUBLIC_RATE
TASKS = base.TASKS
