"""A line that says how the source ended an order: it moves the case as the person who imports it; twice is once."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.judging import Judged
from xiuhuazhen.domains.cases.actions.source import Returned, SourceResult, note_source_closed, note_source_returned
from xiuhuazhen.domains.cases.choices import CloseReason, RowResult, SourceRating, State
from xiuhuazhen.domains.cases.models import Case, ImportBatch
from xiuhuazhen.domains.cases.queries import order_keys
from xiuhuazhen.domains.cases.sheets import Result


def judge(*, batch: ImportBatch, result: Result, by: StaffActor, at: datetime) -> Judged:
    """What is to become of the line: its result noted on its case, or why not."""
    try:
        number, text = rules.clean_text(result.number), rules.clean_text(_text(result))
        ending = rules.source_outcome(status=result.status, solved=result.solved, rework=result.rework, why=result.why)
    except rules.UnreadableText:
        return _failed(result, _("This text holds a broken character. Please type it again."))
    except rules.NotEnded:
        return _failed(result, _("The source is not through with it yet. Bring it in again when it is."))
    except rules.Unclear as fault:
        return _failed(result, _unclear(result, fault.column))
    matter = _matter(batch, number, by)
    if matter is None:
        return _failed(result, _("No order of this source with this number is here. Check both, or take it in."))
    command_id = _command_id(matter.case, result)
    if matter.steps.filter(command_id=command_id).exists():
        return _noted_before(result, matter)
    if matter.state != State.AT_SOURCE:
        return _failed(result, _not_there(matter), matter)

    def act() -> Matter:
        _perform(matter, ending, text, result, by, at, command_id)
        return matter

    return Judged(result.number, RowResult.CREATED, matter=matter, act=act)


def _failed(result: Result, sentence: str, matter: Matter | None = None) -> Judged:
    return Judged(result.number, RowResult.FAILED, sentence, matter)


def _matter(batch: ImportBatch, number: str, by: StaffActor) -> Matter | None:
    """The case, if the person sees it: absent and forbidden look the same."""
    keys = order_keys(batch.source_name, number, of="case__")
    found = visible_matters(by).select_related("area", "street", "community", "holder", "case").filter(**keys)
    return found.order_by("-case__source_round").first() if keys["case__source_number_key"] else None


def _command_id(case: Case, result: Result) -> UUID:
    """The same for the same words of the source on the same order, whichever sheet or line they come in."""
    words = (case.source_number, result.status, result.solved, result.rating, result.called, result.opinion)
    said = (part.strip() for part in (case.source_name, *words, result.rework, result.why))
    return derived_id("source-result", *said)


def _noted_before(result: Result, matter: Matter) -> Judged:
    """A case that is with its source once more waits for a new result; the old words may be the new ones too."""
    if matter.state != State.AT_SOURCE:
        return Judged(result.number, RowResult.SAME, matter=matter)
    sentence = _("This very result was noted before it was last reported back. Look at the case.")
    return Judged(result.number, RowResult.DIFFERS, sentence, matter)


def _not_there(matter: Matter) -> str:
    if not matter.is_open:
        return _("The case is closed here already. Compare both; the desk can reopen it.")
    where = {"number": matter.number, "state": State(matter.state).label}
    return _("%(number)s stands at “%(state)s” here. Report it back to the source first, then bring this in.") % where


def _unclear(result: Result, column: rules.Column) -> str:
    said = {"column": rules.RESULT_HEADERS[column][0], "value": rules.quoted(getattr(result, column))}
    return _("Column %(column)s: “%(value)s” is not clear. Note the result on the case's own page.") % said


def _perform(
    matter: Matter, ending: str, text: str, result: Result, by: StaffActor, at: datetime, command_id: UUID
) -> None:
    version = matter.version
    if ending == rules.RETURNED:
        returned = Returned(_what_is_wrong(result))
        note_source_returned(matter=matter, inputs=returned, by=by, at=at, command_id=command_id, version=version)
    else:
        closed = SourceResult(CloseReason(ending), text, _rating(result))
        note_source_closed(matter=matter, inputs=closed, by=by, at=at, command_id=command_id, version=version)


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
