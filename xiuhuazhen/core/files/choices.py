from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FileKind(TextChoices):
    PHOTO = "photo", pgettext_lazy("file", "Photo")
    VOICE = "voice", pgettext_lazy("file", "Voice clip")
    DOCUMENT = "document", pgettext_lazy("file", "Document")


class FileState(TextChoices):
    PENDING = "pending", pgettext_lazy("photo", "Being prepared")
    READY = "ready", pgettext_lazy("photo", "Ready")
    REFUSED = "refused", pgettext_lazy("photo", "Cannot be shown")


class RefusalReason(TextChoices):
    """Why a photo that looked right from outside could not be used."""

    DAMAGED = "damaged", _("The photo is damaged.")
    TOO_LARGE = "too-large", _("The photo has too many pixels.")
    LOST = "lost", _("The file was lost.")
