from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a norm's number counts. How time is counted: rules/counting.py."""

    HOUR_24X7 = "hour_24x7", _("hours, day and night")
    WORK_HOUR = "work_hour", _("office hours")
    WORK_DAY = "work_day", _("work days")
    DAY = "day", _("days")
    MONTH = "month", _("months")
    COUNT = "count", _("number")
    METRE = "metre", _("metres")
    HOURS_OF_DAY = "hours_of_day", _("hours of the day")


class Evidence(models.TextChoices):
    """How well a norm is known. Only V1 and V2 were read; the rest is shown as unverified."""

    V1 = "V1", _("read in the full text")
    V2 = "V2", _("read in a secondary text")
    C = "C", _("computed")
    M = "M", _("from memory, unverified")
    D = "D", _("set here, not a rule")


READ = frozenset({Evidence.V1, Evidence.V2})
"""Evidence of a text that somebody has read."""
