"""Moments in the words of a wall calendar in China: "昨天 21:14", "今天 17:00", "已超期 1 天".

The time that counts as "now" is always handed in. Days are calendar days in China, lateness is elapsed time.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xiuhuazhen.core.kit.clock import NO_LIMIT, day_of_end, local

_NEAR_DAYS = {
    -2: gettext_lazy("the day before yesterday"),
    -1: gettext_lazy("yesterday"),
    0: gettext_lazy("today"),
    1: gettext_lazy("tomorrow"),
    2: gettext_lazy("the day after tomorrow"),
}


class Nearness(StrEnum):
    """How near a due date is; also the class name that the stylesheet knows."""

    NONE = "none"
    LATE = "late"
    TODAY = "today"
    LATER = "later"


def nearness(due_at: datetime | None, now: datetime) -> Nearness:
    """A moment that is due exactly now is not yet late."""
    if due_at is None or due_at >= NO_LIMIT:
        return Nearness.NONE
    if due_at < now:
        return Nearness.LATE
    return Nearness.TODAY if day_of_end(due_at) == local(now).date() else Nearness.LATER


def due_words(due_at: datetime | None, now: datetime) -> str:
    """When something is due: how long it is late, or the day and time. Empty where no limit is set."""
    if due_at is None or due_at >= NO_LIMIT:
        return ""
    return late_words(now - due_at) if due_at < now else _end(due_at, now)


def _end(due_at: datetime, now: datetime) -> str:
    """A day's end is 24:00 of that day and not 0:00 of the next."""
    if local(due_at).time() != time.min:
        return day_and_time(due_at, now)
    return _("%(day)s %(time)s") % {"day": day(due_at - timedelta(microseconds=1), now), "time": "24:00"}


def late_words(by: timedelta) -> str:
    """Whole days, below a day whole hours, below an hour whole minutes: rounded down, never flattered upwards."""
    minutes = int(by.total_seconds() // 60)
    if minutes >= 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(count)d day late", "%(count)d days late", days) % {"count": days}
    if minutes >= 60:
        return ngettext("%(count)d hour late", "%(count)d hours late", minutes // 60) % {"count": minutes // 60}
    if minutes >= 1:
        return ngettext("%(count)d minute late", "%(count)d minutes late", minutes) % {"count": minutes}
    return _("just late")


def ago(at: datetime, now: datetime) -> str:
    """When something happened. Within the hour in minutes, then day and time."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 0 or minutes >= 60:
        return day_and_time(at, now)
    if minutes == 0:
        return _("just now")
    return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}


def day_and_time(at: datetime, now: datetime) -> str:
    """The day as near as people say it, and the 24-hour time."""
    return _("%(day)s %(time)s") % {"day": day(at, now), "time": f"{local(at):%H:%M}"}


def day(at: datetime, now: datetime) -> str:
    """ "today", "tomorrow" and so on; else month and day, with the year when it is another one."""
    here, today = local(at).date(), local(now).date()
    name = day_name((here - today).days)
    if name:
        return name
    if here.year == today.year:
        return _("%(month)d/%(day)d") % {"month": here.month, "day": here.day}
    return full_day(at)


def day_name(distance: int) -> str:
    """The word for a day so many days away, empty when there is none."""
    return str(_NEAR_DAYS.get(distance, ""))


def full_day(at: date) -> str:
    """Year, month and day; for a moment, those in China."""
    here = local(at) if isinstance(at, datetime) else at
    return _("%(year)d-%(month)d-%(day)d") % {"year": here.year, "month": here.month, "day": here.day}


def exact(at: datetime) -> str:
    """Year, month, day, hour and minute in China."""
    return _("%(day)s %(time)s") % {"day": full_day(at), "time": f"{local(at):%H:%M}"}
