"""The hash chain of a matter's steps: nobody changes history without its showing."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.canonical import canonical, digest
from xiuhuazhen.core.kit.sealing import Unreadable
from xiuhuazhen.core.procedures.models import Matter, Step, StepContent

GENESIS = b"\0" * 32
_RANDOM_BYTES = 16


def link(step: Step) -> bytes:
    """SHA-256 (32 bytes) over the hash before and this step's columns."""
    return digest(bytes(step.previous_hash), _columns(step))


def content_digest(salt: bytes, *, text: str, personal: str, uploads: list[str]) -> bytes:
    return digest(salt, {"text": text, "personal": personal, "uploads": uploads})


def unguessable(personal: str) -> str:
    """The text to be sealed: random signs before it, so that nobody finds out a telephone number by comparing the
    digest of each, which is stored in the clear. Empty text stays empty."""
    return f"{secrets.token_hex(_RANDOM_BYTES)}\n{personal}" if personal else ""


def personal_of(content: StepContent) -> str:
    """The personal data of a step in the clear, without the random signs before it."""
    return str(content.personal.open()).partition("\n")[2]


def request_digest(salt: bytes, request: Mapping[str, Any], *, key_id: str = "") -> bytes:
    """What was sent, as a keyed digest after the key's id: comparable here, and by nobody without the key."""
    key_id = key_id or sealing.newest_key_id()
    keyed = sealing.keyed_digest(salt + canonical(dict(request)), purpose="request", key_id=key_id)
    return key_id.encode() + b"\0" + keyed


def same_request(content: StepContent, request: Mapping[str, Any]) -> bool:
    """Whether this is the request that led to the step."""
    kept = bytes(content.request_digest)
    key_id = kept.partition(b"\0")[0].decode()
    return hmac.compare_digest(kept, request_digest(bytes(content.salt), request, key_id=key_id))


def faults(matter: Matter) -> list[str]:
    """What does not hold in the matter's chain, in order; empty when it proves. Erased contents are no fault."""
    found: list[str] = []
    before = GENESIS
    steps = list(matter.steps.select_related("content").order_by("number"))
    for number, step in enumerate(steps, start=1):
        if step.number != number:
            found.append(_("%(matter)s: step %(step)d is missing") % {"matter": matter.number, "step": number})
        said = {"matter": matter.number, "step": step.number}
        if bytes(step.previous_hash) != before or bytes(step.hash) != link(step):
            found.append(_("%(matter)s: step %(step)d was changed") % said)
        if not _content_holds(step):
            found.append(_("%(matter)s: the text of step %(step)d was changed") % said)
        before = bytes(step.hash)
    if len(steps) != matter.version:
        said = {"matter": matter.number, "taken": matter.version, "here": len(steps)}
        found.append(_("%(matter)s: %(taken)d steps were taken and %(here)d are there") % said)
    return found


def _content_holds(step: Step) -> bool:
    content: StepContent | None = getattr(step, "content", None)
    if content is None:
        return True
    try:
        personal = content.personal.open()
    except Unreadable:
        return False
    uploads = step.facts.get("uploads", [])
    wanted = content_digest(bytes(content.salt), text=content.text, personal=personal, uploads=uploads)
    return bytes(step.content_digest) == wanted


def _columns(step: Step) -> dict[str, Any]:
    return {
        "matter": str(step.matter_id),
        "number": step.number,
        "action": step.action,
        "from": step.from_state,
        "to": step.to_state,
        "at": _utc(step.at),
        "actor": [step.actor_key, step.actor_name],
        "unit": str(step.unit_id or ""),
        "due": _utc(step.due_at),
        "facts": step.facts,
        "basis": step.basis,
        "content": bytes(step.content_digest).hex(),
        "command": str(step.command_id),
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
