"""The hash chain of a matter's steps: nobody changes history without its showing."""

from datetime import UTC, datetime
from typing import Any

from xiuhuazhen.core.kit.canonical import digest
from xiuhuazhen.core.kit.sealing import Unreadable
from xiuhuazhen.core.procedures.models import Matter, Step, StepContent

GENESIS = b"\0" * 32


def link(step: Step) -> bytes:
    """SHA-256 (32 bytes) over the hash before and this step's columns."""
    return digest(bytes(step.previous_hash), _columns(step))


def content_digest(salt: bytes, *, text: str, personal: str, uploads: list[str]) -> bytes:
    return digest(salt, {"text": text, "personal": personal, "uploads": uploads})


def faults(matter: Matter) -> list[str]:
    """What does not hold in the matter's chain, in order; empty when it proves. Erased contents are no fault."""
    found: list[str] = []
    before = GENESIS
    steps = list(matter.steps.select_related("content").order_by("number"))
    for number, step in enumerate(steps, start=1):
        if step.number != number:
            found.append(f"{matter.number}: step {number} is missing")
        if bytes(step.previous_hash) != before or bytes(step.hash) != link(step):
            found.append(f"{matter.number}: step {step.number} was changed")
        if not _content_holds(step):
            found.append(f"{matter.number}: the text of step {step.number} was changed")
        before = bytes(step.hash)
    if len(steps) != matter.version:
        found.append(f"{matter.number}: {matter.version} steps were taken and {len(steps)} are there")
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
