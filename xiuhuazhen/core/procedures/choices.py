from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    ORDINARY = "ordinary", _("ordinary")
    URGENT = "urgent", _("urgent")
