"""Norms are addressed by name; whoever asks for a name that no app has declared is stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from xiuhuazhen.core.areas.models import Area

Warns = Callable[[int, str, Area, date, datetime], str]
"""Value, unit, area, first day and the present moment: what somebody should know before they set it, or nothing."""


@dataclass(frozen=True)
class NormName:
    """``title`` is what people read; ``units`` are the units in which the number may be given, from ``least`` to
    ``most``. Whoever sets a value on a page agrees to what ``warns`` says of it. ``counts``: time limits are counted
    by it, and ask for it again as long as they run."""

    title: str | Promise
    units: tuple[str, ...]
    least: int = 0
    most: int | None = None
    warns: Warns | None = None
    counts: bool = False

    def may_be(self, value: object) -> bool:
        """Whether a number lies within what makes sense here; office hours do."""
        return not isinstance(value, int) or (self.least <= value and (self.most is None or value <= self.most))


_names: dict[str, NormName] = {}


def register(
    name: str,
    title: str | Promise,
    *,
    units: tuple[str, ...],
    least: int = 0,
    most: int | None = None,
    warns: Warns | None = None,
    counts: bool = False,
) -> None:
    _names[name] = NormName(title, units, least, most, warns, counts)


def known(name: str) -> NormName:
    """The declaration of ``name``; raises ``KeyError`` when there is none."""
    return _names[name]


def all_names() -> dict[str, NormName]:
    return dict(_names)
