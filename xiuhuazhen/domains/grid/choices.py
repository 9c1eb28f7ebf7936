from django.db import models
from django.utils.translation import gettext_lazy as _


class PostTitle(models.TextChoices):
    GRID_HEAD = "grid_head", _("grid head")
    GRID_WORKER = "grid_worker", _("grid worker")
    MICRO_GRID_LEADER = "micro_grid_leader", _("micro-grid leader")
