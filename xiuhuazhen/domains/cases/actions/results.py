"""How the source ended an order comes in, line by line, and moves the case as the person who imports it; twice is
once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.source import SourceResult, note_source_closed, note_source_returned
from xiuhuazhen.domains.cases.choices import CloseReason, RowResult, SourceRating, State
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow
from xiuhuazhen.domains.cases.sheets import RESULT_HEADERS, Result

_Outcome = tuple[RowResult, str, Matter | None]


@transaction.atomic
def take_in_result(*, batch: ImportBatch, result: Result, by: StaffActor, at: datetime) -> ImportRow:
    """Note one line's result on its case, and what became of the line. A line that was noted before stays as it is."""
    noted = ImportRow.objects.filter(batch=batch, line=result.line).first()
    if noted:
        return noted
    outcome, message, matter = _outcome(batch, result, by, at)
    return ImportRow.objects.create(
        batch=batch,
        line=result.line,
        source_number=result.number[:60],
        result=outcome,
        message=message[:300],
        matter=matter,
    )


def _outcome(batch: ImportBatch, result: Result, by: StaffActor, at: datetime) -> _Outcome:
    try:
        number, text = rules.clean_text(result.number), rules.clean_text(_text(result))
        ending = rules.source_outcome(status=result.status, solved=result.solved, rework=result.rework, why=result.why)
    except rules.UnreadableText:
        return RowResult.FAILED, _("This text holds a broken character. Please type it again."), None
    except rules.NotEnded:
        return RowResult.FAILED, _("The source is not through with it yet. Bring it in again when it is."), None
    except rules.Unclear as fault:
        return RowResult.FAILED, _unclear(result, fault.column), None
    matter = _matter(batch, number, by)
    if matter is None:
        return RowResult.FAILED, _("No order of this source with this number is here. Check both, or take it in."), None
    command_id = _command_id(batch, result)
    if matter.steps.filter(command_id=command_id).exists():
        return _noted_before(matter)
    if matter.state != State.AT_SOURCE:
        return RowResult.FAILED, _not_there(matter), matter
    return _perform(matter, ending, text, result, by, at, command_id)


def _matter(batch: ImportBatch, number: str, by: StaffActor) -> Matter | None:
    """The case, if the person sees it: absent and forbidden look the same."""
    found = visible_matters(by).select_related("area", "street", "community", "holder")
    return found.filter(case__source_name=batch.source_name, case__source_number=number).first() if number else None


def _command_id(batch: ImportBatch, result: Result) -> UUID:
    """The same for the same words of the source on the same order, whichever sheet or line they come in."""
    words = (result.number, result.status, result.solved, result.rating, result.called, result.opinion)
    said = (part.strip() for part in (batch.source_name, *words, result.rework, result.why))
    return derived_id("source-result", *said)


def _noted_before(matter: Matter) -> _Outcome:
    """A case that is with its source once more waits for a new result; the old words may be the new ones too."""
    if matter.state != State.AT_SOURCE:
        return RowResult.SAME, "", matter
    return (
        RowResult.DIFFERS,
        _("This very result was noted before it was last reported back. Look at the case."),
        matter,
    )


def _not_there(matter: Matter) -> str:
    if not matter.is_open:
        return _("The case is closed here already. Compare both; the desk can reopen it.")
    where = {"number": matter.number, "state": State(matter.state).label}
    return _("%(number)s stands at “%(state)s” here. Report it back to the source first, then bring this in.") % where


def _unclear(result: Result, column: rules.Column) -> str:
    said = {"column": RESULT_HEADERS[column][0], "value": getattr(result, column)[:40]}
    return _("Column %(column)s: “%(value)s” is not clear. Note the result on the case's own page.") % said


def _perform(
    matter: Matter, ending: str, text: str, result: Result, by: StaffActor, at: datetime, command_id: UUID
) -> _Outcome:
    version = matter.version
    try:
        with transaction.atomic():
            if ending == rules.RETURNED:
                note = Note(_what_is_wrong(result))
                note_source_returned(matter=matter, inputs=note, by=by, at=at, command_id=command_id, version=version)
            else:
                closed = SourceResult(CloseReason(ending), text, _rating(result))
                note_source_closed(matter=matter, inputs=closed, by=by, at=at, command_id=command_id, version=version)
    except Refusal as refusal:
        return RowResult.FAILED, "；".join(refusal.fields.values()) or refusal.message, matter
    return RowResult.CREATED, "", matter


def _rating(result: Result) -> SourceRating | None:
    """One of the usual marks; other words stand in the text alone."""
    code = rules.source_rating(result.rating)
    return SourceRating(code) if code else None


def _what_is_wrong(result: Result) -> str:
    said = rules.reason_to_redo(rework=result.rework, why=result.why, opinion=result.opinion)
    return rules.clean_text(said)[: rules.TEXT_MAX] or _("The source gave no reason.")


def _text(result: Result) -> str:
    """What the source's own call-back found, for those who read the case."""
    marks = [(_("Rating at the source"), result.rating), (_("Called back"), result.called)]
    lines = [f"{label}：{value.strip()}" for label, value in marks if value.strip()]
    return "\n".join([*lines, result.opinion.strip()]).strip()[: rules.TEXT_MAX]
