"""Counting time by law. ``calendars``: which days and minutes are worked; ``counting``: when a period ends;
``moving``: how a deadline moves; ``values``: what a norm can hold."""

from xiuhuazhen.core.norms.rules.calendars import Season, Spans, WorkCalendar, is_ordinary_workday
from xiuhuazhen.core.norms.rules.counting import Due, NotATime, due
from xiuhuazhen.core.norms.rules.moving import extended, resumed
from xiuhuazhen.core.norms.rules.values import holds

__all__ = [
    "Due",
    "NotATime",
    "Season",
    "Spans",
    "WorkCalendar",
    "due",
    "extended",
    "holds",
    "is_ordinary_workday",
    "resumed",
]
