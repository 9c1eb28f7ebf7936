"""``xiuhuazhen demo``: fill an empty database with the demonstration, or write its sample spreadsheet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.sealing import make_keys_file
from xiuhuazhen.web.demo import seed, sheet, staff
from xiuhuazhen.web.demo.years import filling


class Command(BaseCommand):
    help = "Fill the database with the demonstration: a real street with invented people and matters."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only-stories",
            action="store_true",
            help="leave out the two years of everyday matters that a job fills in",
        )
        parser.add_argument("--sample-sheet", type=Path, help="only write a spreadsheet of hotline orders to this file")

    def handle(self, *, sample_sheet: Path | None, only_stories: bool, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("This is for the demonstration only: set XHZ_DEMO=1. Production settings refuse it."))
        if sample_sheet:
            sample_sheet.write_bytes(sheet.sample_sheet(at=clock.now()))
        else:
            self._seed()
            if not only_stories:
                filling.begin(at=clock.now())

    def _seed(self) -> None:
        if not settings.KEYS:
            make_keys_file(Path(settings.KEYS_FILE))
        if seed.seed(at=clock.now()):
            said = _("The demonstration is ready. Names and passwords: %(path)s")
        else:
            said = _("The demonstration was there already. Names and passwords: %(path)s")
        self.stdout.write(said % {"path": staff.accounts_file()})
