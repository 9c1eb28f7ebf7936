"""What taking in a report and taking in a complaint have in common."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput, SameIdOtherBody
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import rules

CONTACT_NAME_MAX = 100


@dataclass(frozen=True)
class Reported:
    """The answer to who reported. ``replayed`` when the same had come before."""

    matter: Matter
    step: Step
    query_code: str
    replayed: bool

    @property
    def area_code(self) -> str:
        return str(self.step.facts["area"])


class Given(Protocol):
    """What both consist of."""

    @property
    def contact_phone(self) -> str: ...
    @property
    def uploads(self) -> tuple[UUID, ...]: ...


def once(take_in: Callable[[], Reported], *, command_id: UUID, by: Actor) -> Reported:
    """What ``take_in`` gives; where somebody was quicker with the same id, theirs is committed then and is the answer.
    Raises ``SameIdOtherBody`` when it was somebody else's."""
    try:
        return take_in()
    except IntegrityError as fault:
        if not Step.objects.filter(actor_key=by.key, command_id=command_id).exists():
            sentence = _("This was sent before with other contents. Reload the page and send it anew.")
            raise SameIdOtherBody(sentence) from fault
        return take_in()


def tidied(given: Given, limits: Mapping[str, int], *, empty: str, wrong: Mapping[str, str]) -> dict[str, Any]:
    """The texts named in ``limits`` and the telephone number, as they are kept. Raises ``InvalidInput`` that names
    every field that is wrong, those of ``wrong`` among them; ``empty`` is said of an empty text."""
    found = dict(wrong)
    cleaned: dict[str, Any] = {name: _clean(getattr(given, name), limit, name, found) for name, limit in limits.items()}
    if not cleaned["text"]:
        found.setdefault("text", empty)
    try:
        cleaned["contact_phone"] = rules.plain_phone(given.contact_phone)
    except ValueError:
        found["contact_phone"] = _("This is no telephone number. Check the digits, or leave it empty.")
    if len(given.uploads) > settings.FILES_PER_REPORT:
        found["files"] = _("At most %(count)s files; please remove some.") % {"count": settings.FILES_PER_REPORT}
    if found:
        raise InvalidInput(_("Something needs correcting before this can be sent."), fields=found)
    return cleaned


def _clean(value: str, limit: int, name: str, wrong: dict[str, str]) -> str:
    try:
        text = rules.clean_text(value)
    except rules.UnreadableText:
        wrong[name] = _("This text holds a broken character. Please type it again.")
        return ""
    if len(text) > limit:
        wrong[name] = _("At most %(count)s characters; these are %(now)s.") % {"count": limit, "now": len(text)}
    return text


def personal(**given: str) -> str:
    """What is kept apart from the text, since it names a person; empty where nothing was given."""
    kept = {name: value for name, value in given.items() if value}
    return json.dumps(kept, ensure_ascii=False) if kept else ""
