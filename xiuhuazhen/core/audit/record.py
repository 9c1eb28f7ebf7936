"""Writing and naming audit rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import SameIdOtherBody

_names: dict[str, str | Promise] = {}


def register(name: str, sentence: str | Promise) -> None:
    """Declare an audit name (``areas.boundary.set``) with the sentence that people read."""
    _names[name] = sentence


def sentence(name: str) -> str:
    return str(_names[name])


def sentences() -> dict[str, str]:
    """Every name with its sentence."""
    return {name: str(said) for name, said in _names.items()}


def record(
    action: str,
    *,
    subject: models.Model,
    by: Actor,
    at: datetime,
    area_code: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    command_id: UUID | None = None,
) -> AuditRow:
    """Append one row in the caller's transaction. Raises ``KeyError`` for a name that nobody registered."""
    sentence(action)
    if not transaction.get_connection().in_atomic_block:
        message = "an audit row belongs into the transaction of what it records"
        raise RuntimeError(message)
    return AuditRow.objects.create(
        action=action,
        at=at,
        actor_key=by.key,
        actor_name=by.name,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        area_code=area_code,
        before=before or {},
        after=after or {},
        reason=reason,
        command_id=command_id,
    )


def earlier(*, by: Actor, command_id: UUID) -> AuditRow | None:
    """The row that this very command of the actor's led to, when it was sent before."""
    return AuditRow.objects.filter(actor_key=by.key, command_id=command_id).first()


def same_before(action: str, subject: models.Model, after: dict[str, Any], *, by: Actor, command_id: UUID) -> bool:
    """Whether this very command has made this change already. Raises ``SameIdOtherBody`` when it made another one;
    callers have locked the subject."""
    row = earlier(by=by, command_id=command_id)
    if row and (row.action, row.subject_id, row.after) != (action, str(subject.pk), after):
        raise SameIdOtherBody(_("This was sent before with other contents. Reload the page and send it anew."))
    return row is not None
