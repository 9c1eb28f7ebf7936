"""The part of a map that is in sight, as the browser asks for it."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.rules.coordinates import E7
from xiuhuazhen.core.areas.rules.sights import Box
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.procedures.clusters import Span

_PIXELS_OF_THE_WORLD = 256
"""At zoom 0; twice as many at each further one, as web maps count."""
_NEAREST = 22
_APART = 56
"""Pixels. A sign is 26 wide and a finger about 44: nearer than this they are counted together."""
_WORLD = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class InSight:
    """A box, and the zoom at which it is looked at."""

    box: Box
    zoom: int

    @property
    def span(self) -> Span:
        """The box in whole numbers, widened so that no edge cuts off what stands on it."""
        west, south, east, north = self.box
        return Span(math.floor(west * E7), math.floor(south * E7), math.ceil(east * E7), math.ceil(north * E7))

    @property
    def pixel(self) -> float:
        """Degrees of longitude."""
        return 360 / (_PIXELS_OF_THE_WORLD * 2.0**self.zoom)

    @property
    def cell(self) -> tuple[int, int]:
        """How wide and high, in 1e-7 degrees, a cell is in which signs would lie over one another. A degree of latitude
        is drawn longer than one of longitude, the further from the equator the more; by steps, so that cells stay where
        they are while somebody moves the map."""
        _west, south, _east, north = self.box
        stretch = max(round(math.cos(math.radians((south + north) / 2)), 1), 0.1)
        wide = max(round(self.pixel * _APART * E7), 1)
        return wide, max(round(wide * stretch), 1)


def in_sight(bbox: str, zoom: str) -> InSight:
    """What ``west,south,east,north`` in degrees and a whole number ask for; the whole world, as near as can be, where
    they are empty. Raises ``InvalidInput``."""
    try:
        west, south, east, north = (float(part) for part in bbox.split(",")) if bbox else _WORLD
        nearness = int(zoom or _NEAREST)
    except ValueError:
        raise InvalidInput(_("This part of the map was not understood. Load the page again.")) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90 and 0 <= nearness <= _NEAREST):
        raise InvalidInput(_("This part of the map was not understood. Load the page again."))
    return InSight((west, south, east, north), nearness)
