"""What happened, by name, and whom it concerns. The owner of a topic says in its wiring what messages come of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from xiuhuazhen.core.kit.masking import numbers_in
from xiuhuazhen.core.messages.recipients import is_outside, parted

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from xiuhuazhen.core.people.access import StaffActor

SUBJECT_LENGTH = 80
TEXT_LENGTH = 300
PATH_LENGTH = 200
KEY_LENGTH = 120


class UnknownTopic(LookupError):  # noqa: N818 - names what is wrong
    """Nobody registered a topic of this name."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing to tell one recipient (``recipients`` says how they are written).

    ``subject`` and ``text`` are short and hold no personal data: who wants to know more follows ``path``, an address of
    this site, and shows there who they are. ``urgent`` ones ignore quiet hours and are never collected. The same
    ``key`` for the same recipient is the same message. ``area_id`` is where it belongs, needed for recipients outside,
    whose own area nobody knows. ``about`` names what not everybody of an area may hear of: the message belongs to
    ``area_id`` then wherever its recipient works. Under ``wording`` (see ``wordings``) it may be worded otherwise, with
    what is ``given`` filled in. What is wrong with it raises ``ValueError``.
    """

    recipient: str
    subject: str
    text: str
    path: str
    urgent: bool
    key: str
    area_id: UUID | None = None
    about: UUID | None = None
    wording: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parted(self.recipient)
        if is_outside(self.recipient) and self.area_id is None:
            _refuse(f"{self.recipient} lies outside, so the notice must name an area")
        if numbers_in(self.subject) or numbers_in(self.text):
            _refuse(f"notice {self.key} holds a number of a person; a message carries a link instead")
        if not self.path.startswith("/") or self.path.startswith("//") or "\\" in self.path:
            _refuse(f"{self.path!r} is no address of this site")
        if self.about and self.area_id is None:
            _refuse(f"notice {self.key[:KEY_LENGTH]} is not for everybody, so it must name an area")
        self._check_lengths()

    def _check_lengths(self) -> None:
        lengths = {"subject": SUBJECT_LENGTH, "text": TEXT_LENGTH, "path": PATH_LENGTH, "key": KEY_LENGTH}
        for name, length in lengths.items():
            if len(getattr(self, name)) > length:
                _refuse(f"the {name} of notice {self.key[:KEY_LENGTH]} has more than {length} signs")
        if not self.subject or not self.key or len(self.subject.splitlines()) > 1:
            _refuse("a notice has a key, and a subject of one line")


def _refuse(message: str) -> None:
    raise ValueError(message)


Expand = Callable[[dict[str, Any], datetime], Iterable[Notice]]
"""Called as ``expand(payload, at)``, ``at`` being when it was posted. It reads and changes nothing: it may be called
again for the same payload."""

Conceal = Callable[["StaffActor"], "Iterable[QuerySet[Any, Any]]"]
"""The ids of what somebody must not hear of, as far as ``about`` of a topic's notices can name it."""

_topics: dict[str, Expand] = {}
_concealing: list[Conceal] = []


def register(topic: str, expand: Expand, *, conceal: Conceal | None = None) -> None:
    """Declare a topic (``procedures.step``) in its owner's wiring."""
    _topics[topic] = expand
    if conceal and conceal not in _concealing:
        _concealing.append(conceal)


def concealed_from(by: "StaffActor") -> "Iterator[QuerySet[Any, Any]]":
    """The ids of all that the person must not hear of."""
    return (ids for conceal in _concealing for ids in conceal(by))


def known(topic: str) -> Expand:
    """Raises :class:`UnknownTopic`."""
    try:
        return _topics[topic]
    except KeyError:
        message = f"no topic is named {topic!r}"
        raise UnknownTopic(message) from None
