"""``xiuhuazhen upgrade``: after a newer version was installed, and before it is started."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from xiuhuazhen import VERSION
from xiuhuazhen.core.areas.management.console import SERVER, refusals_told
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.operating.absent import refuse_absent
from xiuhuazhen.web.operating.backups.actions import note_backup
from xiuhuazhen.web.operating.running import standing_still
from xiuhuazhen.web.operating.upgrading import Upgraded, upgrade


class Command(BaseCommand):
    help = "Back up, bring the tables up to date, put back the triggers, and check, in this order."
    requires_system_checks = []  # the tables are not yet what the checks want

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--backup-to", type=Path, help="the folder in which backups lie")
        where.add_argument("--without-backup", action="store_true", help="somebody has just taken one")

    def handle(self, *, backup_to: Path | None, **_options: Any) -> None:
        with refusals_told():
            refuse_absent()
            with standing_still():
                done = upgrade(backup_to, at=clock.now(), say=self._say)
                if done.taken is not None:
                    note_backup(taken=done.taken, by=SERVER, at=clock.now())
        self._tell(done)

    def _tell(self, done: Upgraded) -> None:
        for path in done.taken.manifest.lacking[:20] if done.taken else ():
            self._say(_("Damaged or missing before the upgrade already: %(path)s") % {"path": path})
        for each in done.findings:
            self._say("\n".join(each.lines))
        self._say(_("Upgraded to version %(version)s. Start it: systemctl start xiuhuazhen") % {"version": VERSION})

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
