"""Finding out where a report lies: by its position, else by the area chosen, else by a place named in its words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import AreaKind, Level, NameKind
from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.index import Candidate, choose_unattended, locate
from xiuhuazhen.core.areas.queries import TextCandidate, find_in_text, joint_path, lead_of, place_by_code
from xiuhuazhen.core.areas.rules.location import Place
from xiuhuazhen.core.areas.rules.names import KnownName, short_name
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.placing import Placement, placement_of
from xiuhuazhen.domains.cases.choices import Confidence, PlacedBy
from xiuhuazhen.domains.cases.queries import home_area
from xiuhuazhen.domains.cases.rules.certainty import of_position, of_words

JOINT = AreaKind.JOINT.value
"""What the words are where a joint area led to its lead."""


@dataclass(frozen=True)
class Found:
    """``reason`` is the words that say so, ``named_as`` what they are, ``point`` where what they name stands, if
    that is known. ``border_codes`` are areas whose border is near, when a person may have to choose again;
    ``candidates`` the places of which none could be chosen."""

    placement: Placement
    placed_by: PlacedBy
    confidence: Confidence
    reason: str = ""
    named_as: str = ""
    border_codes: tuple[str, ...] = ()
    candidates: tuple[TextCandidate, ...] = ()
    point: tuple[int, int] | None = None


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
    asked = _served(area_code).path if area_code else ""
    joint = _joint_around(candidates, asked)
    lead = lead_of(joint.area_id) if joint else None
    if joint and lead and _one_of(lead.path, within) and (asked == joint.path or lead.path.startswith(asked)):
        return _by_joint_area(joint, lead, candidates)
    chosen = _first_in(candidates, [asked] if asked else within)
    if chosen is None and area_code:
        sentence = _("The position does not lie in the area chosen. Correct one of the two.")
        raise InvalidInput(sentence, fields={"area": sentence})
    chosen = chosen or nearest
    _require_within(chosen.path, within)
    near = tuple(candidate.code for candidate in candidates if candidate.area_id != chosen.area_id)
    sure = of_position(near_border=bool(near) and not area_code)
    return Found(_placed(chosen.path, joint), PlacedBy.POINT, sure, border_codes=near)


def is_served(point: tuple[int, int], *, within: Sequence[str]) -> bool:
    """Whether a case at this position can be placed in one of these areas."""
    try:
        _by_point(point, "", within)
    except InvalidInput:
        return False
    return True


def _joint_around(candidates: Sequence[Candidate], asked: str) -> Candidate | None:
    """The joint area that holds the position, unless an area was asked for that lies beside both it and its lead."""
    for each in candidates:
        if each.inside and joint_path(each.area_id):
            lead = lead_of(each.area_id)
            led = lead is not None and (lead.path.startswith(asked) or asked.startswith(lead.path))
            if led or each.path.startswith(asked):
                return each
    return None


def _one_of(path: str, within: Sequence[str]) -> bool:
    return not within or path.startswith(tuple(within))


def _placed(path: str, joint: Candidate | Place | None) -> Placement:
    """Where that is, with the joint area in which it lies besides."""
    return replace(placement_of(path), joint_id=joint.area_id) if joint else placement_of(path)


def _parts_of(lead: Place, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The smallest parts of the lead, or the lead itself, in which the position may lie; none where it lies outside."""
    parts = [each for each in candidates if each.path.startswith(lead.path) and not joint_path(each.area_id)]
    return parts if any(each.inside for each in parts) else []


def _path_in(lead: Place, parts: Sequence[Candidate]) -> str:
    """Where that is with the lead, so that its grid is known."""
    chosen = choose_unattended(parts)
    return chosen.path if chosen else lead.path


def led_placement(area_id: UUID, path: str, *, point: tuple[int, int] | None) -> Placement | None:
    """Where what lies in a joint area is placed: with its lead, in the part of it that holds the point. ``None`` where
    this is no joint area."""
    if not joint_path(area_id):
        return None
    lead = lead_of(area_id)
    found = _path_in(lead, _parts_of(lead, locate(*point) if point else ())) if lead else path
    return replace(placement_of(found), joint_id=area_id)


def _by_joint_area(joint: Candidate, lead: Place, candidates: Sequence[Candidate]) -> Found:
    parts = _parts_of(lead, candidates)
    path = _path_in(lead, parts)
    others = tuple(each.code for each in candidates if each.area_id != joint.area_id and each.path != path)
    return Found(
        _placed(path, joint),
        PlacedBy.POINT,
        of_position(near_border=len(parts) > 1),
        reason=joint.name,
        named_as=JOINT,
        border_codes=others,
    )


def _first_in(candidates: Sequence[Candidate], paths: Sequence[str]) -> Candidate | None:
    """The candidate that lies in one of these areas, where a border leaves a choice."""
    return next((each for each in candidates if each.path.startswith(tuple(paths))), None) if paths else None


def _by_choice(place: Place, within: Sequence[str]) -> Found:
    _require_within(place.path, within)
    led = led_placement(place.area_id, place.path, point=None)
    if led is None:
        return Found(placement_of(place.path), PlacedBy.CHOSEN, Confidence.CERTAIN)
    return Found(led, PlacedBy.CHOSEN, Confidence.CERTAIN, reason=place.name, named_as=JOINT)


def _require_within(path: str, within: Sequence[str]) -> None:
    if not _one_of(path, within):
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
    named = named_in(words, path)
    if len(named) == 1 and _is_wide(named[0]):
        return Found(placement_of(named[0].path), PlacedBy.NOWHERE, Confidence.UNKNOWN)
    sure = of_words([each.named_as for each in named])
    if len(named) != 1:
        return Found(placement_of(path), PlacedBy.NOWHERE, sure, candidates=named)
    (only,) = named
    found = led_placement(only.area_id, only.path, point=only.point) or placement_of(only.path)
    return Found(found, PlacedBy.TEXT, sure, reason=only.words, named_as=only.named_as.value, point=only.point)


def _is_wide(named: TextCandidate) -> bool:
    """Whether it says no more than which street it is, as addresses begin: with a point of its own it does."""
    return named.level < Level.COMMUNITY and named.point is None


def proposed_in(words: str, path: str) -> tuple[TextCandidate, ...]:
    """The places named in the words that say more of a case in this subtree than is known of it."""
    return tuple(each for each in named_in(words, path) if each.path != path or each.point)


def named_in(words: str, path: str) -> tuple[TextCandidate, ...]:
    """The places of this subtree that the words speak of, also by the name of a unit there."""
    return find_in_text(words, path, unit_names) if words else ()


def unit_names(path: str) -> list[KnownName]:
    """The names of units that stand for a place: those of communities and below. A unit that serves a whole street is
    named for what it does, not for where it is."""
    units = Unit.objects.filter(area__path__startswith=path, area__level__gte=Level.COMMUNITY, valid_to__isnull=True)
    return [KnownName(unit.area_id, short_name(unit.name), NameKind.UNIT) for unit in units.order_by("name", "id")]


def _home_path() -> str:
    home = home_area()
    return home.path if home else ""


def named_as_label(named_as: str) -> str:
    """What the words are by which a case was placed, as people read it."""
    return str(AreaKind(named_as).label if named_as == JOINT else NameKind(named_as).label)
