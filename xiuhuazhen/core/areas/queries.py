"""Questions about the tree of places. "Present" is an area that has not ended."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import AreaKind, Level, NameKind
from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.models import Alias, Area, AreaQuerySet, Boundary, Designation, Lead
from xiuhuazhen.core.areas.rules.codes import normalised
from xiuhuazhen.core.areas.rules.location import Place, paths_above
from xiuhuazhen.core.areas.rules.names import KnownName, NameBook, NameMatch, short_name


@dataclass(frozen=True)
class TextCandidate:
    """An area that a text speaks of, the ``words`` that say so, what these words are, and the ``point`` at which what
    they name stands, where it is known: (lng, lat) in 1e-7 degrees of WGS-84."""

    area_id: UUID
    code: str
    name: str
    level: int
    path: str
    words: str
    named_as: NameKind
    point: tuple[int, int] | None = None


NamesUnder = Callable[[str], Iterable[KnownName]]
"""More names of areas of the subtree with a path, from somewhere above this app. What it gives is remembered until
reference data change."""


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


def place_by_code(code: str) -> Place:
    """What :func:`area_by_code` finds, from memory."""
    wanted = normalised(code) or code.strip()
    return reference.remembered(("areas.place", wanted), lambda: _place(area_by_code(wanted)))


def ancestors(area: Area) -> list[Area]:
    """From the root down to the parent."""
    return list(Area.objects.filter(pk__in=_ids(area.path)[:-1]).order_by("level"))


def children(area: Area) -> AreaQuerySet:
    return Area.objects.present().filter(parent=area).order_by("code")


def subtree(area: Area) -> AreaQuerySet:
    """The present areas from this one down, itself included."""
    return Area.objects.under(area).present().order_by("code")


def find_in_text(text: str, within: str, also: NamesUnder | None = None) -> tuple[TextCandidate, ...]:
    """Areas of the subtree of the area with this path that the text names by name, short name or alias: the longest
    name first, the earlier one where two are as long."""
    places, book = reference.remembered(("areas.names", within, also), lambda: _names_under(within, also))
    return _told_apart([_text_candidate(places[match.key], match) for match in book.found_in(text)])


def _names_under(path: str, also: NamesUnder | None) -> tuple[dict[UUID, Place], NameBook]:
    areas = Area.objects.present().filter(path__startswith=path).order_by("code")
    places = {area.pk: _place(area) for area in areas}
    names = [
        KnownName(area_id, name) for area_id, place in places.items() for name in {place.name, short_name(place.name)}
    ]
    aliases = Alias.objects.filter(area__path__startswith=path, area__valid_to__isnull=True, valid_to__isnull=True)
    names += [KnownName(row.area_id, row.text, NameKind(row.kind), row.point) for row in aliases.order_by("text", "id")]
    names += [each for each in (also(path) if also else ()) if each.key in places]
    return places, NameBook(names)


def joint_path(area_id: UUID) -> str:
    """The path of a present joint area; empty where this is none."""
    return reference.remembered("areas.joint", _joint_paths).get(area_id, "")


def _joint_paths() -> dict[UUID, str]:
    return dict(Area.objects.present().filter(kind=AreaKind.JOINT).values_list("pk", "path"))


def is_joint(area_id: UUID) -> bool:
    """Whether this is a joint area, or was one until it ended."""
    return area_id in reference.remembered("areas.joint.ever", _joint_ever)


def _joint_ever() -> frozenset[UUID]:
    return frozenset(Area.objects.filter(kind=AreaKind.JOINT).values_list("pk", flat=True))


def lead_of(area_id: UUID) -> Place | None:
    """The area that has the work in a joint area now, by agreement."""
    return reference.remembered("areas.leads", _leads).get(area_id)


def _leads() -> dict[UUID, Place]:
    rows = Lead.objects.filter(valid_to__isnull=True, joint__valid_to__isnull=True, area__valid_to__isnull=True)
    return {row.joint_id: _place(row.area) for row in rows.select_related("area")}


def _place(area: Area) -> Place:
    return Place(area.pk, area.code, area.name, area.level, area.path)


def _told_apart(found: Sequence[TextCandidate]) -> tuple[TextCandidate, ...]:
    """In 火车站街道车站社区 the street is named only to say which 车站社区 is meant: words that do so are left out, and
    so are places that bear the same name elsewhere."""
    by_path = {each.path: each for each in found}
    above = {each.area_id: [by_path[path] for path in paths_above(each.path) if path in by_path] for each in found}
    only_context = {street.words for streets in above.values() for street in streets}
    settled = {each.words for each in found if above[each.area_id]}
    return tuple(
        each for each in found if each.words not in only_context and (above[each.area_id] or each.words not in settled)
    )


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


def _text_candidate(place: Place, match: NameMatch) -> TextCandidate:
    fields = (place.area_id, place.code, place.name, place.level, place.path)
    return TextCandidate(*fields, words=match.words, named_as=match.kind, point=match.point)


def _ids(path: str) -> list[UUID]:
    return [UUID(part) for part in path.split("/")[:-1]]
