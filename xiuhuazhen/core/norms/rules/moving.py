"""How a deadline moves: lengthened, or after its clock stood still."""

from datetime import date, datetime, timedelta

from xiuhuazhen.core.norms.rules import counting
from xiuhuazhen.core.norms.rules.calendars import WorkCalendar, days_between
from xiuhuazhen.core.norms.rules.counting import Due

_OF_HOURS = frozenset({"hour_24x7", "work_hour"})
_INSTANT = timedelta(microseconds=1)


def extended(due: datetime, amount: int, unit: str, calendar: WorkCalendar) -> Due:
    """A deadline lengthened by ``amount`` ``unit``: counted on from the day on which it would have ended, for hours
    from its very moment."""
    start = due if unit in _OF_HOURS else due - _INSTANT
    return counting.due(start, amount, unit, calendar)


def resumed(due: datetime, paused_at: datetime, resumed_at: datetime, unit: str, calendar: WorkCalendar) -> Due:
    """The deadline after the clock stood still from ``paused_at`` until ``resumed_at``.

    Hours gain the time that went by, office hours the time in which the office was open. Work days gain one for each
    work day at whose close the clock stood still, days and months one calendar day for each such day, and then go past
    days off. So a break within the day gains nothing. A pause that begins after ``due`` changes nothing,
    nor does one that ends before it began: the clock was set back.
    """
    move = {"hour_24x7": _hours, "work_hour": _work_hours, "work_day": _work_days, "day": _days, "month": _days}.get(
        unit
    )
    if move is None:
        raise counting.NotATime(unit)
    calendar.assumed.clear()
    at = due if paused_at > due or resumed_at < paused_at else move(due, paused_at, resumed_at, calendar)
    if unit != "hour_24x7":
        calendar.is_workday(_day_of(at))  # a deadline past the published calendar stays provisional, moved or not
    return Due(at, provisional=bool(calendar.assumed))


def _hours(due: datetime, paused_at: datetime, resumed_at: datetime, calendar: WorkCalendar) -> datetime:  # noqa: ARG001
    return due + (resumed_at - paused_at)


def _work_hours(due: datetime, paused_at: datetime, resumed_at: datetime, calendar: WorkCalendar) -> datetime:
    gained = calendar.open_between(paused_at, resumed_at)
    return counting.open_time_on(due, gained, calendar) if gained else due


def _work_days(due: datetime, paused_at: datetime, resumed_at: datetime, calendar: WorkCalendar) -> datetime:
    last = _day_of(due)
    days = _days_stood_still(due, paused_at, resumed_at, calendar)
    gained = sum(day == last or calendar.is_workday(day) for day in days)
    return counting.work_days_on(last, gained, due.tzinfo, calendar) if gained else due


def _days(due: datetime, paused_at: datetime, resumed_at: datetime, calendar: WorkCalendar) -> datetime:
    gained = len(_days_stood_still(due, paused_at, resumed_at, calendar))
    later = _day_of(due) + timedelta(days=gained)
    return counting.past_days_off(later, due.tzinfo, calendar) if gained else due


def _days_stood_still(due: datetime, paused_at: datetime, resumed_at: datetime, calendar: WorkCalendar) -> list[date]:
    """The days whose end falls into the pause. The last day ends with the deadline itself, so that whoever was paused
    in time is not late on coming back."""

    def end_of(day: date) -> datetime:
        return due if day == _day_of(due) else calendar.close_of(day, due.tzinfo)

    days = days_between(_day_of(paused_at), resumed_at.date())
    return [day for day in days if paused_at <= end_of(day) < resumed_at]


def _day_of(end: datetime) -> date:
    """The day that ends at this moment: 24:00 is spelt as the next day's 0:00."""
    return (end - _INSTANT).date()
