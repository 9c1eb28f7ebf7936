"""Taking files in, giving them to their owner, and erasing them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.files import disk, processing
from xiuhuazhen.core.files.choices import FileKind, FileState
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.limits import limits
from xiuhuazhen.core.files.models import Attachment, SealedBlob, StoredFile, Upload
from xiuhuazhen.core.files.queries import BLOB_CONTENT, OPENED, AttachmentInfo, info, opened_today
from xiuhuazhen.core.files.refusals import not_taken
from xiuhuazhen.core.files.rules.faults import Unacceptable
from xiuhuazhen.core.files.rules.names import clean_name
from xiuhuazhen.core.files.rules.uploads import BLOB_LIFE, ENDINGS, UPLOAD_LIFE, Accepted, inspect, kind_of
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.retention import DataClass

_ORPHAN_AGE = timedelta(days=1)


def receive_upload(*, content: bytes, filename: str, by: Actor, at: datetime, upload_id: UUID | None = None) -> Upload:
    """Take in a photo or large document, which a job prepares, or a voice clip or document, which are ready at once.

    ``upload_id`` is for whoever may send the same file again: then it is the upload that it was before. Raises
    ``InvalidInput`` (field ``file``) for everything else.
    """
    upload_id = upload_id or uuid4()
    if before := Upload.objects.filter(pk=upload_id).first():
        return before
    found = _inspected(content, filename)
    file = _stored(found, filename, at)
    try:
        return _left(file, upload_id, by, at)
    except IntegrityError:  # the same file came twice at the same moment
        return Upload.objects.get(pk=upload_id)


@transaction.atomic
def _left(file: StoredFile, upload_id: UUID, by: Actor, at: datetime) -> Upload:
    file.save(force_insert=True)
    upload = Upload(pk=upload_id, file=file, uploader_key=by.key, created_at=at, expires_at=at + UPLOAD_LIFE)
    upload.save(force_insert=True)
    record("files.upload.received", subject=upload, by=by, at=at)
    if file.state == FileState.PENDING:
        enqueue("files.process", at=at, by_key=by.key, file_id=file.pk)
    return upload


def _inspected(content: bytes, filename: str) -> Accepted:
    try:
        return inspect(content, filename, limits())
    except Unacceptable as refused:
        raise not_taken(refused.fault, kind_of(content)) from refused


def _stored(found: Accepted, filename: str, at: datetime) -> StoredFile:
    """The row, not saved yet, of bytes that are on disk. What is cut short here is erased as an orphan."""
    file = StoredFile(kind=found.kind, mime=found.mime, width=found.width, height=found.height, created_at=at)
    if found.kind == FileKind.DOCUMENT:
        file.name = clean_name(filename, ENDINGS[found.mime])
    if found.kind == FileKind.PHOTO or found.unread:
        file.bytes = len(found.content)
        processing.quarantine(file.pk, found.content)
        return file
    processing.seal(file.pk, found.content)
    file.state, file.seconds = FileState.READY, found.seconds
    file.sha256, file.bytes = hashlib.sha256(found.content).hexdigest(), len(found.content)
    return file


@transaction.atomic
def claim_uploads(
    *,
    ids: Sequence[UUID],
    owner_type: str,
    owner_id: str,
    by: Actor,
    at: datetime,
    data_class: DataClass = DataClass.PERSONAL,
) -> list[AttachmentInfo]:
    """Give uploads to their owner, in this order. The owner's own history tells of it.

    Raises ``InvalidInput`` (field ``files``; ``extra["uploads"]`` says why for each id) and then claims none. An
    upload that this owner has already is no fault.
    """
    wanted = list(dict.fromkeys(ids))
    uploads = {row.pk: row for row in _locked(wanted)}
    held = _held([row for row in uploads.values() if row.claimed_at is not None])
    owner = (owner_type, owner_id)
    _refuse_unclaimable({pk: _claim_fault(uploads.get(pk), held.get(pk), owner, by, at) for pk in wanted})
    fresh = _attachments([uploads[pk] for pk in wanted if pk not in held], owner, at, data_class)
    Attachment.objects.bulk_create(fresh)
    Upload.objects.filter(pk__in=[row.upload_id for row in fresh]).update(claimed_at=at)
    held |= {row.upload_id: row for row in fresh}
    return [info(held[pk]) for pk in wanted]


def _attachments(
    uploads: Sequence[Upload], owner: tuple[str, str], at: datetime, data_class: DataClass
) -> list[Attachment]:
    """Unsaved, after those that the owner has."""
    owner_type, owner_id = owner
    start = Attachment.objects.filter(owner_type=owner_type, owner_id=owner_id).count()
    return [
        Attachment(
            file=upload.file,
            upload=upload,
            owner_type=owner_type,
            owner_id=owner_id,
            data_class=data_class,
            position=position,
            created_at=at,
        )
        for position, upload in enumerate(uploads, start)
    ]


def _locked(ids: Sequence[UUID]) -> Sequence[Upload]:
    rows = Upload.objects.select_for_update(of=("self",)).select_related("file")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _held(claimed: Sequence[Upload]) -> dict[UUID, Attachment]:
    """Asked after the lock is had: joined to the locked rows, it would be what was true before the wait."""
    if not claimed:
        return {}
    return {row.upload_id: row for row in Attachment.objects.select_related("file").filter(upload__in=claimed)}


def _claim_fault(
    upload: Upload | None, held: Attachment | None, owner: tuple[str, str], by: Actor, at: datetime
) -> str:
    """Somebody else's upload looks the same as none. What was left without a name belongs to whoever has its id."""
    if upload is None or upload.uploader_key not in (by.key, PUBLIC.key):
        return "unknown"
    if held is not None:
        return "" if (held.owner_type, held.owner_id) == owner else "used"
    return "expired" if upload.expires_at <= at else ""


def _refuse_unclaimable(faults: dict[UUID, str]) -> None:
    sentences = {
        "unknown": _("file %(number)s is not here"),
        "used": _("file %(number)s was used already"),
        "expired": _("file %(number)s is older than 24 hours"),
    }
    wrong = [sentences[fault] % {"number": number} for number, fault in enumerate(faults.values(), 1) if fault]
    if wrong:
        sentence = _("Please add these files again: %(files)s.") % {
            "files": pgettext("between listed things", ", ").join(wrong)
        }
        uploads = {str(pk): fault for pk, fault in faults.items() if fault}
        raise InvalidInput(sentence, fields={"files": sentence}, uploads=uploads)


def store_bytes(*, content: bytes, filename: str, purpose: str, by: Actor, at: datetime) -> SealedBlob:
    """Keep a spreadsheet, encrypted, for 30 days. Its size is the caller's to check."""
    blob = SealedBlob(
        purpose=purpose,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        created_by=by.key,
        created_at=at,
        expires_at=at + BLOB_LIFE,
    )
    blob.filename = filename
    disk.write(Folder.SEALED, str(blob.pk), sealing.seal_bytes(content, field=BLOB_CONTENT, row=str(blob.pk)))
    with transaction.atomic():
        blob.save(force_insert=True)
        record("files.blob.stored", subject=blob, by=by, at=at, after={"purpose": purpose, "bytes": len(content)})
    return blob


@transaction.atomic
def open_attachment(*, attachment: Attachment, area_code: str, by: Actor, at: datetime) -> None:
    """Record that the person opens a file that could tell who wants to stay unknown; once for each day."""
    Attachment.objects.select_for_update().get(pk=attachment.pk)
    if not opened_today([attachment.pk], by=by, at=at):
        record(OPENED, subject=attachment, by=by, at=at, area_code=area_code)


@transaction.atomic
def erase_attachments(*, owner_type: str, owner_id: str, by: Actor, at: datetime) -> int:
    """Erase an owner's files for good. Returns how many."""
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("upload")
    found = list(rows.filter(owner_type=owner_type, owner_id=owner_id).order_by("pk"))
    for row in found:
        row.delete()
        _erase_file(row.upload, by=by, at=at)
    return len(found)


def erase_expired(*, by: Actor, at: datetime) -> int:
    """Erase uploads that nobody claimed in time, sealed files past their 30 days, and bytes that no row speaks of.
    Returns how many uploads and sealed files."""
    unclaimed = Upload.objects.filter(claimed_at__isnull=True, expires_at__lte=at).values_list("pk", flat=True)
    uploads, blobs = list(unclaimed), list(SealedBlob.objects.filter(expires_at__lte=at))
    for upload in uploads:
        _erase_unclaimed(upload, by=by, at=at)
    for blob in blobs:
        erase_blob(blob=blob, by=by, at=at)
    _erase_orphans(at - _ORPHAN_AGE)
    return len(uploads) + len(blobs)


@transaction.atomic
def _erase_unclaimed(upload_id: UUID, *, by: Actor, at: datetime) -> None:
    rows = Upload.objects.select_for_update()
    if upload := rows.filter(pk=upload_id, claimed_at__isnull=True).first():
        _erase_file(upload, by=by, at=at)


def _erase_file(upload: Upload, *, by: Actor, at: datetime) -> None:
    file = StoredFile.objects.select_for_update().get(pk=upload.file_id)
    record(f"files.{file.kind}.erased", subject=file, by=by, at=at)
    upload.delete()
    StoredFile.objects.filter(pk=file.pk).delete()
    _erase_bytes(Folder.QUARANTINE, str(file.pk), at=at)
    if file.kind != FileKind.PHOTO:
        _erase_bytes(Folder.SEALED, str(file.pk), at=at)
    elif file.sha256:
        _erase_bytes(Folder.PHOTOS, file.sha256, at=at)


@transaction.atomic
def erase_blob(*, blob: SealedBlob, by: Actor, at: datetime) -> None:
    record("files.blob.erased", subject=blob, by=by, at=at, before={"purpose": blob.purpose})
    SealedBlob.objects.filter(pk=blob.pk).delete()
    _erase_bytes(Folder.SEALED, str(blob.pk), at=at)


def _erase_bytes(folder: Folder, name: str, *, at: datetime) -> None:
    enqueue("files.erase_bytes", at=at, folder=folder, name=name)


def _erase_orphans(before: datetime) -> None:
    """Bytes of writes that were cut short: a crash between the file and its row, or a transaction rolled back."""
    disk.clear_held()
    for path in disk.written_before(Folder.DRAFTS, before):
        path.unlink(missing_ok=True)
    for folder in (Folder.QUARANTINE, Folder.SEALED):
        for path in disk.written_before(folder, before):
            processing.erase_unreferenced(folder, path.name)
