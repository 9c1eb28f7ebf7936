"""What a result file says of each order: what was done, by whom, when and how, in the columns of its source."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.choices import FileKind, FileState
from xiuhuazhen.core.files.queries import AttachmentInfo, attachments_of, photo_content
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.evidence import OWNER
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import BatchKind, CloseReason, Means, Source, State
from xiuhuazhen.domains.cases.models import ImportRow, ResultFile, SourceTemplate
from xiuhuazhen.domains.cases.queries import ANEW, outcome_here, template_of

_ANSWERS = ("reply", "answer", "decline", "solve", "finish")
_TELLS = (*_ANSWERS, "close_shelved", "record_withdrawal", "void")
"""What says how it ended here. That it was reported back is none of these: by the hundred all say the same then."""
_ENDINGS = {".jpg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True)
class Shape:
    """The titles of a source's result file with what stands below each, and how long a text may be (0: any length)."""

    columns: Sequence[tuple[str, str]]
    text_max: int = 0


@dataclass(frozen=True)
class Answer:
    """An order that ended here. ``steps`` are those since its work began, or began anew; ``ended_at`` is when it ended;
    ``pictures`` are those that prove it."""

    matter: Matter
    steps: Sequence[Step]
    ended_at: datetime
    pictures: Sequence[AttachmentInfo]


def shape_of(template: SourceTemplate | None) -> Shape:
    if template is None or not template.result_columns:
        return Shape(rules.ANSWER_COLUMNS, template.result_text_max if template else 0)
    return Shape([(title, means) for title, means in template.result_columns], template.result_text_max)


def shape_for(file: ResultFile) -> Shape:
    return shape_of(template_of(file.area, file.source_name, BatchKind.ORDERS))


def answers_for(file: ResultFile) -> Iterator[Answer]:
    """The orders of the source in the area that ended here in the file's time, or those of its batch, by number."""
    found = Matter.objects.filter(case__source=Source.HOTLINE, case__source_name=file.source_name)
    found = found.filter(area__path__startswith=file.area.path).exclude(case__source_number="")
    if file.batch_id:
        rows = ImportRow.objects.filter(batch_id=file.batch_id).exclude(matter=None)
        found = found.filter(pk__in=rows.values_list("matter", flat=True))
    ended = Q(steps__to_state=State.REPORTING_BACK, steps__at__lte=file.until)
    ended &= Q(steps__at__gt=file.since) if file.since else Q()
    found = found.filter(ended).select_related("case", "holder").distinct()
    for matter in found.order_by("case__source_number", "case__source_round"):
        if answer := _answer(matter, file):
            yield answer


def _answer(matter: Matter, file: ResultFile) -> Answer | None:
    """Nothing for an order that is worked on again, and for one whose work ended before the file's time."""
    steps = list(matter.steps.select_related("content").order_by("number"))
    ends = [step for step in steps if step.to_state == State.REPORTING_BACK != step.from_state]
    last = ends[-1]
    over = matter.state in (State.REPORTING_BACK, State.AT_SOURCE, State.CLOSED, State.ARCHIVED)
    if not over or last.at > file.until or (file.since and last.at <= file.since):
        return None
    this_time, proofs = _of_this_time(steps), kinds.get(matter.kind).proofs
    shown = attachments_of(OWNER, [step.pk for step in this_time if step.action in proofs])
    pictures = [each for files in shown.values() for each in files if each.kind == FileKind.PHOTO]
    return Answer(matter, this_time, last.at, [each for each in pictures if each.state == FileState.READY])


def _of_this_time(steps: Sequence[Step]) -> Sequence[Step]:
    """Those since the order was opened again or sent back: what was said and shown before is not how it ended."""
    begun = max((place for place, step in enumerate(steps) if step.action in ANEW), default=0)
    return steps[begun:]


def row_of(answer: Answer, shape: Shape, pictures: str) -> list[str | datetime]:
    """What stands in the order's line. Numbers of persons are masked; the order's number is all that names it."""
    matter, case = answer.matter, answer.matter.case
    told = _last(answer, _ANSWERS)
    outcome = outcome_here(matter, matter.version)
    said: dict[str, str | datetime] = {
        "number": case.source_number,
        "round": str(case.source_round),
        "title": mask_numbers(matter.title),
        "unit": matter.holder.name if matter.holder else "",
        "who": told.actor_name if told else "",
        "when": told.at if told else "",
        "how": _means(answer),
        "solved": _("yes") if rules.is_solved(outcome, solved=case.solved) else _("no"),
        "reason": str(CloseReason(outcome or CloseReason.SOLVED).label),
        "text": rules.shortened(mask_numbers(_words(answer)), shape.text_max),
        "ended": answer.ended_at,
        "pictures": pictures,
    }
    return [said[means] if means else "" for _title, means in shape.columns]


def _last(answer: Answer, actions: Sequence[str]) -> Step | None:
    return next((step for step in reversed(answer.steps) if step.action in actions), None)


def _words(answer: Answer) -> str:
    """What was said last of what was done, to the reporter or among ourselves, or of why it was not."""
    step = _last(answer, _TELLS)
    return str(step.content.text) if step and hasattr(step, "content") else ""


def _means(answer: Answer) -> str:
    step = _last(answer, ("contact", "reach"))
    return str(Means(step.facts["means"]).label) if step else ""


class Pictures:
    """A zip of the pictures, a folder for each order; what would make it too large is left out, and said."""

    def __init__(self) -> None:
        self.count = 0
        self._bytes = 0
        self._out = io.BytesIO()
        self._package = zipfile.ZipFile(self._out, "w")

    def add(self, answer: Answer) -> str:
        """Pack the order's pictures; what its line says of them."""
        number = answer.matter.case.source_number
        left_out, names = 0, []
        for place, picture in enumerate(answer.pictures, 1):
            if self._bytes + picture.bytes > settings.RESULT_PICTURES_MAX_BYTES:
                left_out += 1
                continue
            ending = next(end for end, mime in _ENDINGS.items() if mime == picture.mime or end == ".png")
            names.append(f"{rules.folder_of(number)}/{place}{ending}")
            self._package.writestr(names[-1], photo_content(picture.id))
            self._bytes += picture.bytes
        self.count += len(names)
        more = [_("%(count)s not enclosed: too large") % {"count": left_out}] if left_out else []
        return "；".join([*names, *more])

    def content(self) -> bytes:
        """Empty where there is no picture."""
        self._package.close()
        return self._out.getvalue() if self.count else b""


def written(file: ResultFile, pictures: Pictures) -> tuple[list[list[Any]], int]:
    """The lines of the file, the titles first, and how many orders they are."""
    shape = shape_for(file)
    rows: list[list[Any]] = [[title for title, _means in shape.columns]]
    rows += [row_of(answer, shape, pictures.add(answer)) for answer in answers_for(file)]
    return rows, len(rows) - 1
