"""The index of present boundaries that each process holds, and asking it."""

import shapely

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Boundary
from xiuhuazhen.core.areas.rules.boundaries import Outline
from xiuhuazhen.core.areas.rules.location import BoundaryIndex, Candidate, Place, choose_unattended
from xiuhuazhen.core.areas.rules.sights import Sights

__all__ = ["Candidate", "choose_unattended", "locate", "present_index", "sights"]


def locate(lng_e7: int, lat_e7: int) -> tuple[Candidate, ...]:
    """Where a point may lie (see :meth:`BoundaryIndex.locate`), by the boundaries as they are at this moment."""
    return present_index().locate(lng_e7, lat_e7)


def present_index() -> BoundaryIndex:
    """The index for the present version; rebuilt when another process, or this one, changed reference data."""
    return reference.remembered("areas.index", _load)


def sights() -> Sights:
    """The same boundaries for drawing them; kept from the first map on."""
    return reference.remembered("areas.sights", lambda: Sights(*_present()))


def _load() -> BoundaryIndex:
    return BoundaryIndex(*_present())


def _present() -> tuple[list[Place], list[Outline]]:
    rows = Boundary.objects.filter(valid_to__isnull=True, area__valid_to__isnull=True)
    places, outlines = [], []
    fields = ("area_id", "area__code", "area__name", "area__level", "area__path", "wkb")
    for area_id, code, name, level, path, wkb in rows.values_list(*fields):
        places.append(Place(area_id, code, name, level, path))
        outlines.append(bytes(wkb))
    return places, shapely.from_wkb(outlines).tolist()
