"""A roster laid out by day: what kind of day it is, who is on duty, what is left open."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms.queries import published_days
from xiuhuazhen.core.norms.rules import WorkCalendar
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.people.roster import Duty, shifts_of, uncovered, without_leader
from xiuhuazhen.core.people.rules import Span, days_of, is_night, midnight, week_of


@dataclass(frozen=True)
class Entry:
    """A shift on the day on which it begins; ``continues`` where it lasts through the whole of a later day."""

    duty: Duty
    times: str
    night: bool
    over: bool
    continues: bool


@dataclass(frozen=True)
class Gap:
    """The part of a day that has no duty officer. ``over`` when nothing can be done about it any more."""

    times: str
    over: bool


@dataclass(frozen=True)
class Day:
    """``kind`` says in words whether the day is worked, ``leaderless`` that the night which begins on it, and on a day
    off the day, has no duty leader; empty where there is one."""

    day: date
    weekday: str
    kind: str
    off: bool
    today: bool
    leaders: list[Entry] = field(default_factory=list)
    officers: list[Entry] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    leaderless: str = ""


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    return Span(midnight(first), midnight(first + timedelta(days=monthrange(day.year, day.month)[1])))


def span_of(day: date, *, month: bool) -> Span:
    return month_of(day) if month else week_of(day)


def laid_out(unit: Unit, span: Span, *, at: datetime) -> list[Day]:
    """Every day of the span, first to last."""
    calendar = WorkCalendar(published_days(unit.area.path))
    duties = shifts_of(unit.pk, span.begins_at, span.ends_at)
    open_spans = uncovered(unit.pk, span.begins_at, span.ends_at)
    unled = without_leader(unit.pk, span.begins_at, span.ends_at)
    days = [_day(day, calendar, duties, open_spans, at) for day in days_of(span)]
    return [replace(each, leaderless=_leaderless(each, unled)) for each in days]


def _leaderless(day: Day, unled: Iterable[Span]) -> str:
    """On work days the office is open and led: only the night counts."""
    end = midnight(day.day + timedelta(days=1))
    if not any(span.begins_at < end <= span.ends_at for span in unled):
        return ""
    return _("no duty leader on this day off") if day.off else _("no duty leader at night")


def _day(day: date, calendar: WorkCalendar, duties: Iterable[Duty], open_spans: Iterable[Span], at: datetime) -> Day:
    whole = Span(midnight(day), midnight(day + timedelta(days=1)))
    here = [duty for duty in duties if _stands_on(duty.span, whole)]
    entries = {post: [_entry(duty, whole, at) for duty in here if duty.post == post] for post in ShiftPost}
    return Day(
        day=day,
        weekday=_weekday(day),
        kind=_kind(day, calendar),
        off=not calendar.is_workday(day),
        today=clock.local_date(at) == day,
        leaders=entries[ShiftPost.LEADER],
        officers=entries[ShiftPost.OFFICER],
        gaps=[_gap(span, whole, at) for span in open_spans if span.overlaps(whole)],
    )


def _stands_on(span: Span, day: Span) -> bool:
    """A night's shift stands on the day on which it begins alone; one that lasts for days stands on each of them."""
    begins_here = day.begins_at <= span.begins_at < day.ends_at
    return begins_here or (span.begins_at < day.begins_at and span.ends_at >= day.ends_at)


def _entry(duty: Duty, day: Span, at: datetime) -> Entry:
    continues = duty.span.begins_at < day.begins_at
    return Entry(
        duty=duty,
        times=_("the whole day") if continues else _times(duty.span, day),
        night=is_night(duty.span) and not _lasts_for_days(duty.span, day),
        over=duty.span.ends_at <= at,
        continues=continues,
    )


def _lasts_for_days(span: Span, day: Span) -> bool:
    return span.begins_at < day.begins_at or span.ends_at > day.ends_at + timedelta(days=1)


def _times(span: Span, day: Span) -> str:
    """ "08:00–18:00", "18:00–8:00 the next day"; dates where it lasts for longer."""
    if not _lasts_for_days(span, day):
        return _clock_times(span, day)
    return _("%(begin)s to %(end)s") % {"begin": _moment(span.begins_at), "end": _moment(span.ends_at)}


def _clock_times(span: Span, day: Span) -> str:
    begins, ends = f"{clock.local(span.begins_at):%H:%M}", f"{clock.local(span.ends_at):%H:%M}"
    if span.ends_at == day.ends_at:
        return f"{begins}–24:00"
    if span.ends_at > day.ends_at:
        return _("%(begin)s–%(end)s the next day") % {"begin": begins, "end": ends}
    return f"{begins}–{ends}"


def _moment(at: datetime) -> str:
    here = clock.local(at)
    return _("%(month)d/%(day)d %(time)s") % {"month": here.month, "day": here.day, "time": f"{here:%H:%M}"}


def _gap(span: Span, day: Span, at: datetime) -> Gap:
    here = Span(max(span.begins_at, day.begins_at), min(span.ends_at, day.ends_at))
    return Gap(_clock_times(here, day), over=here.ends_at <= at)


def _weekday(day: date) -> str:
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[day.weekday()]


def _kind(day: date, calendar: WorkCalendar) -> str:
    """Beyond the published calendar the ordinary week is assumed, and the word says so."""
    known: Mapping[date, bool] = calendar.days
    word = pgettext("roster", "work day") if calendar.is_workday(day) else pgettext("calendar", "day off")
    return word if day in known else _("%(kind)s (not published yet)") % {"kind": word}
