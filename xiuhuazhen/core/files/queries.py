"""What owners show of their photos, and the contents of sealed files."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.choices import FileState
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import Attachment, SealedBlob
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.errors import NotFound

BLOB_CONTENT = "files.SealedBlob.content"


@dataclass(frozen=True)
class AttachmentInfo:
    """``width`` and ``height`` in pixels; ``refusal`` is a sentence, empty unless the state is refused."""

    id: UUID
    owner_id: str
    position: int
    state: FileState
    refusal: str
    mime: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True)
class BlobContent:
    filename: str
    content: bytes


def attachments_of(owner_type: str, owner_ids: Collection[object]) -> dict[str, list[AttachmentInfo]]:
    """Photos of many owners in one query, by owner id, in order. Owners without photos are left out."""
    found: dict[str, list[AttachmentInfo]] = {}
    rows = Attachment.objects.filter(owner_type=owner_type, owner_id__in=[str(owner) for owner in owner_ids])
    for row in rows.select_related("file").order_by("owner_id", "position"):
        found.setdefault(row.owner_id, []).append(info(row))
    return found


def info(row: Attachment) -> AttachmentInfo:
    file = row.file
    return AttachmentInfo(
        id=row.pk,
        owner_id=row.owner_id,
        position=row.position,
        state=FileState(file.state),
        refusal=file.get_refusal_display() if file.refusal else "",
        mime=file.mime,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
    )


def blob_content(blob_id: UUID) -> BlobContent:
    """Name and bytes of a sealed file. Raises ``NotFound`` once it was erased."""
    blob = SealedBlob.objects.filter(pk=blob_id).first()
    if blob is None:
        raise NotFound(_("This file has been erased."))
    sealed = disk.read(Folder.SEALED, str(blob.pk))
    return BlobContent(blob.filename.open(), sealing.unseal_bytes(sealed, field=BLOB_CONTENT, row=str(blob.pk)))
