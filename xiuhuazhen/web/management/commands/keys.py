"""``xiuhuazhen keys``: make the keys with which personal data is sealed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.sealing import make_keys_file


class Command(BaseCommand):
    help = "Make the file with the keys for sealed personal data, unless it is there."
    requires_system_checks = []

    def handle(self, **_options: Any) -> None:
        path = Path(settings.KEYS_FILE)
        there = path.exists()
        make_keys_file(path)
        where = _("The keys were there already: %(path)s") if there else _("The keys were made: %(path)s")
        self.stdout.write(where % {"path": path})
        self.stdout.write(
            _(
                "Back this file up now, in a place apart from the data. Without it sealed names, phone numbers and "
                "files can never be read again; whoever has it together with the data can read them all."
            )
        )
