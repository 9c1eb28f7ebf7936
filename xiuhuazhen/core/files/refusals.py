"""Sentences for uploads that are not taken in: what is wrong, and what to do."""

from django.conf import settings
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.choices import FileKind
from xiuhuazhen.core.files.rules.faults import UploadFault
from xiuhuazhen.core.kit.errors import InvalidInput

_MEGABYTE = 1024 * 1024


def not_taken(fault: UploadFault, kind: FileKind | None) -> InvalidInput:
    """The refusal, with the field ``file`` and the fault as ``extra["reason"]``."""
    sentence = _of_kind(kind).get(fault) if kind else None
    sentence = sentence or _of_any()[fault]
    return InvalidInput(sentence, fields={"file": sentence}, reason=fault.value)


def _of_kind(kind: FileKind) -> dict[UploadFault, str]:
    return {FileKind.PHOTO: _of_photos, FileKind.VOICE: _of_voice, FileKind.DOCUMENT: _of_documents}[kind]()


def _of_photos() -> dict[UploadFault, str]:
    return {
        UploadFault.TOO_MANY_BYTES: _("The photo is larger than %(size)s MB. Please send a smaller one.")
        % {"size": settings.PHOTO_MAX_BYTES // _MEGABYTE},
        UploadFault.BROKEN: _("The photo is damaged. Please choose it again or take a new one."),
    }


def _of_voice() -> dict[UploadFault, str]:
    return {
        UploadFault.TOO_MANY_BYTES: _("The recording is larger than %(size)s MB. Please send a shorter one.")
        % {"size": settings.VOICE_MAX_BYTES // _MEGABYTE},
        UploadFault.BROKEN: _("The recording is damaged or of a kind that is not played here. Please record it anew."),
    }


def _of_documents() -> dict[UploadFault, str]:
    return {
        UploadFault.TOO_MANY_BYTES: _("The document is larger than %(size)s MB. Please send a smaller one.")
        % {"size": settings.DOCUMENT_MAX_BYTES // _MEGABYTE},
        UploadFault.BROKEN: _("The document is damaged. Please open it, save it anew and send that."),
    }


def _of_any() -> dict[UploadFault, str]:
    return {
        UploadFault.EMPTY: _("The file is empty. Please choose it again."),
        UploadFault.TOO_MANY_BYTES: _("The file is too large. Please send a smaller one."),
        UploadFault.TOO_MANY_PIXELS: _("The photo has too many pixels. Please send a smaller one."),
        UploadFault.TOO_LONG: _("The recording is longer than %(minutes)s minutes. Please send a shorter one.")
        % {"minutes": settings.VOICE_MAX_SECONDS // 60},
        UploadFault.WRONG_TYPE: _(
            "This file cannot be taken. Please send a photo (JPEG, PNG, WebP), a recording, or a PDF, docx or xlsx."
        ),
        UploadFault.HEIC: _("Photos in HEIC format cannot be read here. Please send a screenshot of it, or a JPEG."),
        UploadFault.VIDEO: _("Videos cannot be taken. Please send photos or a recording of the voice."),
        UploadFault.OLD_OFFICE: _(
            "This document is in an old format or has a password. Please save it as docx, xlsx or PDF without one."
        ),
        UploadFault.BROKEN: _("The file is damaged. Please choose it again."),
        UploadFault.PROTECTED: _("The document has a password. Please save it without one and send that."),
        UploadFault.PROGRAMS: _("The document holds macros or scripts. Please print it to a new PDF and send that."),
        UploadFault.INSIDE: _(
            "The document holds other files or draws them in. Please print it to a new PDF and send that."
        ),
        UploadFault.UNPACKS_TO_TOO_MUCH: _(
            "The document unpacks to far more than it should. Please print it to a new PDF and send that."
        ),
    }
