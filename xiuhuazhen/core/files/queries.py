"""What owners show of their files, photos that look the same, and the contents of sealed files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files import disk, processing
from xiuhuazhen.core.files.choices import FileKind, FileState
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import Attachment, SealedBlob, StoredFile
from xiuhuazhen.core.kit import clock, sealing
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.masking import mask_numbers

OPENED = "files.attachment.opened"
BLOB_CONTENT = "files.SealedBlob.content"


@dataclass(frozen=True)
class AttachmentInfo:
    """``width`` and ``height`` in pixels, of photos; ``seconds`` of voice clips, 0 where nobody knows; ``name`` of
    documents, with numbers of persons masked. ``refusal`` is a sentence, empty unless the state is refused."""

    id: UUID
    owner_id: str
    position: int
    kind: FileKind
    state: FileState
    refusal: str
    mime: str
    bytes: int
    width: int
    height: int
    seconds: int
    name: str


@dataclass(frozen=True)
class BlobContent:
    filename: str
    content: bytes


def attachments_of(owner_type: str, owner_ids: Collection[object]) -> dict[str, list[AttachmentInfo]]:
    """Files of many owners in one query, by owner id, in order. Owners without files are left out."""
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
        kind=FileKind(file.kind),
        state=FileState(file.state),
        refusal=file.get_refusal_display() if file.refusal else "",
        mime=file.mime,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
        seconds=file.seconds,
        name=file.name.masked(mask_numbers),
    )


def similar_photos(attachment_ids: Collection[UUID], *, owner_type: str) -> dict[UUID, list[AttachmentInfo]]:
    """Earlier photos of other owners of this kind that look the same, newest first, by attachment.

    A hint that a picture was used before, for people to look at. Whoever shows it asks for each owner found whether
    the person may see it. Photos without such are left out, and so are those that are being prepared.
    """
    found = _earlier(attachment_ids, owner_type) if attachment_ids else {}
    if not found:
        return {}
    rows = Attachment.objects.select_related("file").in_bulk({pk for pks in found.values() for pk in pks})
    return {pk: [info(rows[other]) for other in others] for pk, others in found.items()}


def _earlier(asked: Collection[UUID], owner_type: str) -> dict[UUID, list[UUID]]:
    """Chosen and put in order here: asked to do so, SQLite walks through every attachment that there is."""
    pairs = StoredFile.alike.through.objects.filter(
        from_storedfile__attachments__in=asked,
        to_storedfile__attachments__pk__lt=F("from_storedfile__attachments__pk"),
    )
    sides = ("to_storedfile__attachments", "from_storedfile__attachments")
    fields = [f"{side}__{name}" for side in sides for name in ("pk", "owner_type", "owner_id")]
    found: dict[UUID, list[UUID]] = {}
    for other, kind, owner, own, _own_kind, own_owner in sorted(pairs.values_list(*fields), reverse=True):
        if kind == owner_type and owner != own_owner:
            found.setdefault(own, []).append(other)
    return found


def ready_content(attachment_id: UUID) -> bytes:
    """The bytes of a file that is ready. Whoever gives them out has asked whether that may be."""
    file = Attachment.objects.select_related("file").get(pk=attachment_id).file
    if file.kind == FileKind.PHOTO:
        return disk.path_of(Folder.PHOTOS, file.sha256).read_bytes()
    return processing.unsealed(file.pk)


def opened_today(attachment_ids: Collection[UUID], *, by: Actor, at: datetime) -> set[UUID]:
    """Which of these the person has opened on record today."""
    if not attachment_ids:
        return set()
    midnight = clock.end_of_day(clock.local_date(at) - timedelta(days=1))
    rows = AuditRow.objects.filter(subject_type="files.attachment", subject_id__in=[str(pk) for pk in attachment_ids])
    today = rows.filter(action=OPENED, actor_key=by.key, at__gte=midnight, at__lte=at)
    return {UUID(pk) for pk in today.values_list("subject_id", flat=True)}


def blob_content(blob_id: UUID) -> BlobContent:
    """Name and bytes of a sealed file. Raises ``NotFound`` once it was erased."""
    blob = SealedBlob.objects.filter(pk=blob_id).first()
    if blob is None:
        raise NotFound(_("This file has been erased."))
    sealed = disk.read(Folder.SEALED, str(blob.pk))
    return BlobContent(blob.filename.open(), sealing.unseal_bytes(sealed, field=BLOB_CONTENT, row=str(blob.pk)))
