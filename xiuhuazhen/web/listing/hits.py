"""Where what somebody searched for stands in the matters of a page."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.documents import texts_of
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules import terms

_AROUND = 16

Stretches = list[tuple[str, bool]]
"""Text in stretches, each with whether it was searched for."""


def hits(matters: Sequence[Matter], words: Sequence[terms.Word]) -> dict[UUID, dict[str, Any]]:
    """The title and the number of each matter with the hits in them; where the title has none, the part of its texts
    about the first, or the other number by which it was found."""
    found = {matter.pk: _in_its_head(matter, words) for matter in matters}
    bare = [matter for matter in matters if not any(hit for _text, hit in found[matter.pk]["title_parts"])]
    steps = _steps(bare)
    for matter in bare:
        texts = map(mask_numbers, texts_of(matter, steps[matter.pk]))
        parts = (terms.excerpt(text, words, around=_AROUND) for text in texts)
        excerpt = next(filter(None, parts), "") or _other_number(matter, words)
        found[matter.pk]["excerpt_parts"] = terms.marked(excerpt, words)
    return found


def _other_number(matter: Matter, words: Sequence[terms.Word]) -> str:
    numbers = kinds.get(matter.kind).numbers
    known = numbers(matter) if numbers else ()
    found = next((number for number in known if any(hit for _text, hit in terms.marked(number, words))), "")
    return gettext("Number at the source: %(number)s") % {"number": found} if found else ""


def _in_its_head(matter: Matter, words: Sequence[terms.Word]) -> dict[str, Stretches]:
    return {
        "title_parts": terms.marked(mask_numbers(matter.title), words),
        "number_parts": terms.marked(matter.number, words),
        "excerpt_parts": [],
    }


def _steps(matters: Sequence[Matter]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(matter__in=matters).select_related("content").order_by("number") if matters else ():
        found[step.matter_id].append(step)
    return found
