"""From raw upload to photo or document: what the job ``files.process`` does to the row and the bytes of one file, and
the bytes of voice clips and documents, which lie sealed.

Photos are shared by content. Whoever puts content on disk or takes it away first locks that content, so that none
is taken away while another row begins to use it. Bytes are erased by a job after the rows are gone: were it done in
the transaction, a rollback would leave rows without bytes; were it done after, a crash would leave bytes for good.
"""

import hashlib
from contextlib import AbstractContextManager
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.choices import FileKind, FileState, RefusalReason
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import SealedBlob, StoredFile
from xiuhuazhen.core.files.pictures import Picture, UnusablePhoto, reencode
from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault
from xiuhuazhen.core.files.rules.looks import MOST_ALIKE, MOST_COMPARED, SAME_LOOK, difference
from xiuhuazhen.core.files.rules.pdf import read_pdf
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.ids import parse_id

_RAW = "files.StoredFile.raw"
_CONTENT = "files.StoredFile.content"
_REASONS = {
    UploadFault.PROTECTED: RefusalReason.PROTECTED,
    UploadFault.PROGRAMS: RefusalReason.PROGRAMS,
    UploadFault.INSIDE: RefusalReason.INSIDE,
    UploadFault.UNPACKS_TO_TOO_MUCH: RefusalReason.UNPACKS_TO_TOO_MUCH,
}


def quarantine(file_id: UUID, content: bytes) -> None:
    disk.write(Folder.QUARANTINE, str(file_id), sealing.seal_bytes(content, field=_RAW, row=str(file_id)))


def seal(file_id: UUID, content: bytes) -> None:
    disk.write(Folder.SEALED, str(file_id), sealing.seal_bytes(content, field=_CONTENT, row=str(file_id)))


def unsealed(file_id: UUID) -> bytes:
    """A voice clip or document. Raises ``FileNotFoundError``."""
    return sealing.unseal_bytes(disk.read(Folder.SEALED, str(file_id)), field=_CONTENT, row=str(file_id))


def process(file_id: UUID, *, looking_into: AbstractContextManager[None]) -> None:
    """Make the photo from the raw bytes, or let the document through, or refuse it. Does nothing to a file that is no
    longer pending.

    The bytes are looked into in ``looking_into``. Bytes that are not there are no reason to refuse: a disk may be
    missing.
    """
    kind = StoredFile.objects.filter(pk=file_id, state=FileState.PENDING).values_list("kind", flat=True).first()
    if kind is None:
        return
    raw = _raw(file_id)
    if kind == FileKind.PHOTO:
        _make_photo(file_id, raw, looking_into)
    else:
        _let_through(file_id, raw, looking_into)


def _make_photo(file_id: UUID, raw: bytes, looking_into: AbstractContextManager[None]) -> None:
    try:
        with looking_into:
            picture = reencode(raw, max_pixels=settings.PHOTO_MAX_PIXELS)
    except UnusablePhoto as fault:
        refuse(file_id, fault.reason)
    else:
        _accept(file_id, picture)


def _let_through(file_id: UUID, raw: bytes, looking_into: AbstractContextManager[None]) -> None:
    try:
        with looking_into:
            read_pdf(raw)
    except Unacceptable as refused:
        refuse(file_id, _REASONS.get(refused.fault, RefusalReason.DAMAGED))
        return
    seal(file_id, raw)
    facts = {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)}
    StoredFile.objects.filter(pk=file_id, state=FileState.PENDING).update(state=FileState.READY, **facts)
    disk.remove(Folder.QUARANTINE, str(file_id))


def note_alike(file_id: UUID) -> None:
    """Note which photos look the same as this one: here and not where they are shown, because only one of the two
    databases can count bits. Called after the photo was made, so that of two made at once one finds the other."""
    file = StoredFile.objects.filter(pk=file_id, look__isnull=False).first()
    if file is None or file.look is None:
        return
    others = StoredFile.objects.filter(look__isnull=False).exclude(pk=file_id).order_by("-pk")
    looks = others.values_list("pk", "look")[:MOST_COMPARED]
    found = islice((pk for pk, look in looks if difference(look or 0, file.look) <= SAME_LOOK), MOST_ALIKE)
    file.alike.add(*StoredFile.objects.filter(pk__in=list(found)))


def refuse(file_id: UUID, reason: RefusalReason) -> None:
    StoredFile.objects.filter(pk=file_id, state=FileState.PENDING).update(state=FileState.REFUSED, refusal=reason)
    disk.remove(Folder.QUARANTINE, str(file_id))


def _raw(file_id: UUID) -> bytes:
    return sealing.unseal_bytes(disk.read(Folder.QUARANTINE, str(file_id)), field=_RAW, row=str(file_id))


def _accept(file_id: UUID, picture: Picture) -> None:
    sha256 = hashlib.sha256(picture.content).hexdigest()
    with disk.draft(picture.content) as photo, disk.draft(picture.preview) as preview, transaction.atomic():
        _lock_content(sha256)
        pending = StoredFile.objects.filter(pk=file_id, state=FileState.PENDING)
        if pending.update(state=FileState.READY, sha256=sha256, **_facts(picture)):
            disk.publish(photo, Folder.PHOTOS, sha256)
            disk.publish(preview, Folder.PREVIEWS, sha256)
    disk.remove(Folder.QUARANTINE, str(file_id))


def _facts(picture: Picture) -> dict[str, str | int | None]:
    return {
        "mime": picture.mime,
        "bytes": len(picture.content),
        "width": picture.width,
        "height": picture.height,
        "look": picture.look,
    }


def erase_unreferenced(folder: Folder, name: str) -> None:
    """Remove bytes from disk unless a row still speaks of them."""
    with transaction.atomic():
        if folder == Folder.PHOTOS:
            _lock_content(name)
        if not _is_referenced(folder, name):
            disk.remove(folder, name)
            if folder == Folder.PHOTOS:
                disk.remove(Folder.PREVIEWS, name)


def _is_referenced(folder: Folder, name: str) -> bool:
    if folder == Folder.PHOTOS:
        return StoredFile.objects.filter(sha256=name).exists()
    row_id = parse_id(name)
    if row_id is None:
        return False
    if folder == Folder.QUARANTINE:
        return StoredFile.objects.filter(pk=row_id, state=FileState.PENDING).exists()
    return SealedBlob.objects.filter(pk=row_id).exists() or StoredFile.objects.filter(pk=row_id).exists()


def _lock_content(sha256: str) -> None:
    """Until the end of the transaction nobody else stores or erases this content.

    SQLite lets one transaction write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])
