"""What the product does by itself, matter by matter: each in a transaction of its own, so that a crash loses none, and
one that cannot be done holds up no other."""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.files.workbooks import workbook
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.jobs.leases import error_text
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM, Actor
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.people.access import actor_by_key
from xiuhuazhen.core.procedures import documents, kinds, queries, stuck
from xiuhuazhen.core.procedures.actions import erasing, waking
from xiuhuazhen.core.procedures.actions.bulk import UNDER_WAY, finish_bulk, take_row
from xiuhuazhen.core.procedures.actions.exporting import finish_export, give_up_export, note_rows
from xiuhuazhen.core.procedures.choices import BulkResult
from xiuhuazhen.core.procedures.columns import Column, chosen, with_relations
from xiuhuazhen.core.procedures.listing import every, listed
from xiuhuazhen.core.procedures.models import Bulk, Export, Matter, Step
from xiuhuazhen.core.procedures.searching import Wanted

ERASE, INDEX, RECOUNT = "procedures.erase", "procedures.index", "procedures.recount"

_CHECKPOINT_EVERY = 50
_AT_ONCE = 500
_ERASED_AT_ONCE = 5000
_INDEXED_AT_ONCE = 200
_TOLD_EVERY = 2000
_COLUMN_WIDTH = 20
_NAMED = 3
"""So many of those that could not be done are named in a job's note; the log has them all."""

logger = logging.getLogger(__name__)


class _OneMatter(Protocol):
    def __call__(self, *, matter_id: UUID, by: Actor, at: datetime) -> Step | bool | None: ...


def something_to_wake(at: datetime) -> bool:
    return queries.due_to_wake(at).exists()


def wake(run: JobRun, **_: Any) -> None:
    """States whose time is up, and late matters that go up the ladder."""
    _each(run, queries.due_to_wake(clock.now())[:_AT_ONCE], waking.wake_matter)


def recount(run: JobRun, *, area: str = "", numbers: Collection[str] = (), **_: Any) -> None:
    """Limits counted again after the calendar or the office hours of an area (its path) have changed; ``numbers`` are
    those matters alone that could not be done the last time."""
    found, last = queries.running_under(area), run.state.get("last", "")
    found = found.filter(number__in=numbers) if numbers else found
    left = _each(run, found.filter(pk__gt=last) if last else found, waking.recount_matter)
    if left:
        at = clock.now()
        enqueue(RECOUNT, at=at, by_key=run.by_key, run_after=at + waking.AGAIN, area=area, numbers=left)


def erase(run: JobRun, **_: Any) -> None:
    """Contents of closed matters that have been kept as long as they may be."""
    with reference.one_version():
        found = list(islice(queries.past_keeping(clock.now()), _ERASED_AT_ONCE))
    for done, (matter_id, number) in enumerate(found, start=1):
        _is_done(matter_id, number, erasing.erase_contents)
        if done % _CHECKPOINT_EVERY == 0 or done == len(found):
            run.checkpoint({}, done=done, total=len(found))
    if len(found) == _ERASED_AT_ONCE:
        enqueue(ERASE, at=clock.now(), by_key=run.by_key)


def release(run: JobRun, **_: Any) -> None:
    """Matters of people who left their post go back to the unit."""
    _each(run, queries.left_behind(clock.now()), waking.release_matter)


def point_anew(run: JobRun, **_: Any) -> None:
    """Matters on which nobody can act where they wait, or somebody stands in, are put to whoever can today."""
    _each(run, stuck.to_point_anew(clock.now()), waking.point_anew)


def index(run: JobRun, *, whole: bool = False, **_: Any) -> None:
    """Search documents for matters that have none (what was there before there were any), or all of them anew."""
    found = Matter.objects.order_by("pk") if whole else Matter.objects.filter(document__isnull=True).order_by("pk")
    done, last = run.state.get("done", 0), run.state.get("last", "")
    total = done + (found.filter(pk__gt=last) if last else found).count()
    while batch := list((found.filter(pk__gt=last) if last else found).values_list("pk", flat=True)[:_INDEXED_AT_ONCE]):
        documents.rewrite_all(batch)
        done, last = done + len(batch), str(batch[-1])
        run.checkpoint({"done": done, "last": last}, done=done, total=max(total, done), lets_others=True)


def export(run: JobRun, *, export_id: str, **_: Any) -> None:
    """Write a list as a spreadsheet, with what the person who asked may see now. After a crash it begins anew."""
    row = Export.objects.get(pk=export_id)
    at = clock.now()
    by = actor_by_key(run.by_key, on=clock.local_date(at))
    if by is None:
        give_up_export(export=row, problem=_no_account(), by=SYSTEM, at=at)
        return
    columns = chosen(row.columns)
    found = with_relations(listed(Wanted(**row.wanted), row.order, by=by, at=at), columns)
    total = found[: settings.EXPORT_MAX_ROWS + 1].count()
    if total > settings.EXPORT_MAX_ROWS:
        problem = gettext("More than %(count)s rows. Take a smaller area or a filter.")
        give_up_export(export=row, problem=problem % {"count": settings.EXPORT_MAX_ROWS}, by=by, at=at)
        return
    lines = _told(run, row, every(found, row.order), total, by)
    titles = [str(column.label) for column in columns]
    written = chain([titles], (_line(columns, matter) for matter in lines))
    content = workbook(gettext("Matters"), written, widths=[_COLUMN_WIDTH] * len(titles))
    finish_export(export=row, content=content, rows=Export.objects.get(pk=row.pk).done, by=by, at=clock.now())


def export_given_up(*, at: datetime, export_id: str, **_: Any) -> None:
    problem = gettext("It stopped because of a fault here. Ask for it anew.")
    give_up_export(export=Export.objects.get(pk=export_id), problem=problem, by=SYSTEM, at=at)


def _no_account() -> str:
    return gettext("Whoever asked for it has no account here any more.")


def _line(columns: Sequence[Column], matter: Matter) -> list[str]:
    return [column.text(matter) for column in columns]


def _told(run: JobRun, row: Export, matters: Iterable[Matter], total: int, by: Actor) -> Iterator[Matter]:
    """The same rows; how far it is is said on the way."""
    done = 0
    for done, matter in enumerate(matters, start=1):
        yield matter
        if done % _TOLD_EVERY == 0:
            note_rows(export=row, done=done, total=total, by=by, at=clock.now())
            run.checkpoint({}, done=done, total=total)
    note_rows(export=row, done=done, total=done, by=by, at=clock.now())
    run.checkpoint({}, done=done, total=done)


def bulk(run: JobRun, *, bulk_id: str, **_: Any) -> None:
    """Take an action on many matters, with what the person who asked may do now; rows that were taken stay as they
    are."""
    asked = Bulk.objects.get(pk=bulk_id)
    waiting = asked.rows.filter(result=BulkResult.WAITING).select_related("matter", "bulk").order_by("position")
    total = asked.rows.count()
    for done, row in enumerate(waiting, start=total - waiting.count() + 1):
        if not Bulk.objects.filter(pk=asked.pk, state__in=UNDER_WAY).exists():
            return  # somebody stopped it
        by = actor_by_key(run.by_key, on=clock.local_date(clock.now()))
        if by is None:
            finish_bulk(bulk=asked, problem=_no_account(), by=SYSTEM, at=clock.now())
            return
        take_row(row=row, by=by, at=clock.now())
        run.give_way()
        run.checkpoint({}, done=done, total=total, lets_others=True)
    finish_bulk(bulk=asked, problem="", by=SYSTEM, at=clock.now())


def bulk_given_up(*, at: datetime, bulk_id: str, **_: Any) -> None:
    problem = gettext("It stopped because of a fault here. What was done stays; ask for the rest anew.")
    finish_bulk(bulk=Bulk.objects.get(pk=bulk_id), problem=problem, by=SYSTEM, at=at)


def _each(run: JobRun, matters: QuerySet[Matter], act: _OneMatter) -> list[str]:
    """Returns the numbers of those that could not be done; the job's note says so."""
    found = list(matters.values_list("pk", "number", "failed_at"))
    before, left = run.state.get("done", 0), list(run.state.get("left", ()))
    total = before + len(found)
    for done, (matter_id, number, failed_at) in enumerate(found, start=before + 1):
        if not _is_done(matter_id, number, act):
            left.append(number)
        elif failed_at:
            Matter.objects.filter(pk=matter_id).update(failed_at=None)
        if done % _CHECKPOINT_EVERY == 0 or done == total:
            run.checkpoint(
                {"last": str(matter_id), "done": done, "left": left}, done=done, total=total, note=_note(left)
            )
    return left


def _is_done(matter_id: UUID, number: str, act: _OneMatter) -> bool:
    try:
        _twice(matter_id, act)
    except Exception as fault:  # noqa: BLE001 - whatever one matter raises, the others go on
        logger.error("matter %s could not be done: %s", number, error_text(fault))
        _put_off(matter_id, at=clock.now())
        return False
    return True


def _put_off(matter_id: UUID, *, at: datetime) -> None:
    """What could not be done now is not in the way of others, and stands among what is stuck."""
    broken = Matter.objects.filter(pk=matter_id)
    broken.filter(wake_at__lte=at).update(wake_at=at + waking.AGAIN)
    broken.update(failed_at=Coalesce("failed_at", Value(at, output_field=DateTimeField())))


def _twice(matter_id: UUID, act: _OneMatter) -> None:
    """Once more where it was refused: somebody may have taken a step at the same moment."""
    try:
        act(matter_id=matter_id, by=waking.TICKER, at=clock.now())
    except Refusal:
        act(matter_id=matter_id, by=waking.TICKER, at=clock.now())


def _note(left: Sequence[str]) -> str:
    if not left:
        return ""
    sentence = ngettext(
        "%(count)s matter could not be done and is tried again in an hour.",
        "%(count)s matters could not be done and are tried again in an hour.",
        len(left),
    )
    return (sentence % {"count": len(left)} + " " + _named(left)).strip()


def _named(left: Sequence[str]) -> str:
    """Some of the numbers, without those of which only the unit that has one knows."""
    shown = Matter.objects.filter(number__in=left, kind__in=kinds.area_wide()).order_by("number")
    numbers = list(shown.values_list("number", flat=True)[: _NAMED + 1])
    return ", ".join(numbers[:_NAMED]) + ("…" if len(numbers) > _NAMED else "")
