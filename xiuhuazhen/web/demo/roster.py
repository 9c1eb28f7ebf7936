"""The roster of the demonstration's desk: somebody in office hours of three weeks, and nobody at night, which shows."""

from datetime import datetime, timedelta
from typing import Final

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import NewShift, copy_week, set_shift
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.core.people.rules import week_of
from xiuhuazhen.web.demo import staff

_LEADER: Final = "li.zhuren"
_DAYS, _WEEKS = 5, 2
_BEGINS, _ENDS = timedelta(hours=9), timedelta(hours=18)


def set_up(*, base: datetime, at: datetime) -> None:
    """The week before ``base``, written by the street's leader, and repeated. What is there stays."""
    day = clock.local_date(base)
    by = actor_for(Account.objects.get(username=_LEADER), on=day)
    desk, officer = staff.unit("desk").pk, Account.objects.get(username=staff.DESK).person_id
    monday = week_of(day - timedelta(weeks=1)).begins_at
    for count in range(_DAYS):
        start = monday + timedelta(days=count)
        shift = NewShift(officer, ShiftPost.OFFICER, start + _BEGINS, start + _ENDS)
        set_shift(unit_id=desk, shift=shift, by=by, at=at, command_id=derived_id("demo-shift", str(count)))
    copy_week(
        unit_id=desk, day=clock.local_date(monday), weeks=_WEEKS, by=by, at=at, command_id=derived_id("demo-weeks")
    )
