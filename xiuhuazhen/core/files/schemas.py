from uuid import UUID

from ninja import Schema


class UploadReceived(Schema):
    """``id`` is good for one report, for 24 hours."""

    id: UUID
