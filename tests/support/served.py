"""Settings of the server that journeys talk to: as strict as in tests, with jobs that really run."""

from xiuhuazhen.config.settings import base, local
from xiuhuazhen.config.settings.test import *  # noqa: F403 - settings build on settings

DEMO = local.DEMO
HOME_AREA = local.HOME_AREA
PUBLIC_RATE = base.PUBLIC_RATE
TASKS = base.TASKS
