"""Commands from outside carry an id. The audit row that one left answers when it comes again."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.canonical import digest
from xiuhuazhen.core.kit.errors import SameIdOtherBody


def marked(command_id: UUID | None, request: Any) -> dict[str, str]:
    """What a row's ``after`` keeps of a command, so that the same is known again; nothing for one without an id."""
    return {"request": digest(b"", request).hex()} if command_id else {}


def repeated(by: Actor, command_id: UUID | None, *, action: str, request: Any) -> AuditRow | None:
    """The row that this very command left before. Raises ``SameIdOtherBody`` when the id was used for another one.

    Ask after the lock under which the action works, so that the same command sent twice at once finds itself.
    """
    row = AuditRow.objects.filter(actor_key=by.key, command_id=command_id).first() if command_id else None
    if row and (row.action, row.after.get("request")) != (action, marked(command_id, request)["request"]):
        raise SameIdOtherBody(_("This was sent before with other contents. Reload the page and send it anew."))
    return row
