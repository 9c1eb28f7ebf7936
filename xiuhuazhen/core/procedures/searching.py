"""Filters over lists of matters, the same for pages and for programs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import place_by_code
from xiuhuazhen.core.areas.rules.location import Place
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import documents, kinds
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.queries import lies_in
from xiuhuazhen.core.procedures.rules import terms

_NOBODY = UUID(int=0)
_KNOWN_TO_DOCUMENTS = (Level.COUNTY, Level.STREET, Level.COMMUNITY)
"""Levels of which a matter's document names the area; of grids it names the smallest alone."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty asks for nothing. ``state`` may be ``open``; ``area`` is a code; ``due`` is
    ``late``, ``today`` or ``week``; ``due_before`` leaves out what has no limit. ``unit`` is the id of the unit that
    has it, ``source`` where it came from, ``source_name`` from which of several such; ``whose`` is ``mine`` or
    ``units``, for those of the person's own units; ``back`` is ``yes`` for what came back to whoever has it.
    ``opened_from`` to ``received_to`` are days (ISO 8601) of China, the last one within; received is when it happened
    or came to its source."""

    q: str = ""
    kind: str = ""
    state: str = ""
    area: str = ""
    due: str = ""
    category: str = ""
    unit: str = ""
    source: str = ""
    source_name: str = ""
    whose: str = ""
    back: str = ""
    urgency: str = ""
    opened_from: str = ""
    opened_to: str = ""
    closed_from: str = ""
    closed_to: str = ""
    received_from: str = ""
    received_to: str = ""
    due_before: datetime | None = None


def filtered(found: QuerySet[Matter], wanted: Wanted, *, by: StaffActor, at: datetime) -> QuerySet[Matter]:
    """The matters that fit; an unknown value fits nothing rather than everything. Raises ``InvalidInput`` for words
    that cannot be searched for."""
    for condition in _conditions(wanted, by, at):
        found = found.filter(condition)
    return found


def _conditions(wanted: Wanted, by: StaffActor, at: datetime) -> Iterator[Q]:
    place = _place(wanted.area) if wanted.area else None
    if wanted.area:
        yield lies_in(place.area_id, place.level, place.path) if place else Q(pk__in=[])
    if wanted.q.strip():
        yield documents.holding(words_of(wanted.q), areas=_scope(place, by))
    if wanted.due_before:
        yield open_or_not(is_open=True) & Q(due_at__lt=wanted.due_before)
    ways: dict[str, Callable[[str], Q]] = {
        "kind": lambda kind: Q(kind=kind),
        "state": _in_state,
        "category": _in_category,
        "unit": lambda unit: Q(holder_id=parse_id(unit) or _NOBODY),
        "source": _came_from,
        "source_name": _came_from_one_named,
        "whose": lambda whose: _of(whose, by),
        "due": lambda due: _due(due, at),
        "back": _came_back,
        "urgency": lambda urgency: Q(urgency=urgency),
        "opened_from": lambda text: _days(text, lambda day: Q(opened_at__gte=clock.start_of_day(day))),
        "opened_to": lambda text: _days(text, lambda day: Q(opened_at__lt=clock.end_of_day(day))),
        "closed_from": lambda text: _days(text, lambda day: Q(closed_at__gte=clock.start_of_day(day))),
        "closed_to": lambda text: _days(text, lambda day: Q(closed_at__lt=clock.end_of_day(day))),
        "received_from": lambda text: _days(text, lambda day: _received("gte", clock.start_of_day(day))),
        "received_to": lambda text: _days(text, lambda day: _received("lt", clock.end_of_day(day))),
    }
    yield from (way(getattr(wanted, name)) for name, way in ways.items() if getattr(wanted, name))


def _scope(place: Place | None, by: StaffActor) -> list[UUID]:
    """The areas in which words are searched, so that the index cuts others off; nothing where that would leave out what
    the person may see. Conditions on the area and on what they see hold anyway."""
    if place:
        return [place.area_id] if place.level in _KNOWN_TO_DOCUMENTS else []
    if any(by.grants_of(kind.handle) for kind in kinds.all_kinds()):
        return []
    viewing = [grant for kind in kinds.all_kinds() if kind.view for grant in by.grants_of(kind.view)]
    known = all(grant.area_level in _KNOWN_TO_DOCUMENTS for grant in viewing)
    return sorted({grant.area_id for grant in viewing}) if known else []


def _in_category(category: str) -> Q:
    """A class stands for its categories, whose codes begin with its own."""
    codes = {code for kind in kinds.all_kinds() if kind.categories for code in kind.categories()}
    within = {code for code in codes if code.startswith(category)} if category in codes else set()
    return Q(category__in=sorted(within | {category}))


def _in_state(state: str) -> Q:
    """Also by whether it is open, which the indexes know."""
    if state == "open":
        return open_or_not(is_open=True)
    ways = [each.is_open for kind in kinds.all_kinds() for each in kind.procedure.states if each.name == state]
    return Q(state=state) & open_or_not(is_open=ways[0]) if len(set(ways)) == 1 else Q(state=state)


def _came_from(source: str) -> Q:
    condition = Q(pk__in=[])
    for kind in kinds.all_kinds():
        if source in kind.sources:
            condition |= Q(kind=kind.procedure.kind, **{kind.source_fields["source"]: source})
    return condition


def _came_from_one_named(name: str) -> Q:
    """A condition on each matter in the order of its area's index, with no index on names: without statistics SQLite
    would begin with that one, and sort all that ever came from the one hotline that most have."""
    condition = Q(pk__in=[])
    for kind in kinds.all_kinds():
        if kind.of_source:
            condition |= Q(kind=kind.procedure.kind) & kind.of_source(name)
    return condition


def _received(compared: str, moment: datetime) -> Q:
    condition = Q(pk__in=[])
    for kind in kinds.all_kinds():
        if kind.sources:
            condition |= Q(kind=kind.procedure.kind, **{f"{kind.source_fields['received']}__{compared}": moment})
    return condition


def _of(whose: str, by: StaffActor) -> Q:
    if whose == "units":
        return Q(holder_id__in={grant.unit_id for grant in by.grants})
    return Q(assignee_id=by.person_id) if whose == "mine" and by.person_id else Q(pk__in=[])


def _came_back(back: str) -> Q:
    returned = WorklistRow.objects.filter(returned=True).values("matter_id")
    return open_or_not(is_open=True) & Q(pk__in=returned) if back == "yes" else Q(pk__in=[])


def open_or_not(*, is_open: bool) -> Q:
    """The condition as a comparison: Django writes the bare column, with which SQLite finds no index."""
    return Q(is_open__in=[is_open])


def words_of(text: str) -> tuple[terms.Word, ...]:
    """The words that somebody searches for. Raises ``InvalidInput``."""
    try:
        return terms.asked(text)
    except terms.TooShort:
        sentence = _("Write at least two characters of each word, or four of a number.")
    except terms.TooLong:
        sentence = _("Search for at most eight words with 100 characters in all.")
    raise InvalidInput(sentence, fields={"q": sentence})


def _place(code: str) -> Place | None:
    """The area with this code, padded or former ones too; where there is none any more, the last that ended."""
    try:
        return place_by_code(code)
    except AreaNotFound:
        ended = Area.objects.filter(code=code).order_by("-valid_to").first()
        return Place(ended.pk, ended.code, ended.name, ended.level, ended.path) if ended else None


def _days(text: str, way: Callable[[date], Q]) -> Q:
    """What is about a day; one that cannot be read fits nothing."""
    try:
        return way(date.fromisoformat(text))
    except ValueError:
        return Q(pk__in=[])


def _due(due: str, at: datetime) -> Q:
    midnight = clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    until = {"late": at, "today": midnight, "week": midnight + timedelta(days=6)}
    if due not in until:
        return Q(pk__in=[])
    if due == "late":
        return open_or_not(is_open=True) & Q(due_at__lt=at)
    return open_or_not(is_open=True) & Q(due_at__gte=at, due_at__lte=until[due])  # a day's end belongs to the day
