"""Filters over lists of matters, the same for pages and for programs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.procedures import documents
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import in_subtree
from xiuhuazhen.core.procedures.rules import terms


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty asks for nothing. ``state`` may be ``open``; ``area`` is a code; ``due`` is
    ``late``, ``today`` or ``week``; ``due_before`` leaves out what has no limit."""

    q: str = ""
    kind: str = ""
    state: str = ""
    area: str = ""
    due: str = ""
    due_before: datetime | None = None


def filtered(found: QuerySet[Matter], wanted: Wanted, *, at: datetime) -> QuerySet[Matter]:
    """The matters that fit; an unknown value fits nothing rather than everything. Raises ``InvalidInput`` for words
    that cannot be searched for."""
    if wanted.q.strip():
        found = found.filter(documents.holding(words_of(wanted.q)))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.state:
        found = found.filter(is_open=True) if wanted.state == "open" else found.filter(state=wanted.state)
    if wanted.area:
        found = found.filter(_lies_in(wanted.area))
    if wanted.due_before:
        found = found.filter(is_open=True, due_at__lt=wanted.due_before)
    return found.filter(_due(wanted.due, at)) if wanted.due else found


def words_of(text: str) -> tuple[terms.Word, ...]:
    """The words that somebody searches for. Raises ``InvalidInput``."""
    try:
        return terms.asked(text)
    except terms.TooShort:
        sentence = _("Write at least two characters of each word, or four of a number.")
    except terms.TooLong:
        sentence = _("Search for at most eight words with 100 characters in all.")
    raise InvalidInput(sentence, fields={"q": sentence})


def _lies_in(code: str) -> Q:
    """In the subtree of the area with this code, padded or former ones too; nowhere for an unknown code."""
    try:
        place = area_by_code(code)
    except AreaNotFound:
        return Q(pk__in=[])
    return in_subtree(place.pk, place.level, place.path)


def _due(due: str, at: datetime) -> Q:
    midnight = clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    until = {"late": at, "today": midnight, "week": midnight + timedelta(days=6)}
    if due not in until:
        return Q(pk__in=[])
    if due == "late":
        return Q(is_open=True, due_at__lt=at)
    return Q(is_open=True, due_at__gte=at, due_at__lte=until[due])  # a day's end belongs to the day
