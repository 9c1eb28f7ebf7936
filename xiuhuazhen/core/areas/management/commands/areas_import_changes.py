from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.actions import import_changes
from xiuhuazhen.core.areas.management.console import SERVER, read_list, refusals_told
from xiuhuazhen.core.areas.rules.lists import ChangeRow
from xiuhuazhen.core.kit import clock


class Command(BaseCommand):
    help = (
        "Takes in what became of division codes between two lists: CSV with code, change (added, removed, renamed) "
        "and two columns whose names begin with name_, the earlier one first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="since", type=date.fromisoformat, required=True, help="the earlier list")
        parser.add_argument("--to", dest="until", type=date.fromisoformat, required=True, help="the later list")
        parser.add_argument("--basis", default="国家统计局统计用区划代码", help="where the list comes from")

    def handle(self, *_args: Any, **options: Any) -> None:
        with refusals_told():
            count = import_changes(
                rows=_rows(options["file"]),
                since=options["since"],
                until=options["until"],
                basis=options["basis"],
                by=SERVER,
                at=clock.now(),
            )
        text = _("%(added)s added, %(removed)s ended, %(renamed)s renamed, %(unchanged)s unchanged.")
        self.stdout.write(text % vars(count))


def _rows(path: Path) -> list[ChangeRow]:
    rows = read_list(path, needed={"code", "change"})
    names = [column for column in (rows[0] if rows else ()) if column.startswith("name_")]
    if rows and len(names) != 2:
        raise CommandError(_("The file needs two columns whose names begin with name_."))
    return [
        ChangeRow(number, row["code"], row["change"], *(row[name] for name in names))
        for number, row in enumerate(rows, start=2)
    ]
