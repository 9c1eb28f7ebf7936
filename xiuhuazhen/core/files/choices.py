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
    """Why a file that looked right from outside could not be used."""

    DAMAGED = "damaged", _("The file is damaged.")
    TOO_LARGE = "too-large", _("The photo has too many pixels.")
    PROTECTED = "protected", _("The document has a password.")
    PROGRAMS = "programs", _("The document holds macros or scripts.")
    INSIDE = "inside", _("The document holds other files or draws them in.")
    UNPACKS_TO_TOO_MUCH = "unpacks-to-too-much", _("The document unpacks to far more than it should.")
    LOST = "lost", _("The file was lost.")
