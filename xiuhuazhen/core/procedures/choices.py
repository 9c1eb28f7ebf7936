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


class WorkState(models.TextChoices):
    """How far a spreadsheet or an action on many matters is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class BulkResult(models.TextChoices):
    """What became of one of many matters."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("not done")
