"""Norms are addressed by name; whoever asks for a name that no app has declared is stopped."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class NormName:
    """``title`` is what people read; ``units`` are the units in which the number may be given."""

    title: str | Promise
    units: tuple[str, ...]


_names: dict[str, NormName] = {}


def register(name: str, title: str | Promise, *, units: tuple[str, ...]) -> None:
    _names[name] = NormName(title, units)


def known(name: str) -> NormName:
    """The declaration of ``name``; raises ``KeyError`` when there is none."""
    return _names[name]


def all_names() -> dict[str, NormName]:
    return dict(_names)
