"""The product as it runs, with the bare view beside it: the same server, middleware and durability for both."""

from xiuhuazhen.config.settings.local import *  # noqa: F403 - settings build on settings
from xiuhuazhen.config.settings.local import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench._bare"]
ROOT_URLCONF = "bench._bare.urls"
