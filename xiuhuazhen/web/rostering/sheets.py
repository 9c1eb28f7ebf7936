"""A roster as a spreadsheet."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.web.moments import full_day
from xiuhuazhen.web.rostering.days import Day, Entry
from xiuhuazhen.web.sheets import sheet

_WIDTHS = (16, 10, 14, 12, 24, 16, 18, 30)


def headings() -> Mapping[str, str]:
    return {
        "day": _("Day"),
        "weekday": _("Weekday"),
        "kind": _("Kind of day"),
        "post": _("Post"),
        "times": _("Time"),
        "name": _("Name"),
        "telephone": _("Work telephone"),
        "note": _("Remark"),
    }


def gap_words() -> set[str]:
    """What stands in place of a name where nobody is on duty."""
    return {_("nobody on duty"), _("no duty leader on this day off"), _("no duty leader at night")}


def roster_sheet(days: Iterable[Day]) -> bytes:
    """One line for each shift and for each gap."""
    columns = list(zip(headings().values(), _WIDTHS, strict=True))
    rows = ((full_day(day.day), day.weekday, day.kind, *line) for day in days for line in _lines(day))
    return sheet(_("Roster"), columns, rows)


def _lines(day: Day) -> Iterable[tuple[str, ...]]:
    for entry in (*day.leaders, *day.officers):
        yield _shift(entry)
    if day.leaderless:
        yield (str(ShiftPost.LEADER.label), "", day.leaderless, "", "")
    for gap in day.gaps:
        yield (str(ShiftPost.OFFICER.label), gap.times, _("nobody on duty"), "", "")


def _shift(entry: Entry) -> tuple[str, ...]:
    duty = entry.duty
    return str(duty.post.label), entry.times, duty.name, duty.work_telephone, duty.note
