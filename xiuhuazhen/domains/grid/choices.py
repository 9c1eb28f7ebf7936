from django.db import models
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.people.choices import UnitKind


class PostTitle(models.TextChoices):
    GRID_HEAD = "grid_head", _("grid head")
    GRID_WORKER = "grid_worker", _("grid worker")
    MICRO_GRID_LEADER = "micro_grid_leader", _("micro-grid leader")


PARTIES = (
    UnitKind.PARTNER,
    UnitKind.DEPARTMENT,
    UnitKind.STATION,
    UnitKind.PARTY_BRANCH,
    UnitKind.VOLUNTEER_TEAM,
)
"""What works together with a grid, beside its own workers (四方联动: grid, units, Party branches, volunteer teams)."""
