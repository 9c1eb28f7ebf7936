"""A street's own machine as its operator meets it, but for the language: keys in a file, nothing from the tests."""

from xiuhuazhen.config.settings.local import *  # noqa: F403 - settings build on settings

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
