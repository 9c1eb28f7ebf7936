"""A spreadsheet of hotline orders comes in, line by line; twice is once."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.files.actions import store_bytes
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput, Refusal
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.norms.queries import work_days_from
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules, sheets
from xiuhuazhen.domains.cases.actions.reporting import ADDRESS_MAX, report_case
from xiuhuazhen.domains.cases.choices import BatchKind, BatchState, RowResult, Source
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow
from xiuhuazhen.domains.cases.queries import report_text
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.sheets import Order
from xiuhuazhen.domains.cases.taking_in import CONTACT_NAME_MAX

_SOURCE_NAME_MAX = 60
_JOBS = {BatchKind.ORDERS: "cases.import_orders", BatchKind.RESULTS: "cases.import_results"}


def start_import(
    *,
    content: bytes,
    file_name: str,
    source_name: str,
    area: Area,
    by: Actor,
    at: datetime,
    kind: BatchKind = BatchKind.ORDERS,
) -> ImportBatch:
    """Keep the spreadsheet (sealed, 30 days) and let a job take it in. Raises ``InvalidInput`` for what is none."""
    source = rules.clean_text(source_name)
    if not source or len(source) > _SOURCE_NAME_MAX:
        raise InvalidInput(
            _("Say from which hotline the orders come."), fields={"source_name": _("1 to 60 characters")}
        )
    try:
        sheets.check_package(content)
    except sheets.UnreadableSheet as fault:
        raise InvalidInput(fault.sentence, fields={"file": fault.sentence}) from fault
    kept = ImportBatch(kind=kind, source_name=source, file_name=rules.clean_text(file_name)[-120:], area=area)
    return _keep_batch(content, kept, by, at)


@transaction.atomic
def _keep_batch(content: bytes, batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    batch.blob = store_bytes(content=content, filename=batch.file_name, purpose="cases.import", by=by, at=at)
    batch.created_at, batch.created_by_key, batch.created_by_name = at, by.key, by.name
    batch.save(force_insert=True)
    record("cases.import.started", subject=batch, by=by, at=at, area_code=batch.area.code, after=_started(batch))
    enqueue(_JOBS[BatchKind(batch.kind)], at=at, by_key=by.key, batch_id=str(batch.pk))
    return batch


def _started(batch: ImportBatch) -> dict[str, str]:
    kind = {} if batch.kind == BatchKind.ORDERS else {"kind": str(batch.kind)}
    return {"source": batch.source_name, **kind}


@transaction.atomic
def take_in_order(*, batch: ImportBatch, order: Order, by: Actor, at: datetime) -> ImportRow:
    """Take in one line and note what became of it, in one transaction. A line that was noted before stays as it is."""
    noted = ImportRow.objects.filter(batch=batch, line=order.line).first()
    if noted:
        return noted
    result, message, matter = _outcome(batch, order, by, at)
    return ImportRow.objects.create(
        batch=batch,
        line=order.line,
        source_number=order.number[:60],
        result=result,
        message=message[:300],
        matter=matter,
    )


def _outcome(batch: ImportBatch, order: Order, by: Actor, at: datetime) -> tuple[RowResult, str, Matter | None]:
    try:
        order = replace(order, number=rules.clean_text(order.number))
    except rules.UnreadableText:
        return RowResult.FAILED, _("The order number is missing."), None
    if not order.number:
        return RowResult.FAILED, _("The order number is missing."), None
    there = Matter.objects.filter(case__source_name=batch.source_name, case__source_number=order.number).first()
    if there:
        return _compared(there, order, due=_due(batch, order))
    if order.fault:
        return RowResult.FAILED, order.fault, None
    try:
        with transaction.atomic():
            reported = report_case(report=_report(batch, order), by=by, at=at)
    except Refusal as refusal:
        return RowResult.FAILED, "；".join(refusal.fields.values()) or refusal.message, None
    return RowResult.CREATED, "", reported.matter


def _compared(there: Matter, order: Order, *, due: datetime | None) -> tuple[RowResult, str, Matter]:
    try:
        same = report_text(there) == rules.clean_text(order.text)
    except rules.UnreadableText:
        same = False
    if same and due and due != there.order_due_at and there.is_open:
        return RowResult.DIFFERS, _("The source has set its first date, or another one. Enter that on the case."), there
    if same:
        return RowResult.SAME, "", there
    return RowResult.DIFFERS, _("The matter was left as it is. Compare both and correct it by hand."), there


def _contact(order: Order) -> tuple[str, str]:
    """Name and telephone; what is no telephone number is kept, word for word, with the name, and sealed with it."""
    try:
        return order.name, rules.plain_phone(order.phone)
    except ValueError:
        return " ".join(part for part in (order.name, order.phone) if part), ""


def _report(batch: ImportBatch, order: Order) -> Report:
    name, phone = _contact(order)
    return Report(
        id=derived_id("order", batch.source_name, order.number),
        text=order.text,
        title=mask_numbers(order.title)[: rules.TITLE_MAX],
        source=Source.HOTLINE,
        source_name=batch.source_name,
        source_number=order.number,
        address=order.address[:ADDRESS_MAX],
        contact_name=name[:CONTACT_NAME_MAX],
        contact_phone=phone,
        reply_wanted=order.reply,
        confidential=order.confidential,
        occurred_at=order.received,
        order_due=_due(batch, order),
        urgent=order.urgent,
        request=order.request,
        within=(batch.area.path,),
    )


def _due(batch: ImportBatch, order: Order) -> datetime | None:
    """The moment by which the source wants it; work days count on the calendar of the area that brings it in."""
    if order.due is None or order.received is None or not order.due.work_days:
        return order.due.at if order.due else None
    return work_days_from(order.received, order.due.work_days, area_path=batch.area.path).at


def note_progress(*, batch: ImportBatch, total: int, done: int, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """How far the batch is; written every few lines."""
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING, total=total, done=done)


def finish_import(*, batch: ImportBatch, problem: str, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """The batch is through, or could not be read."""
    state = BatchState.FAILED if problem else BatchState.DONE
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, problem=problem[:300], finished_at=at)
