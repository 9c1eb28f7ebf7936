"""Finding out where a report lies: by its position, else by the area chosen, else by a place named in its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.index import Candidate, choose_unattended, locate
from xiuhuazhen.core.areas.queries import find_in_text, place_by_code
from xiuhuazhen.core.areas.rules.location import Place
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.procedures.placing import Placement, placement_of
from xiuhuazhen.domains.cases.choices import PlacedBy
from xiuhuazhen.domains.cases.queries import home_area


@dataclass(frozen=True)
class Found:
    """``border_codes`` are areas whose border is near, when a person may have to choose again."""

    placement: Placement
    placed_by: PlacedBy
    reason: str = ""
    border_codes: tuple[str, ...] = ()


def find_place(*, point: tuple[int, int] | None, area_code: str, words: str, within: Sequence[str] = ()) -> Found:
    """``point`` is (lng, lat) in 1e-7 degrees, WGS-84; ``within`` holds paths of areas of which it must be one, and
    the first of which it is where nothing else is known. Raises ``InvalidInput`` for a place that is not served."""
    if point:
        return _by_point(point, area_code, within)
    if area_code:
        return _by_choice(_served(area_code), within)
    return _by_words(words, within)


def _by_point(point: tuple[int, int], area_code: str, within: Sequence[str]) -> Found:
    candidates = locate(*point)
    nearest = choose_unattended(candidates)
    if nearest is None:
        raise InvalidInput(
            _("This position lies outside the area served here. Check it, or choose the community instead."),
            fields={"point": _("outside the area served here")},
        )
    chosen = _first_in(candidates, [_served(area_code).path] if area_code else within)
    if chosen is None and area_code:
        sentence = _("The position does not lie in the area chosen. Correct one of the two.")
        raise InvalidInput(sentence, fields={"area": sentence})
    chosen = chosen or nearest
    _require_within(chosen.path, within)
    near = tuple(candidate.code for candidate in candidates if candidate.area_id != chosen.area_id)
    return Found(placement_of(chosen.path), PlacedBy.POINT, border_codes=near)


def _first_in(candidates: Sequence[Candidate], paths: Sequence[str]) -> Candidate | None:
    """The candidate that lies in one of these areas, where a border leaves a choice."""
    return next((each for each in candidates if each.path.startswith(tuple(paths))), None) if paths else None


def _by_choice(place: Place, within: Sequence[str]) -> Found:
    _require_within(place.path, within)
    return Found(placement_of(place.path), PlacedBy.CHOSEN)


def _require_within(path: str, within: Sequence[str]) -> None:
    if within and not path.startswith(tuple(within)):
        sentence = _("This place lies outside your area. Report it on the residents' page; the desk there gets it.")
        raise InvalidInput(sentence, fields={"area": sentence})


def _served(code: str) -> Place:
    try:
        place = place_by_code(code)
    except AreaNotFound:
        place = None
    if place is None or place.level < Level.COUNTY:
        raise InvalidInput(
            _("This area is not known here. Choose one from the list."), fields={"area": _("not known here")}
        )
    return place


def _by_words(words: str, within: Sequence[str]) -> Found:
    path = within[0] if within else _home_path()
    if not path:
        raise InvalidInput(_("No place is served here yet. The administrator has to add a dispatch desk first."))
    named = find_in_text(words, path) if words else ()
    if len(named) == 1:
        return Found(placement_of(named[0].path), PlacedBy.TEXT, reason=named[0].words[:60])
    return Found(placement_of(path), PlacedBy.NOWHERE)


def _home_path() -> str:
    home = home_area()
    return home.path if home else ""
