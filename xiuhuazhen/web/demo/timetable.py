"""When things happened in the demonstration: office time counted back and forth from the moment it is made for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.norms.rules import WorkCalendar


@dataclass(frozen=True)
class Timetable:
    """``base`` is the demonstration's present moment."""

    base: datetime
    calendar: WorkCalendar

    def opened(self, days: int, moment: str) -> datetime:
        """``moment`` ("09:40") of the work day that lies ``days`` work days before today; with no days so many minutes
        of office time ago ("35"), so that what is in time at one hour of the day is in time at every other."""
        if not days:
            return self._ago(int(moment))
        return datetime.combine(self._work_day(days), time.fromisoformat(moment), CHINA)

    def later(self, start: datetime, minutes: int) -> datetime:
        """After so many minutes of office time."""
        left = timedelta(minutes=minutes)
        for begins, ends in self.calendar.open_spans(start.astimezone(CHINA)):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        raise AssertionError

    def _work_day(self, days: int) -> date:
        day = self.base.astimezone(CHINA).date()
        while days:
            day -= timedelta(days=1)
            days -= self.calendar.is_workday(day)
        return day

    def _ago(self, minutes: int) -> datetime:
        days, here = 0, self.base.astimezone(CHINA)
        while True:
            start = datetime.combine(self._work_day(days), time.min, CHINA)
            open_minutes = self._open_between(start, here)
            if open_minutes >= minutes:
                return self.later(start, open_minutes - minutes)
            days += 1

    def _open_between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of office time."""
        total = timedelta()
        for begins, ends in self.calendar.open_spans(start):
            if begins >= end:
                return int(total.total_seconds()) // 60
            total += min(ends, end) - begins
        raise AssertionError
