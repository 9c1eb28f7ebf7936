"""Filling an empty database with the demonstration. Killed half-way, it goes on where it stopped.

Actions come many to a transaction: a disk that syncs slowly would make hundreds of commits the longest part.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.norms.queries import published_days
from xiuhuazhen.core.norms.rules import WorkCalendar
from xiuhuazhen.core.procedures.models import Step
from xiuhuazhen.domains.cases.actions.setting_up import publish_notice
from xiuhuazhen.web.demo import (
    alliance,
    codes,
    complaint,
    duties,
    grid_workers,
    inboxes,
    notice,
    places,
    roster,
    shifts,
    staff,
)
from xiuhuazhen.web.demo.playing import last_command, play
from xiuhuazhen.web.demo.quiet import quiet_ground
from xiuhuazhen.web.demo.sheet import sample_sheet
from xiuhuazhen.web.demo.stories import STORIES
from xiuhuazhen.web.demo.timetable import Timetable

_SET_UP_BEFORE = timedelta(days=820)
"""More than the two years of everyday matters that a job fills in."""


def seed(*, at: datetime) -> bool:
    """Make the demonstration as of ``at``; ``False`` when it is there already."""
    base = begun()
    if base and _is_whole():
        return False
    base = base or _begin(at)
    _set_up(base)
    run_pending(at=base)  # limits counted again on the calendar, as long as there are none
    Path(settings.GROUND_FILE).write_text(json.dumps(quiet_ground()), encoding="utf-8")
    sample_file().write_bytes(sample_sheet(at=base))
    timetable = timetable_of(base)
    complaint.take_in(timetable)
    for story in sorted(STORIES, key=lambda story: timetable.opened(story.days, story.moment)):
        play(story, timetable)
    codes.put_up(at=base)
    inboxes.tell(base=base)
    shifts.leave(base=base)
    return True


@transaction.atomic
def _set_up(base: datetime) -> None:
    since = base - _SET_UP_BEFORE
    places.set_up(by=SYSTEM, at=since)
    staff.set_up(base=base, by=SYSTEM, at=since)
    grid_workers.set_up(by=SYSTEM, at=since)
    alliance.set_up(by=SYSTEM, at=since)
    duties.set_up(base=base, by=SYSTEM, at=since)
    roster.set_up(base=base, at=since)


def _is_whole() -> bool:
    """Whether every story was played to its end; playing them is what seeding does last."""
    last = {last_command(story) for story in STORIES}
    return Step.objects.filter(command_id__in=last).count() == len(last)


def sample_file() -> Path:
    return Path(settings.DATA_DIR) / "sample-orders.xlsx"


def timetable_of(base: datetime) -> Timetable:
    return Timetable(base, WorkCalendar(published_days(""), duties.OFFICE_MINUTES))


def begun() -> datetime | None:
    """The moment as of which an earlier attempt began; all its times count from there, so this one's do as well."""
    rows = AuditRow.objects.filter(action="cases.notice.published", subject_id=notice.VERSION)
    first = rows.order_by("at").first()
    return first.at + _SET_UP_BEFORE if first else None


def _begin(at: datetime) -> datetime:
    since = at - _SET_UP_BEFORE
    publish_notice(version=notice.VERSION, text=notice.TEXT, valid_from=clock.local_date(since), by=SYSTEM, at=since)
    return at
