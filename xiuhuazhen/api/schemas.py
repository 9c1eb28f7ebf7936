"""Shapes that programs see of any matter, and of any refusal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

from xiuhuazhen.core.kit.errors import InvalidInput


class Problem(BaseModel):
    """RFC 9457 problem details. ``type`` is stable; ``detail`` is for people; ``fields`` names inputs and says what
    is wrong with each; ``about`` is what else programs may want to know."""

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] = Field(default_factory=dict)
    about: dict[str, Any] = Field(default_factory=dict)


class MatterOut(Schema):
    """``due`` is null where no limit is set and after closing. Times are ISO 8601 with offset."""

    number: str
    kind: str
    title: str
    state: str
    urgency: str
    category: str
    area: str
    holder: str
    opened: datetime
    due: datetime | None
    closed: datetime | None
    close_reason: str
    version: int
    url: str


class MattersOut(Schema):
    """``next`` is the cursor of the page after this one, empty on the last."""

    items: list[MatterOut]
    next: str


class StepOut(Schema):
    number: int
    action: str
    at: datetime
    who: str
    to_state: str
    text: str


class MatterDetail(MatterOut):
    steps: list[StepOut]
    actions: list[str]


_TEXTS: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class ActionIn(BaseModel):
    """``id`` is the sender's own for this command, ``version`` the matter's as they know it. What else an action
    asks (texts, or lists of texts) is named in the field errors of the answer; what it does not ask is refused."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": _TEXTS})

    id: UUID
    version: int = Field(ge=0, le=1_000_000)
    note: str = Field("", max_length=2000)

    def asked(self) -> dict[str, str | list[str]]:
        """The inputs beside id and version, by the names of the action's form. Raises ``InvalidInput``."""
        given = self.model_extra or {}
        wrong = {name: _("This must be text or a list of texts.") for name in given if not _is_text(given[name])}
        if wrong:
            raise InvalidInput(_("Some inputs are missing or have the wrong form."), fields=wrong)
        return {name: value for name, value in {"text": self.note, **given}.items() if value}


def _is_text(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in items)
