"""Shapes that programs see of any matter, and of any refusal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict


class Problem(Schema):
    """RFC 9457 problem details. ``type`` is stable; ``detail`` is for people; ``fields`` names inputs."""

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] = Field(default_factory=dict)


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


class ActionIn(Schema):
    """``id`` is the sender's own for this command, ``version`` the matter's as they know it. What else an action
    asks is named in the field errors of the answer."""

    model_config = ConfigDict(extra="allow")

    id: UUID
    version: int = Field(ge=0, le=1_000_000)
    note: str = Field("", max_length=2000)

    def asked(self) -> dict[str, Any]:
        """The inputs beside id and version, by the names of the action's form."""
        return {"text": self.note, **(self.model_extra or {})}
