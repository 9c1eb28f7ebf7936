"""What each model holds, for how long, and what erases it. A shape test fails for a model that says nothing."""

from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Retention:
    """``keep`` is a sentence ("as long as the matter", "30 days after import"); ``eraser`` names the job that does it,
    or is empty where the rows are permanent or leave with their owner."""

    data_class: DataClass
    keep: str
    eraser: str = ""


_declared: dict[str, Retention] = {}


def declare(model_label: str, data_class: DataClass, *, keep: str, eraser: str = "") -> None:
    """Say once, in the app's wiring, how long rows of ``app_label.Model`` are kept."""
    _declared[model_label] = Retention(data_class, keep, eraser)


def declared() -> dict[str, Retention]:
    return dict(_declared)
