"""Building rows of areas with the designation that goes with each."""

from collections.abc import Iterable
from datetime import date

from xiuhuazhen.core.areas.models import Area, Designation
from xiuhuazhen.core.areas.rules.codes import level_of

_BATCH = 500


def new_area(code: str, name: str, parent: Area | None, *, begins: date | None, ends: date | None = None) -> Area:
    """An area, not yet stored, for a division code."""
    area = Area(code=code, name=name, parent=parent, level=level_of(code), valid_from=begins, valid_to=ends)
    area.path = f"{parent.path if parent else ''}{area.pk}/"
    return area


def store_areas(areas: Iterable[Area], basis: str) -> None:
    """Store new areas, parents before children, each with its first designation."""
    rows = sorted(areas, key=lambda area: area.level)
    Area.objects.bulk_create(rows, batch_size=_BATCH)
    Designation.objects.bulk_create([_first_designation(area, basis) for area in rows], batch_size=_BATCH)


def _first_designation(area: Area, basis: str) -> Designation:
    span = {"valid_from": area.valid_from, "valid_to": area.valid_to}
    return Designation(area=area, code=area.code, name=area.name, basis=basis, **span)
