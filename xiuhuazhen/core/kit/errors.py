"""Refusals: what a person or program asked for and cannot have, said so that they know what to do next.

Every refusal has a stable ``type`` for programs (RFC 9457), a status, and a sentence for people. Actions raise
them; doors translate them into a page or a problem document. They are no faults of the server.
"""

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Base of all refusals. ``fields`` names inputs with what is wrong with each; ``extra`` is data for programs."""

    type: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, message: str, *, fields: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}
        self.extra = extra


class InvalidInput(Refusal):
    type = "invalid-input"
    status = 422


class NotFound(Refusal):
    """Absent, or not to be seen by this person: the two look the same."""

    type = "not-found"
    status = 404


class Forbidden(Refusal):
    """The person may see the thing and may not do this to it."""

    type = "forbidden"
    status = 403


class Conflict(Refusal):
    type = "conflict"
    status = 409


class StaleVersion(Conflict):
    """Somebody else changed the object first. ``extra['changes']`` says what happened since."""

    type = "stale-version"


class SameIdOtherBody(Conflict):
    """A client id was used again for something else."""

    type = "same-id-other-body"


class TooMany(Refusal):
    type = "too-many-requests"
    status = 429
