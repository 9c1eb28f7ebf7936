"""Where what somebody searched for stands in the matters of a page."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.documents import texts_of
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules import terms

_AROUND = 16

Stretches = list[tuple[str, bool]]
"""Text in stretches, each with whether it was searched for."""


def with_numbers(found: QuerySet[Matter]) -> QuerySet[Matter]:
    """The matters with the other numbers that :func:`hits` looks through, in the same query."""
    fields = (field for kind in kinds.all_kinds() for field in kind.source_fields.values())
    return found.select_related(*{field.partition("__")[0] for field in fields if "__" in field})


def hits(matters: Sequence[Matter], words: Sequence[terms.Word]) -> dict[UUID, dict[str, Any]]:
    """The title and the number of each matter with the hits in them; where the title has none, the part of its texts
    about the first, or the other number by which it was found."""
    found = {matter.pk: _in_its_head(matter, words) for matter in matters}
    bare = [matter for matter in matters if not _any_hit(found[matter.pk]["title_parts"])]
    steps = _steps(bare)
    excerpts = {matter.pk: _excerpt(matter, steps[matter.pk], words) for matter in bare}
    nowhere = [matter for matter in bare if not excerpts[matter.pk] and not _any_hit(found[matter.pk]["number_parts"])]
    excerpts |= {matter.pk: _other_number(matter, words) for matter in nowhere}
    for matter in bare:
        found[matter.pk]["excerpt_parts"] = terms.marked(excerpts[matter.pk], words)
    return found


def _any_hit(stretches: Stretches) -> bool:
    return any(hit for _text, hit in stretches)


def _excerpt(matter: Matter, steps: Sequence[Step], words: Sequence[terms.Word]) -> str:
    texts = map(mask_numbers, texts_of(matter, steps))
    return next(filter(None, (terms.excerpt(text, words, around=_AROUND) for text in texts)), "")


def _other_number(matter: Matter, words: Sequence[terms.Word]) -> str:
    numbers = kinds.get(matter.kind).numbers
    known = numbers(matter) if numbers else ()
    found = next((number for number in known if _any_hit(terms.marked(number, words))), "")
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
