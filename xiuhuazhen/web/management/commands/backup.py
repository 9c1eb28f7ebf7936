"""``xiuhuazhen backup``: everything into a folder, while the product goes on."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import SERVER, refusals_told
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating.backups import taking
from xiuhuazhen.web.operating.backups.actions import note_backup


class Command(BaseCommand):
    help = "Back up the database and the files, and prove the copy. Keys are left out unless --keys-to is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", type=Path, help="the folder in which backups lie, best on another disk")
        parser.add_argument("--keys-to", type=Path, help="a folder elsewhere, for the keys")
        parser.add_argument("--keep", type=int, help="remove all but so many of the newest backups there")

    def handle(self, *, to: Path, keys_to: Path | None, keep: int | None, **_options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError(_("At least one backup has to be kept."))
        with refusals_told():
            if keys_to is not None:
                taking.prepare_keys(keys_to, to)
            taken = taking.take_backup(to, at=clock.now())
            if keys_to is not None:
                written = taking.write_keys(keys_to, taken.folder.name)
                self.stdout.write(_("The keys lie in %(path)s. Keep them apart from the backup.") % {"path": written})
            if Backup._meta.db_table in connection.introspection.table_names():
                note_backup(taken=taken, by=SERVER, at=clock.now())
            self._report(taken)
            self._refuse_lacking(taken)
            for gone in taking.keep_newest(to, keep) if keep else ():
                self.stdout.write(_("Removed: %(path)s") % {"path": gone})

    def _report(self, taken: taking.Taken) -> None:
        said = {
            "folder": taken.folder,
            "files": taken.manifest.files,
            "matters": taken.matters,
            "size": max(taken.manifest.bytes // 1_000_000, 1),
        }
        told = _("Backed up and proved: %(folder)s (%(matters)d matters, %(files)d files, %(size)d MB).")
        self.stdout.write(told % said)

    def _refuse_lacking(self, taken: taking.Taken) -> None:
        """The backup is kept, and so are older ones, in which the files may be. Whoever reads only the exit status must
        hear of it all the same."""
        lacking = taken.manifest.lacking
        if lacking:
            told = _(
                "Files that were damaged or missing before the backup began: %(count)d. Look for them in older backups:"
            )
            raise CommandError("\n".join([told % {"count": len(lacking)}, *lacking[:20]]))
