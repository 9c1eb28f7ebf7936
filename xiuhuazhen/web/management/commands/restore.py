"""``xiuhuazhen restore``: a backup into an empty machine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import SERVER, refusals_told
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.operating.backups.actions import note_restore
from xiuhuazhen.web.operating.backups.restoring import restore_backup
from xiuhuazhen.web.operating.running import standing_still


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty data folder, and prove it."
    requires_system_checks = []  # the database has no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="from", help="the folder of one backup")
        parser.add_argument("--keys", type=Path, help="the keys file that was kept apart from it")

    def handle(self, *, source: Path, keys: Path | None, **_options: Any) -> None:
        with refusals_told(), standing_still():
            taken = restore_backup(source, keys=keys, say=self._say)
            note_restore(taken=taken, by=SERVER, at=clock.now())
        said = {
            "matters": taken.matters,
            "files": taken.manifest.files,
            "moment": f"{clock.local(taken.manifest.moment):%Y-%m-%d %H:%M}",
        }
        self._say(_("Restored and proved: %(matters)d matters, %(files)d files, as of %(moment)s.") % said)
        if taken.manifest.lacking:
            self._say(_("These were missing already when the backup was taken:"))
            self._say("\n".join(taken.manifest.lacking[:20]))
        self._say(_("Everybody signs in anew. Start it with `xiuhuazhen run`, after `xiuhuazhen doctor`."))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
