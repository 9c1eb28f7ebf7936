import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.actions import import_boundaries
from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.management.console import SERVER, read_text, refusals_told
from xiuhuazhen.core.kit import clock


class Command(BaseCommand):
    help = "Takes in boundaries: a GeoJSON FeatureCollection whose features have a property code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--crs", choices=Crs.values, required=True, help="the coordinates of the file")
        parser.add_argument("--basis", default="", help="where the boundaries come from")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            geojson = json.loads(read_text(options["file"]))
        except json.JSONDecodeError as error:
            raise CommandError(_("%(path)s is not JSON.") % {"path": options["file"]}) from error
        basis = options["basis"] or options["file"].name
        with refusals_told():
            count = import_boundaries(geojson=geojson, crs=Crs(options["crs"]), basis=basis, by=SERVER, at=clock.now())
        self.stdout.write(_("%(drawn)s drawn, %(unchanged)s unchanged.") % vars(count))
