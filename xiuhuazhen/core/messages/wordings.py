"""In which words the product tells of something. What is shipped holds until an administrator words it otherwise for an
area; the nearest area counts, and in it what was said for the very channel before what was said for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.messages.models import Wording
from xiuhuazhen.core.messages.rules import filled
from xiuhuazhen.core.messages.topics import SUBJECT_LENGTH
from xiuhuazhen.core.norms.queries import path_ids

Words = str | Promise

NUMBER = "number"
PLACEHOLDERS: Mapping[str, Words] = {NUMBER: pgettext_lazy("placeholder", "number")}
"""What can stand in braces, and how people write it. Nothing of a person is among them: a message carries a link."""

EXAMPLE = {NUMBER: "630102005-20261123-0007"}
REQUIRED = frozenset({NUMBER})
"""Without the number nobody knows which matter is meant."""


@dataclass(frozen=True)
class MessageKind:
    """``title`` says of what it tells, ``to`` whom; ``shipped`` are the words of the product, with ``%(number)s``. One
    for somebody ``outside`` comes as a text message or an e-mail alone."""

    title: Words
    to: Words
    shipped: Words
    outside: bool
    path: str

    def said(self, given: Mapping[str, str]) -> str:
        return str(self.shipped) % given


_kinds: dict[str, MessageKind] = {}


def register(name: str, kind: MessageKind) -> None:
    """Declare a message (``cases.case.dispatch.holder``) in its owner's wiring."""
    _kinds[name] = kind


def all_kinds() -> dict[str, MessageKind]:
    return dict(_kinds)


def wording_in_force(name: str, channel: str, *, area_path: str, on: date) -> Wording | None:
    """What was last said for the nearest area on this day; its text is empty where that is the shipped wording. Nothing
    where nobody has said anything."""
    rows = reference.remembered("messages.wordings", _by_name).get(name, ())
    for area_id in reversed(path_ids(area_path)):
        for way in dict.fromkeys((channel, "")):
            found = [row for row in rows if (row.area_id, row.channel) == (area_id, way) and row.valid_from <= on]
            if found:
                return found[-1]
    return None


def subject_for(name: str, channel: str, *, given: Mapping[str, str], area_path: str, on: date) -> str:
    """The subject in the words that hold there on that day; empty where those are the shipped ones."""
    row = wording_in_force(name, channel, area_path=area_path, on=on)
    said = filled(row.text, given) if row else ""
    return said if len(said) <= SUBJECT_LENGTH else ""


def is_worded(name: str) -> bool:
    """Whether anybody has ever worded this otherwise, so that most messages ask for nothing more."""
    return name in reference.remembered("messages.wordings", _by_name)


def _by_name() -> dict[str, list[Wording]]:
    found: dict[str, list[Wording]] = {}
    for row in Wording.objects.order_by("valid_from", "set_at", "id"):
        found.setdefault(row.name, []).append(row)
    return found
