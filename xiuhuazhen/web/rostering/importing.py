"""Bringing a roster in from a spreadsheet: shifts that are not there yet are set."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.actions import NewShift, set_shift
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.models import Person, Shift, Unit
from xiuhuazhen.core.people.queries import leaders_over, people_of_unit
from xiuhuazhen.core.people.rules import Span
from xiuhuazhen.web.bringing import Bringing, Brought, bring, chosen, day, read
from xiuhuazhen.web.rostering.sheets import gap_words, headings

_NEXT_DAY = r"(次日|第二天|翌日)?"
_CLOCK = r"(?:(\d{1,2})[月/](\d{1,2})日? ?)?(\d{1,2}):(\d{2})"
_TIMES = re.compile(rf"{_CLOCK} ?(?:[-–—~至到]|to) ?{_NEXT_DAY} ?{_CLOCK}(?: (the next day))?", re.ASCII)
"""18:00–次日 08:00; 11月23日 00:00至11月30日 00:00"""
_NOTE_MAX = 100


def bring_shifts(
    *, content: bytes, file_name: str, by: StaffActor, at: datetime, command_id: UUID, unit: Unit
) -> Brought:
    """Lines in which nobody is named are gaps, and are passed over."""
    rows = read(content, file_name, headings(), needed=("day", "post", "times", "name"))
    named = [(line, given) for line, given in rows if given["name"] and given["name"] not in gap_words()]
    return bring(named, partial(_shift, unit), Bringing(by, at, command_id))


def _shift(unit: Unit, bringing: Bringing, line: int, given: Mapping[str, str]) -> str:
    on = day(given["day"])
    if on is None:
        raise InvalidInput(_("Say on which day it begins."))
    post = ShiftPost(chosen(given["post"], ShiftPost, _("“%(given)s” is no post on a roster.")))
    wanted = _new(unit, on, post, given)
    if _there(unit, wanted, whole_day=given["times"] == _("the whole day")):
        return "there"
    command_id = bringing.id_of(line, "shift")
    set_shift(unit_id=unit.pk, shift=wanted, by=bringing.by, at=bringing.at, command_id=command_id)
    return "added"


def _new(unit: Unit, on: date, post: ShiftPost, given: Mapping[str, str]) -> NewShift:
    person, span, note = _person(unit, on, post, given), read_times(given["times"], on), given.get("note", "")
    if len(note) > _NOTE_MAX:
        raise InvalidInput(_("The remark has at most %(count)s characters.") % {"count": _NOTE_MAX})
    return NewShift(person.pk, post, span.begins_at, span.ends_at, note)


def _person(unit: Unit, on: date, post: ShiftPost, given: Mapping[str, str]) -> Person:
    people: list[Person] = list(people_of_unit(unit.pk, on=on))
    if post == ShiftPost.LEADER:
        people.extend(leaders_over(unit, on=on))
    found = [person for person in people if person.name == given["name"]]
    if len(found) > 1:
        found = [person for person in found if person.work_telephone == given.get("telephone", "")]
    if len(found) != 1:
        sentence = _(
            "Nobody called “%(name)s” works for %(unit)s on this day, or several do. Add their work telephone."
        )
        raise InvalidInput(sentence % {"name": given["name"], "unit": unit.name})
    return found[0]


def _there(unit: Unit, wanted: NewShift, *, whole_day: bool) -> bool:
    """Whether it stands on the roster already. A shift that lasts for days is written on each of them."""
    own = Shift.objects.filter(unit=unit, person=wanted.person_id, post=wanted.post, cancelled=False)
    if whole_day:
        return own.filter(begins_at__lte=wanted.begins_at, ends_at__gte=wanted.ends_at).exists()
    return own.filter(begins_at=wanted.begins_at, ends_at=wanted.ends_at).exists()


def read_times(text: str, on: date) -> Span:
    """From when to when, on this day or beginning on it: as rosters are written and as they are exported. What ends
    no later than it begins, ends on the next day. Raises ``InvalidInput``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain == _("the whole day"):
        return Span(_moment(on, 0, 0), _moment(on, 24, 0))
    found = _TIMES.fullmatch(plain)
    try:
        return _span(found, on) if found else _no_times(text)
    except ValueError:
        return _no_times(text)


def _no_times(text: str) -> Span:
    sentence = _("“%(given)s” says no time. Write it like 08:00–18:00, or 18:00–08:00 through the night.")
    raise InvalidInput(sentence % {"given": text})


def _span(found: re.Match[str], on: date) -> Span:
    first, last = found.groups()[:4], found.groups()[5:9]
    begins = _moment(_dated(first, on), int(first[2]), int(first[3]))
    ends = _moment(_dated(last, clock.local_date(begins)), int(last[2]), int(last[3]))
    says_next = found[5] or found[10]
    if says_next or (ends <= begins and not last[0]):
        ends += timedelta(days=1)
    return Span(begins, ends)


def _dated(parts: tuple[str, ...], on: date) -> date:
    """The day that is written, in this year or the next; else ``on``."""
    if not parts[0]:
        return on
    month, number = int(parts[0]), int(parts[1])
    return date(on.year + (month < on.month), month, number)


def _moment(on: date, hour: int, minute: int) -> datetime:
    if (hour, minute) == (24, 0):
        return clock.aware(clock.end_of_day(on))
    return clock.aware(datetime.combine(on, time(hour, minute)))
