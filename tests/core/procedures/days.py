"""The clock of the model of a case: it knows a table of days and walks through them, close after close.

Offices are open from 9 to 12 and from 14 to 18; Saturday and Sunday are off, unless the table says otherwise.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from xiuhuazhen.core.kit.clock import CHINA

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
_SATURDAY, _OPEN = 5, {9, 10, 11, 14, 15, 16, 17}


@dataclass
class Days:
    """``named`` holds the days that differ from an ordinary week, worked or not."""

    named: dict = field(default_factory=dict)

    def worked(self, day):
        return self.named.get(day, day.weekday() < _SATURDAY)

    def after_work_days(self, start, amount):
        day = start.astimezone(CHINA).date()
        while amount:
            day += DAY
            amount -= self.worked(day)
        return close_of(day)

    def after_days(self, start, amount):
        day = start.astimezone(CHINA).date() + amount * DAY
        while not self.worked(day):
            day += DAY
        return close_of(day)

    def after_open_hours(self, start, hours):
        moment, left = start.astimezone(CHINA), hours * 60
        while left:
            left -= self.worked(moment.date()) and moment.hour in _OPEN
            moment += MINUTE
        return moment


def close_of(day):
    return datetime.combine(day, time(18), CHINA)


def end_of(day):
    return datetime.combine(day + DAY, time(), CHINA)


def day_of(moment):
    return moment.astimezone(CHINA).date()


@dataclass
class Handling:
    """Five work days for handling, close by close. The day on which it begins does not count. A close at which it
    stands still does not count either; that of the first day then gives one more. ``more`` work days were granted at
    a moment; a pause that begins once the time is over, and before it is lengthened, changes nothing."""

    started: datetime
    pauses: list = field(default_factory=list)
    granted: datetime | None = None
    more: int = 0

    def ends(self, days):
        first = day_of(self.started)
        left = 5 + (days.worked(first) and stood_still(close_of(first), self.pauses))
        over = walked(first, left, days, self.pauses)
        if self.granted is None:
            return over
        counted = [pause for pause in self.pauses if not over < pause[0] < self.granted]
        return walked(day_of(over), self.more, days, counted)


@dataclass
class Calling:
    """A day and a night for the first contact; what stands still gives as much more, unless it was over."""

    started: datetime
    pauses: list = field(default_factory=list)

    def ends(self, _days):
        over = self.started + DAY
        for begun, ended in self.pauses:
            over += ended - begun if begun <= over else timedelta()
        return over


def walked(day, left, days, pauses):
    while left:
        day += DAY
        left -= days.worked(day) and not stood_still(close_of(day), pauses)
    return close_of(day)


def stood_still(moment, pauses):
    return any(begun <= moment < ended for begun, ended in pauses)
