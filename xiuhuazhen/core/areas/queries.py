"""Questions about the tree of places. "Present" is an area that has not ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.models import Alias, Area, AreaQuerySet, Boundary, Designation
from xiuhuazhen.core.areas.rules.codes import normalised
from xiuhuazhen.core.areas.rules.names import match_places, short_name


@dataclass(frozen=True)
class LevelIds:
    """The ids by which lists are indexed; ``None`` where the area lies above that level. ``grid_id`` is the deepest
    grid or micro-grid."""

    county_id: UUID | None
    street_id: UUID | None
    community_id: UUID | None
    grid_id: UUID | None


@dataclass(frozen=True)
class TextCandidate:
    """An area that a text speaks of, and the ``words`` that say so."""

    area_id: UUID
    code: str
    name: str
    level: int
    path: str
    words: str


def area_by_code(code: str) -> Area:
    """The present area with this code, padded with zeros or not; failing that, the present area that had it before.
    Raises :class:`AreaNotFound`."""
    wanted = normalised(code) or code.strip()
    area = Area.objects.present().filter(code=wanted).first() or _formerly(wanted)
    if area is None:
        raise AreaNotFound(_("No place has the code %(code)s.") % {"code": code})
    return area


def _formerly(code: str) -> Area | None:
    earlier = Designation.objects.filter(code=code, area__valid_to__isnull=True).select_related("area")
    last = earlier.order_by("-valid_to").first()
    return last.area if last else None


def ancestors(area: Area) -> list[Area]:
    """From the root down to the parent."""
    return list(Area.objects.filter(pk__in=_ids(area.path)[:-1]).order_by("level"))


def level_ids(area: Area) -> LevelIds:
    """One query, for whatever depth."""
    by_level = dict(Area.objects.filter(pk__in=_ids(area.path)).values_list("level", "id"))
    return LevelIds(
        county_id=by_level.get(Level.COUNTY),
        street_id=by_level.get(Level.STREET),
        community_id=by_level.get(Level.COMMUNITY),
        grid_id=by_level.get(Level.MICRO_GRID) or by_level.get(Level.GRID),
    )


def children(area: Area) -> AreaQuerySet:
    return Area.objects.present().filter(parent=area).order_by("code")


def subtree(area: Area) -> AreaQuerySet:
    """The present areas from this one down, itself included."""
    return Area.objects.under(area).present().order_by("code")


def find_in_text(text: str, within: Area) -> tuple[TextCandidate, ...]:
    """Areas of the subtree that the text names by name, short name or alias: the longest name first, the earlier one
    where two are as long."""
    areas = {area.pk: area for area in subtree(within)}
    aliases = Alias.objects.filter(area__path__startswith=within.path, area__valid_to__isnull=True)
    names = [(area.pk, name) for area in areas.values() for name in {area.name, short_name(area.name)}]
    found = match_places(text, [*names, *aliases.values_list("area_id", "text")])
    return _told_apart([_text_candidate(areas[match.key], match.words) for match in found])


def _told_apart(found: Sequence[TextCandidate]) -> tuple[TextCandidate, ...]:
    """In 火车站街道车站社区 the street is named only to say which 车站社区 is meant: words that do so are left out, and
    so are places that bear the same name elsewhere."""
    by_path = {each.path: each for each in found}
    above = {each.area_id: [by_path[path] for path in _paths_above(each.path) if path in by_path] for each in found}
    only_context = {street.words for streets in above.values() for street in streets}
    settled = {each.words for each in found if above[each.area_id]}
    return tuple(
        each for each in found if each.words not in only_context and (above[each.area_id] or each.words not in settled)
    )


def _paths_above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]


def boundaries_geojson(areas: Iterable[Area]) -> dict[str, Any]:
    """The present boundaries as a FeatureCollection in WGS-84; areas without one are left out."""
    rows = Boundary.objects.filter(area__in=list(areas), valid_to__isnull=True).select_related("area")
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows.order_by("area__code")]}


def _feature(row: Boundary) -> dict[str, Any]:
    area = row.area
    return {
        "type": "Feature",
        "properties": {"code": area.code, "name": area.name, "level": Level(area.level).name.lower()},
        "geometry": shapely.geometry.mapping(shapely.from_wkb(bytes(row.wkb))),
    }


def _text_candidate(area: Area, words: str) -> TextCandidate:
    return TextCandidate(area.pk, area.code, area.name, area.level, area.path, words)


def _ids(path: str) -> list[UUID]:
    return [UUID(part) for part in path.split("/")[:-1]]
