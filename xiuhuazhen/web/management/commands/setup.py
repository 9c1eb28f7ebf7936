"""``xiuhuazhen setup FILE.toml``: units, people, rules and words of a street, from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import SERVER, refusals_told
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.setting_up.applying import apply_plan
from xiuhuazhen.web.setting_up.faults import shown
from xiuhuazhen.web.setting_up.passwords import write_private
from xiuhuazhen.web.setting_up.reading import read_plan
from xiuhuazhen.web.setting_up.tally import Tally


class Command(BaseCommand):
    help = "Set up a street from a file; what is there already is left as it is. See docs/setup/README.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--passwords", type=Path, help="also write first passwords to this new file, mode 0600")

    def handle(self, *, file: Path, passwords: Path | None, **_options: Any) -> None:
        with refusals_told():
            plan = read_plan(file)
            tally = apply_plan(plan, by=SERVER, at=clock.now(), last=lambda done: _keep(passwords, done))
        self._say(tally)

    def _say(self, tally: Tally) -> None:
        for table in tally.tables():
            counts = {"table": table, "added": tally.added[table], "unchanged": tally.unchanged[table]}
            self.stdout.write(_("%(table)s: %(added)s added, %(unchanged)s unchanged.") % counts)
        if tally.differing:
            self.stdout.write(_("Already here, and not as in the file; left as it is:"))
            self.stdout.writelines(f"  {shown(place)}\n" for place in tally.differing)
        if tally.passwords:
            self.stdout.write(_("First passwords, shown this once (account, password, name):"))
            self.stdout.write(_listed(tally))
        for name, text in tally.tokens:
            self.stdout.write(_("Token of %(name)s, shown this once: %(text)s") % {"name": name, "text": text})


def _keep(path: Path | None, tally: Tally) -> None:
    if path is None or not tally.passwords:
        return
    if path.exists():
        raise CommandError(_("%(path)s is there already. Name another file for the passwords.") % {"path": path})
    try:
        write_private(path, _listed(tally))
    except OSError as fault:
        raise CommandError(_("%(path)s cannot be written.") % {"path": path}) from fault


def _listed(tally: Tally) -> str:
    return "".join(f"{each.username:<20}  {each.password}  {each.name}\n" for each in tally.passwords)
