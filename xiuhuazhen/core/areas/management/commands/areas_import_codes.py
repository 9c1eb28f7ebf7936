from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.actions import import_codes
from xiuhuazhen.core.areas.management.console import SERVER, read_list, refusals_told
from xiuhuazhen.core.areas.rules.lists import CodeRow
from xiuhuazhen.core.kit import clock


class Command(BaseCommand):
    help = "Takes in a list of division codes: CSV with code and name, and level and parent where it has them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="the day the list speaks of")
        parser.add_argument("--within", default="", help="only this code, what lies in it and what it lies in")
        parser.add_argument("--basis", default="国家统计局统计用区划代码", help="where the list comes from")

    def handle(self, *_args: Any, **options: Any) -> None:
        rows = [row for row in _rows(options["file"]) if _wanted(row.code, options["within"])]
        with refusals_told():
            count = import_codes(rows=rows, as_of=options["as_of"], basis=options["basis"], by=SERVER, at=clock.now())
        text = _("%(added)s added, %(renamed)s renamed, %(unchanged)s unchanged, %(absent)s not on the list.")
        self.stdout.write(text % vars(count))


def _rows(path: Path) -> list[CodeRow]:
    return [
        CodeRow(number, row["code"], row["name"], row.get("level", ""), row.get("parent", ""))
        for number, row in enumerate(read_list(path, needed={"code", "name"}), start=2)
    ]


def _wanted(code: str, within: str) -> bool:
    return code.startswith(within) or within.startswith(code)
