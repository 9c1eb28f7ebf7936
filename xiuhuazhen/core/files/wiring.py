from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit_name
from xiuhuazhen.core.files import jobs, queries
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.kit.retention import DataClass, declare


def wire() -> None:
    _declare_retention()
    register_audit_name("files.upload.received", _("A file was received"))
    register_audit_name("files.photo.erased", _("A photo was erased"))
    register_audit_name("files.voice.erased", _("A voice clip was erased"))
    register_audit_name("files.document.erased", _("A document was erased"))
    register_audit_name(queries.OPENED, _("A file was opened that could tell who the reporter is"))
    register_audit_name("files.blob.stored", _("A spreadsheet was stored"))
    register_audit_name("files.blob.erased", _("A spreadsheet was erased"))
    _offer_jobs()


def _offer_jobs() -> None:
    """None may be called off: a report waits for its photos, and what has expired must go."""
    prepares = _("Prepare a photo or document")
    registry.register("files.process", jobs.process, label=prepares, max_attempts=10, queue="files")
    registry.register("files.erase_bytes", jobs.erase_bytes, label=_("Remove an erased file from the disk"))
    registry.register(
        "files.erase_expired", jobs.erase_expired, label=_("Erase files that have expired"), lease=timedelta(minutes=10)
    )
    registry.schedule("files.erase_expired", at_time=time(2, 30), job_name="files.erase_expired")


def _declare_retention() -> None:
    with_owner = pgettext_lazy("kept", "as long as its owner; 24 hours when nobody claimed it")
    files = {
        "StoredFile": pgettext_lazy("held", "files: photos, recordings, documents"),
        "Upload": pgettext_lazy("held", "files sent and not yet used"),
    }
    for model, held in files.items():
        declare(f"files.{model}", DataClass.PERSONAL, held=held, keep=with_owner, eraser="files.erase_expired")
    declare(
        "files.Attachment",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "which file belongs to which step"),
        keep=pgettext_lazy("kept", "as long as its owner, which erases it"),
    )
    declare(
        "files.SealedBlob",
        DataClass.SENSITIVE,
        held=pgettext_lazy("held", "spreadsheets, sealed"),
        keep=pgettext_lazy("kept", "30 days"),
        eraser="files.erase_expired",
    )
