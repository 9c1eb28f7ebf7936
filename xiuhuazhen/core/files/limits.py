"""How much is taken in, as the settings have it."""

from django.conf import settings

from xiuhuazhen.core.files.rules.uploads import Limits


def limits() -> Limits:
    return Limits(
        photo_bytes=settings.PHOTO_MAX_BYTES,
        photo_pixels=settings.PHOTO_MAX_PIXELS,
        voice_bytes=settings.VOICE_MAX_BYTES,
        voice_seconds=settings.VOICE_MAX_SECONDS,
        document_bytes=settings.DOCUMENT_MAX_BYTES,
        unpacked_bytes=settings.DOCUMENT_MAX_UNPACKED_BYTES,
    )
