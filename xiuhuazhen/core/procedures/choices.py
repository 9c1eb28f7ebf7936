from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    ORDINARY = "ordinary", _("ordinary")
    URGENT = "urgent", _("urgent")


class Why(models.TextChoices):
    """Why an open matter stands still."""

    NOBODY = "nobody", _("nobody can act")
    LATE = "late", _("late, and everybody knows")
    UNDECIDED = "undecided", _("asked for and not decided")
    STILL = "still", _("paused or shelved past its date")
    OUTSIDE = "outside", _("waits for others too long")
    FAULT = "fault", _("a fault here, tried again every hour")
