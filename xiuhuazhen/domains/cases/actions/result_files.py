"""Results go back to their source as a file: asked for, made by a job, taken along, in the source's own columns."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import BatchKind, FileState
from xiuhuazhen.domains.cases.models import ImportBatch, ResultFile, SourceTemplate
from xiuhuazhen.domains.cases.queries import template_of

JOB = "cases.result_file"
_TITLE_MAX, _HEAD_CELL_MAX = 100, 500


@transaction.atomic
def ask_result_file(
    *, source_name: str, area: Area, by: Actor, at: datetime, batch: ImportBatch | None = None
) -> ResultFile:
    """Let a job write how the orders of ``batch`` ended here, or those of the source that ended since the last file."""
    earlier = ResultFile.objects.filter(area=area, source_name=source_name, batch=None, state=FileState.DONE)
    last = earlier.order_by("-until").first() if batch is None else None
    file = ResultFile.objects.create(
        area=area,
        source_name=source_name,
        batch=batch,
        since=last.until if last else None,
        until=at,
        created_at=at,
        created_by_key=by.key,
        created_by_name=by.name,
    )
    after = {"source": source_name, **({"batch": str(batch.pk)} if batch else {})}
    record("cases.result_file.asked", subject=file, by=by, at=at, area_code=area.code, after=after)
    enqueue(JOB, at=at, by_key=by.key, file_id=str(file.pk))
    return file


def keep_result_file(
    *,
    file: ResultFile,
    blob: SealedBlob,
    attachments: SealedBlob | None,
    count: int,
    pictures: int,
    ends: Sequence[str],
    by: Actor,  # noqa: ARG001 - as actions are called
    at: datetime,
) -> None:
    """The file is there to be taken along; ``ends`` are those of its orders to which the next one looks back."""
    made = {"blob": blob, "attachments": attachments, "count": count, "pictures": pictures, "ends": list(ends)}
    waiting = ResultFile.objects.filter(pk=file.pk, state=FileState.WAITING)
    waiting.update(state=FileState.DONE, finished_at=at, **made)


def fail_result_file(*, file: ResultFile, problem: str, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """The file could not be made."""
    waiting = ResultFile.objects.filter(pk=file.pk, state=FileState.WAITING)
    waiting.update(state=FileState.FAILED, problem=problem[:300], finished_at=at)


@transaction.atomic
def open_result_file(*, file: ResultFile, pictures: bool, by: Actor, at: datetime) -> SealedBlob:
    """The spreadsheet, or its pictures, for somebody to take with them; that is recorded."""
    row = ResultFile.objects.select_related("blob", "attachments", "area").get(pk=file.pk)
    blob = row.attachments if pictures else row.blob
    if blob is None:
        raise Conflict(_("There is no such file here, or it was erased after 30 days. Make a new one."))
    after = {"part": "pictures" if pictures else "spreadsheet"}
    record("cases.result_file.opened", subject=row, by=by, at=at, area_code=row.area.code, after=after)
    return blob


@transaction.atomic
def set_result_columns(
    *,
    source_name: str,
    area: Area,
    columns: Sequence[tuple[str, str]],
    text_max: int,
    by: Actor,
    at: datetime,
    head: Sequence[Sequence[str]] = (),
) -> SourceTemplate:
    """The titles that the source wants, in order, what stands below each, how long its text may be, and the lines above
    the titles."""
    wanted = [(rules.clean_text(title)[:_TITLE_MAX], means) for title, means in columns if title.strip()]
    if not any(means == "number" for _title, means in wanted):
        raise InvalidInput(_("One column has to hold the order number: by it the source knows its order."))
    own = {"area": area, "source_name": source_name, "kind": BatchKind.ORDERS}
    template = SourceTemplate.objects.select_for_update().filter(**own).first() or _like_above(own)
    template.result_columns, template.result_text_max = [list(each) for each in wanted], text_max
    template.result_head = [[rules.clean_text(cell)[:_HEAD_CELL_MAX] for cell in line] for line in head]
    template.changed_at, template.changed_by_name = at, by.name
    template.save()
    after = {"columns": [title for title, _means in wanted]}
    record("cases.source.result_columns", subject=template, by=by, at=at, area_code=area.code, after=after)
    return template


def _like_above(own: dict[str, object]) -> SourceTemplate:
    """A template of the area's own, which begins with what was said for an area above it."""
    template = SourceTemplate(**own)
    above = template_of(template.area, template.source_name, template.kind)
    if above:
        template.columns, template.words = above.columns, above.words
        template.day_first, template.crs = above.day_first, above.crs
    return template
