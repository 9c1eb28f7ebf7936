"""The rosters of the demonstration: the desk has somebody in office hours of three weeks, and nobody at night, which
shows; the street office has a duty leader."""

from datetime import datetime, timedelta

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import NewShift, copy_week, set_shift
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.core.people.rules import week_of
from xiuhuazhen.web.demo import staff

_DAYS, _WEEKS = 5, 2
_BEGINS, _ENDS = timedelta(hours=9), timedelta(hours=18)


def set_up(*, base: datetime, at: datetime) -> None:
    """What is there stays."""
    _repeated("desk", staff.DESK, ShiftPost.OFFICER, base, at, "demo")
    _repeated("office", staff.LEADER, ShiftPost.LEADER, base, at, "demo-leader")


def _repeated(unit: str, username: str, post: ShiftPost, base: datetime, at: datetime, key: str) -> None:
    """The week before ``base``, written by the street's leader, and repeated."""
    day = clock.local_date(base)
    by = actor_for(Account.objects.get(username=staff.LEADER), on=day)
    unit_id, person_id = staff.unit(unit).pk, Account.objects.get(username=username).person_id
    monday = week_of(day - timedelta(weeks=1)).begins_at
    for count in range(_DAYS):
        start = monday + timedelta(days=count)
        shift = NewShift(person_id, post, start + _BEGINS, start + _ENDS)
        set_shift(unit_id=unit_id, shift=shift, by=by, at=at, command_id=derived_id(f"{key}-shift", str(count)))
    again = derived_id(f"{key}-weeks")
    copy_week(unit_id=unit_id, day=clock.local_date(monday), weeks=_WEEKS, by=by, at=at, command_id=again)
