from uuid import uuid4

from django.db import models

from xiuhuazhen.core.files.choices import FileKind, FileState, RefusalReason
from xiuhuazhen.core.kit.fields import SealedTextField
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.retention import DataClass


class StoredFile(models.Model):
    """A photo, a voice clip or a document.

    Until a photo is ready its raw bytes lie sealed in quarantine; then the re-encoded bytes lie under their SHA-256,
    where rows with the same content share them. Voice clips and documents lie sealed under the row's id and are ready
    at once, but for large documents, which wait in quarantine until the job has looked into them. ``bytes`` and
    ``sha256`` are of what is kept. ``seconds`` is 0 where a clip does not say how long it is.
    ``look`` says how a photo looks (``pictures.look_of``); nothing for one that is too plain to be told from others.
    ``alike`` are photos that look the same, noted when the later of two is prepared.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=FileKind, default=FileKind.PHOTO)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.PENDING)
    refusal = models.CharField(max_length=20, choices=RefusalReason, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    mime = models.CharField(max_length=100)
    bytes = models.PositiveIntegerField(default=0)
    name = SealedTextField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    look = models.BigIntegerField(null=True, blank=True)
    alike = models.ManyToManyField("self", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="files_ready_has_content",
                condition=~models.Q(state=FileState.READY) | ~models.Q(sha256=""),
            )
        ]


class Upload(models.Model):
    """A parcel at the door: whoever left it may give it to one owner, once, until it expires."""

    # Not UUIDv7: for anonymous people the id is all that protects the parcel, and nobody may guess it from the time.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="uploads")
    uploader_key = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["expires_at"], condition=models.Q(claimed_at__isnull=True), name="files_upload_unclaimed"
            )
        ]


class Attachment(models.Model):
    """A file in the hands of its owner, who alone decides who sees it. The owner is named by text: files know no
    domain."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="attachment")
    owner_type = models.CharField(max_length=60)
    owner_id = models.CharField(max_length=60)
    data_class = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in DataClass])
    position = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner_type", "owner_id", "position"], name="files_attachment_owner")]


class SealedBlob(models.Model):
    """An imported or produced file that may name persons: encrypted on disk, erased when it expires."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    filename = SealedTextField()
    purpose = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
