"""The job that fills the demonstration with two years of everyday matters, a month at a time, the latest first."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.messages import outbox, queries
from xiuhuazhen.core.messages.actions import mark_all_read
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.web.demo import playing, seed
from xiuhuazhen.web.demo.timetable import Timetable
from xiuhuazhen.web.demo.years import rhythm
from xiuhuazhen.web.demo.years.drawing import Everyday, matters_of

FILL: Final = "demo.everyday"
_TOLD_ONE_BY_ONE: Final = timedelta(days=31)
"""The last month has the matters that are told one by one."""
_CHECKPOINT_EVERY: Final = 5


def offer() -> None:
    registry.register(
        FILL, fill, label=gettext_lazy("everyday matters of the demonstration"), lease=timedelta(minutes=5)
    )


def begin(*, at: datetime) -> None:
    """Let the filling begin; what is there already stays."""
    if not Job.objects.filter(name=FILL).exists():
        enqueue(FILL, at=at, month=1)


def everyday(base: datetime, month: int) -> list[Everyday]:
    """The everyday matters of the month that lies so many months before the demonstration's present moment."""
    first, end = rhythm.month_before(clock.local_date(base), month)
    return list(matters_of(first, min(end, clock.local_date(base - _TOLD_ONE_BY_ONE))))


def fill(run: JobRun, *, month: int, **_more: Any) -> None:
    """Live the matters of one month, then have the month before it done. After a crash it goes on where it stopped.
    What is refused, because its place or who does it is there no more, is left out whole; always the same."""
    base = seed.begun()
    if base is None or not settings.DEMO:
        return
    timetable, matters = seed.timetable_of(base), everyday(base, month)
    first, _end = rhythm.month_before(clock.local_date(base), month)
    for done, each in enumerate(matters, start=1):
        if not Matter.objects.filter(pk=playing.matter_id(each.story)).exists():
            with suppress(Refusal):  # somebody ended its place, its unit or a post: go on with the rest
                _live(each, timetable, base)
            run.give_way(times=6)
        if done % _CHECKPOINT_EVERY == 0 or done == len(matters):
            note = _("Everyday matters of %(month)s") % {"month": f"{first:%Y-%m}"}
            run.checkpoint({}, done=done, total=len(matters), note=note, lets_others=True)
    _read(base)
    if month < rhythm.MONTHS and not Job.objects.filter(name=FILL, kwargs__month=month + 1).exists():
        enqueue(FILL, at=run.at, month=month + 1)


@transaction.atomic
def _live(each: Everyday, timetable: Timetable, base: datetime) -> None:
    playing.live(each.story, timetable, each.life.onward)
    outbox.expand_due(base)


def _read(base: datetime) -> None:
    """What people were told of all this they have read long ago."""
    until = base - timedelta(days=1)
    while queries.outbox_due(until).exists():
        outbox.expand_due(until)
    for account in Account.objects.select_related("person"):
        mark_all_read(by=actor_for(account, on=clock.local_date(until)), at=until)
