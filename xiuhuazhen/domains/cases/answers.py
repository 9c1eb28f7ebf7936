"""What a result file says of each order: what was done, by whom, when and how, in the columns of its source."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.choices import FileState as ProofState
from xiuhuazhen.core.files.queries import AttachmentInfo, attachments_of, ready_content
from xiuhuazhen.core.files.rules.uploads import ENDINGS
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.people.queries import names_of_units
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.evidence import OWNER
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import BatchKind, CloseReason, FileState, Means, Source, State
from xiuhuazhen.domains.cases.models import ImportRow, ResultFile, SourceTemplate
from xiuhuazhen.domains.cases.queries import ANEW, outcome_here, template_of

_TELLS = ("reply", "answer", "decline", "solve", "finish", "close_shelved", "record_withdrawal", "void")
"""What says how it ended here."""
_ON_ITS_WAY = timedelta(hours=1)
"""Longer than anything takes from its time until others see it."""


@dataclass(frozen=True)
class Shape:
    """The titles of a source's result file with what stands below each, how long a text may be (0: any length), and the
    lines above the titles."""

    columns: Sequence[tuple[str, str]]
    text_max: int = 0
    head: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Answer:
    """An order that ended here. ``steps`` are those since its work began, or began anew; ``end`` is the step that
    ended it; ``proofs`` are the files that prove it: photos, documents, recordings."""

    matter: Matter
    steps: Sequence[Step]
    end: Step
    proofs: Sequence[AttachmentInfo]


def shape_of(template: SourceTemplate | None) -> Shape:
    if template is None or not template.result_columns:
        return Shape(rules.ANSWER_COLUMNS, template.result_text_max if template else 0)
    columns = [(title, means) for title, means in template.result_columns]
    return Shape(columns, template.result_text_max, template.result_head)


def shape_for(file: ResultFile) -> Shape:
    return shape_of(template_of(file.area, file.source_name, BatchKind.ORDERS))


def answers_for(file: ResultFile) -> Iterator[Answer]:
    """The orders of the source in the area that ended here in the file's time, or those of its batch, by number. What
    ended shortly before that and is in no earlier file was on its way when the last one was made."""
    of_source = {"case__source_name_key": rules.source_compared(file.source_name)}
    found = Matter.objects.filter(case__source=Source.HOTLINE, **of_source)
    found = found.filter(area__path__startswith=file.area.path).exclude(case__source_number="")
    if file.batch_id:
        rows = ImportRow.objects.filter(batch_id=file.batch_id).exclude(matter=None)
        found = found.filter(pk__in=rows.values_list("matter", flat=True))
    ended = Q(steps__to_state=State.REPORTING_BACK, steps__at__lte=file.until)
    since, told = _since(file), _told_before(file)
    ended &= Q(steps__at__gt=since) if since else Q()
    found = found.filter(ended).select_related("case", "holder").distinct()
    for matter in found.order_by("case__source_number", "case__source_round"):
        answer = _answer(matter, file.until, since)
        if answer and str(answer.end.pk) not in told:
            yield answer


def _earlier(file: ResultFile) -> QuerySet[ResultFile]:
    same = ResultFile.objects.filter(area=file.area, source_name=file.source_name, batch=None, state=FileState.DONE)
    return same.exclude(pk=file.pk)


def _since(file: ResultFile) -> datetime | None:
    """With some time before, as far as the files of that time know what was in them."""
    if file.since is None:
        return None
    unknown = _earlier(file).filter(ends__isnull=True, until__lte=file.since).aggregate(until=Max("until"))["until"]
    return max(unknown or file.since - _ON_ITS_WAY, file.since - _ON_ITS_WAY)


def _told_before(file: ResultFile) -> set[str]:
    """The ends that earlier files had, of the time that counts; those of one batch are had beside them."""
    if file.since is None or file.batch_id:
        return set()
    kept = _earlier(file).filter(until__gt=file.since - _ON_ITS_WAY).values_list("ends", flat=True)
    return {end for ends in kept for end in ends or ()}


def _answer(matter: Matter, until: datetime, since: datetime | None) -> Answer | None:
    """Nothing for an order that is worked on again, and for one whose work ended before the file's time."""
    steps = list(matter.steps.select_related("content").order_by("number"))
    ends = [step for step in steps if step.to_state == State.REPORTING_BACK != step.from_state]
    last = ends[-1]
    over = matter.state in (State.REPORTING_BACK, State.AT_SOURCE, State.CLOSED, State.ARCHIVED)
    if not over or last.at > until or (since and last.at <= since):
        return None
    this_time, proofs = _of_this_time(steps), kinds.get(matter.kind).proofs
    shown = attachments_of(OWNER, [step.pk for step in this_time if step.action in proofs])
    ready = [each for files in shown.values() for each in files if each.state == ProofState.READY]
    return Answer(matter, this_time, last, ready)


def _of_this_time(steps: Sequence[Step]) -> Sequence[Step]:
    """Those since the order was opened again or sent back: what was said and shown before is not how it ended."""
    begun = max((place for place, step in enumerate(steps) if step.action in ANEW), default=0)
    return steps[begun:]


def row_of(answer: Answer, shape: Shape, pictures: str) -> list[str | datetime]:
    """What stands in the order's line. Numbers of persons are masked; the order's number is all that names it."""
    matter, case = answer.matter, answer.matter.case
    told = _last(answer, _TELLS)
    outcome = outcome_here(matter, matter.version)
    said: dict[str, str | datetime] = {
        "number": case.source_number,
        "round": str(case.source_round),
        "again": str(case.source_round - 1),
        "title": mask_numbers(matter.title),
        "unit": _unit(matter, told),
        "who": told.actor_name if told else "",
        "when": told.at if told else "",
        "how": _means(answer),
        "solved": _("yes") if rules.is_solved(outcome, solved=case.solved) else _("no"),
        "reason": str(CloseReason(outcome or CloseReason.SOLVED).label),
        "text": rules.shortened(mask_numbers(_words(answer)), shape.text_max),
        "ended": answer.end.at,
        "pictures": pictures,
    }
    return [said[means] if means else "" for _title, means in shape.columns]


def _last(answer: Answer, actions: Sequence[str]) -> Step | None:
    return next((step for step in reversed(answer.steps) if step.action in actions), None)


def _unit(matter: Matter, told: Step | None) -> str:
    """The one that has it; of what no unit has the one that said how it ended, as a rule the desk."""
    if matter.holder:
        return matter.holder.name
    return names_of_units({told.unit_id})[told.unit_id] if told and told.unit_id else ""


def _words(answer: Answer) -> str:
    """What the source was told; before that what was said last of what was done, or of why it was not."""
    step = _last(answer, ("report_back",)) or _last(answer, _TELLS)
    return str(step.content.text) if step and hasattr(step, "content") else ""


def _means(answer: Answer) -> str:
    step = _last(answer, ("contact", "reach"))
    return str(Means(step.facts["means"]).label) if step else ""


class Proofs:
    """A zip of what proves the results, a folder for each order; what would make it too large is left out, and said."""

    def __init__(self) -> None:
        self.count = 0
        self._bytes = 0
        self._folders: set[str] = set()
        self._out = io.BytesIO()
        self._package = zipfile.ZipFile(self._out, "w")

    def add(self, answer: Answer) -> str:
        """Pack the order's proofs; what its line says of them."""
        folder = rules.folder_of(answer.matter.case.source_number, self._folders)
        left_out, names = 0, []
        for place, proof in enumerate(answer.proofs, 1):
            if self._bytes + proof.bytes > settings.RESULT_PICTURES_MAX_BYTES:
                left_out += 1
                continue
            names.append(f"{folder}/{place}{ENDINGS[proof.mime]}")
            self._package.writestr(names[-1], ready_content(proof.id))
            self._bytes += proof.bytes
        self.count += len(names)
        self._folders |= {folder.casefold()} if names else set()
        more = [_("%(count)s not enclosed: too large") % {"count": left_out}] if left_out else []
        return "；".join([*names, *more])

    def content(self) -> bytes:
        """Empty where there is none."""
        self._package.close()
        return self._out.getvalue() if self.count else b""


@dataclass(frozen=True)
class Written:
    """The lines of a file, those of the orders below the others, and of its orders the ends that the next file looks
    back to."""

    head: Sequence[Sequence[str]]
    orders: Sequence[Sequence[Any]]
    ends: Sequence[str]


def written(file: ResultFile, proofs: Proofs) -> Written:
    shape = shape_for(file)
    head = [*shape.head, [title for title, _means in shape.columns]]
    orders, ends = [], []
    for answer in answers_for(file):
        orders.append(row_of(answer, shape, proofs.add(answer)))
        if answer.end.at > file.until - _ON_ITS_WAY:
            ends.append(str(answer.end.pk))
    return Written(head, orders, ends)
