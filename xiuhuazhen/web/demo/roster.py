"""The rosters of the demonstration: the desk has somebody by day and by night for three weeks, the street office a duty
leader in office hours."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import NewShift, copy_week, set_shift
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.core.people.rules import week_of
from xiuhuazhen.web.demo import staff

_WORKDAYS, _DAYS, _WEEKS = 5, 7, 2
_BEGINS, _ENDS = timedelta(hours=9), timedelta(hours=18)
_DAY = timedelta(days=1)

Hours = tuple[str, timedelta, timedelta]
"""Who, and from when to when, counted from the Monday at 0:00."""


def set_up(*, base: datetime, at: datetime) -> None:
    """What is there stays."""
    _repeated("desk", [*_office_hours(staff.DESK), *_nights_and_days_off()], ShiftPost.OFFICER, base, at, "demo")
    _repeated("office", _office_hours(staff.LEADER), ShiftPost.LEADER, base, at, "demo-leader")


def _office_hours(username: str) -> list[Hours]:
    return [(username, day * _DAY + _BEGINS, day * _DAY + _ENDS) for day in range(_WORKDAYS)]


def _nights_and_days_off() -> Iterator[Hours]:
    """The two take turns; by day it is whoever sleeps that night."""
    names = staff.NIGHT_DESK
    for day in range(_DAYS):
        yield names[day % 2], day * _DAY + _ENDS, (day + 1) * _DAY + _BEGINS
        if day >= _WORKDAYS:
            yield names[(day + 1) % 2], day * _DAY + _BEGINS, day * _DAY + _ENDS


def _repeated(unit: str, week: Sequence[Hours], post: ShiftPost, base: datetime, at: datetime, key: str) -> None:
    """The week before ``base``, written by the street's leader, and repeated."""
    day = clock.local_date(base)
    by = actor_for(Account.objects.get(username=staff.LEADER), on=day)
    unit_id, people = staff.unit(unit).pk, dict(Account.objects.values_list("username", "person_id"))
    monday = week_of(day - timedelta(weeks=1)).begins_at
    for count, (username, begins, ends) in enumerate(week):
        shift = NewShift(people[username], post, monday + begins, monday + ends)
        set_shift(unit_id=unit_id, shift=shift, by=by, at=at, command_id=derived_id(f"{key}-shift", str(count)))
    again = derived_id(f"{key}-weeks")
    copy_week(unit_id=unit_id, day=clock.local_date(monday), weeks=_WEEKS, by=by, at=at, command_id=again)
