"""Sentences for uploads that are no photo: what is wrong, and what to do."""

from django.conf import settings
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.rules import PhotoFault
from xiuhuazhen.core.kit.errors import InvalidInput


def no_photo(fault: PhotoFault) -> InvalidInput:
    """The refusal, with the field ``file`` and the fault as ``extra["reason"]``."""
    sentence = _sentence(fault)
    return InvalidInput(sentence, fields={"file": sentence}, reason=fault.value)


def _sentence(fault: PhotoFault) -> str:
    megabytes = settings.PHOTO_MAX_BYTES // (1024 * 1024)
    return {
        PhotoFault.EMPTY: _("The photo is empty. Please choose it again."),
        PhotoFault.TOO_MANY_BYTES: _("The photo is larger than %(size)s MB. Please send a smaller one.")
        % {"size": megabytes},
        PhotoFault.TOO_MANY_PIXELS: _("The photo has too many pixels. Please send a smaller one."),
        PhotoFault.HEIC: _("Photos in HEIC format cannot be read here. Please send a screenshot of it, or a JPEG."),
        PhotoFault.NO_PHOTO: _("This is not a photo. Please choose a JPEG, PNG or WebP picture."),
        PhotoFault.BROKEN: _("The photo is damaged. Please choose it again or take a new one."),
    }[fault]
