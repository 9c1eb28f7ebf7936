"""Permissions by name. Apps declare theirs in ``wiring`` and say which offices hold them; code asks for the name."""

from dataclasses import dataclass

from django.utils.functional import Promise

from xiuhuazhen.core.people.choices import RoleName


@dataclass(frozen=True)
class Permission:
    sentence: str | Promise
    roles: frozenset[RoleName]


LEAD_SHIFT = "people.lead_shift"
"""The permission to be duty leader for the units of the area that one leads, beside those who work for them."""

_permissions: dict[str, Permission] = {}


def register(name: str, sentence: str | Promise, *, roles: tuple[RoleName, ...]) -> None:
    """Declare permission ``name`` (``cases.dispatch``), the sentence people read, and the offices that hold it."""
    _permissions[name] = Permission(sentence, frozenset(roles))


def known(name: str) -> Permission:
    """The declaration of ``name``; raises ``KeyError`` when there is none."""
    return _permissions[name]


def all_names() -> frozenset[str]:
    return frozenset(_permissions)


def held_by(role: str) -> frozenset[str]:
    """The permissions that come with an office."""
    return frozenset(name for name, permission in _permissions.items() if role in permission.roles)
