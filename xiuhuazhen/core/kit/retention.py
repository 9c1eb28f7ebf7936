"""What each model holds, for how long, and what erases it. A shape test fails for a model that says nothing."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class DataClass(models.TextChoices):
    PUBLIC = "public", pgettext_lazy("data class", "public")
    INTERNAL = "internal", pgettext_lazy("data class", "internal")
    PERSONAL = "personal", pgettext_lazy("data class", "personal")
    SENSITIVE = "sensitive", pgettext_lazy("data class", "sensitive")


@dataclass(frozen=True)
class Retention:
    """``held`` says for people what the rows are; ``keep`` is how long they stay ("as long as the matter", "30 days
    after import"); ``eraser`` names the scheduled job that does it, or is empty where the rows are permanent or leave
    with their owner."""

    data_class: DataClass
    held: str | Promise
    keep: str | Promise
    eraser: str = ""


_declared: dict[str, Retention] = {}


def declare(
    model_label: str, data_class: DataClass, *, held: str | Promise, keep: str | Promise, eraser: str = ""
) -> None:
    """Say once, in the app's wiring, how long rows of ``app_label.Model`` are kept."""
    _declared[model_label] = Retention(data_class, held, keep, eraser)


def declared() -> dict[str, Retention]:
    return dict(_declared)
