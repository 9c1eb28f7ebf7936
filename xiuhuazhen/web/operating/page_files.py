"""The files of the pages, which production serves from where they were collected."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.utils.translation import gettext as _


def collected() -> bool:
    """Whether the pages find their files; where these are taken from the packages, they always do."""
    return getattr(staticfiles_storage, "hashed_files", None) != {}


def collect(say: Callable[[str], None]) -> None:
    """Where the web server takes them from the packages, there is nothing to collect."""
    if not getattr(settings, "WHITENOISE_USE_FINDERS", False):
        say(_("Collecting the files of the pages."))
        call_command("collectstatic", verbosity=0, interactive=False)
