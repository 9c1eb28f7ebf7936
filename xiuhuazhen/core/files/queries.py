"""What owners show of their files, photos that look the same, and the contents of sealed files."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.choices import FileKind, FileState
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import Attachment, SealedBlob
from xiuhuazhen.core.files.rules.looks import SAME_LOOK, difference
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.masking import mask_numbers

MOST_COMPARED = 50_000
"""Photos, the newest, with which one is compared."""

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


def similar_photos(
    attachment_ids: Collection[UUID], *, owner_type: str, within: int = SAME_LOOK
) -> dict[UUID, list[AttachmentInfo]]:
    """Earlier photos of other owners of this kind that look the same, newest first, by attachment.

    A hint that a picture was used before, for people to look at. Whoever shows it asks for each owner found whether
    the person may see it. Photos without such are left out.
    """
    if not attachment_ids:
        return {}
    looks = _looks(owner_type, attachment_ids)
    asked = [each for each in looks if each[0] in attachment_ids]
    earlier = [each for each in looks if each[3] == owner_type]
    found = {each[0]: _alike(each, earlier, within) for each in asked}
    rows = Attachment.objects.select_related("file").in_bulk({pk for pks in found.values() for pk in pks})
    return {pk: [info(rows[other]) for other in others] for pk, others in found.items() if others}


Look = tuple[UUID, str, int | None, str]
"""Attachment, owner, how it looks, and what kind of owner it is."""


def _looks(owner_type: str, asked: Collection[UUID]) -> list[Look]:
    """Those asked for and the earlier ones in one query; they are compared here and not in the database, since only
    one of the two can count bits."""
    wanted = Q(owner_type=owner_type, pk__lt=max(asked)) | Q(pk__in=asked)
    rows = Attachment.objects.filter(wanted, file__look__isnull=False).order_by("-pk")
    return list(rows.values_list("pk", "owner_id", "file__look", "owner_type")[: MOST_COMPARED + len(asked)])


def _alike(asked: Look, looks: Collection[Look], within: int) -> list[UUID]:
    own, own_owner, look, _own_type = asked
    return [
        pk
        for pk, owner_id, other, _type in looks
        if pk < own and owner_id != own_owner and _looks_like(other, look, within)
    ]


def _looks_like(look: int | None, other: int | None, within: int) -> bool:
    return look is not None and other is not None and difference(look, other) <= within


def photo_content(attachment_id: UUID) -> bytes:
    """The bytes of a photo that is ready. Whoever gives them out has asked whether that may be."""
    row = Attachment.objects.select_related("file").get(pk=attachment_id)
    return disk.path_of(Folder.PHOTOS, row.file.sha256).read_bytes()


def blob_content(blob_id: UUID) -> BlobContent:
    """Name and bytes of a sealed file. Raises ``NotFound`` once it was erased."""
    blob = SealedBlob.objects.filter(pk=blob_id).first()
    if blob is None:
        raise NotFound(_("This file has been erased."))
    sealed = disk.read(Folder.SEALED, str(blob.pk))
    return BlobContent(blob.filename.open(), sealing.unseal_bytes(sealed, field=BLOB_CONTENT, row=str(blob.pk)))
