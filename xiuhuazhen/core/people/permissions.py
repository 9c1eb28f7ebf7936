"""Permissions by name. Apps declare theirs in ``wiring`` and say which offices hold them; code asks for the name."""

from dataclasses import dataclass

from django.utils.functional import Promise

from xiuhuazhen.core.people.choices import RoleName


@dataclass(frozen=True)
class Permission:
    """``title`` says in a few words what it lets a program do; without one no program can be given it. ``guarded``
    asks those who sign in for their second factor."""

    sentence: str | Promise
    roles: frozenset[RoleName]
    title: str | Promise = ""
    guarded: bool = False


LEAD_SHIFT = "people.lead_shift"
"""The permission to be duty leader for the units of the area that one leads, beside those who work for them."""

_permissions: dict[str, Permission] = {}


def register(
    name: str,
    sentence: str | Promise,
    *,
    roles: tuple[RoleName, ...],
    title: str | Promise = "",
    guarded: bool = False,
) -> None:
    """Declare permission ``name`` (``cases.dispatch``), the sentence people read, and the offices that hold it."""
    _permissions[name] = Permission(sentence, frozenset(roles), title, guarded)


def known(name: str) -> Permission:
    """The declaration of ``name``; raises ``KeyError`` when there is none."""
    return _permissions[name]


def all_names() -> frozenset[str]:
    return frozenset(_permissions)


def open_to_programs() -> frozenset[str]:
    """Those that somebody may give to a program: what opens personal data or lets others in is for people alone."""
    return frozenset(name for name, permission in _permissions.items() if permission.title)


def guarded() -> frozenset[str]:
    return frozenset(name for name, permission in _permissions.items() if permission.guarded)


def held_by(role: str) -> frozenset[str]:
    """The permissions that come with an office."""
    return frozenset(name for name, permission in _permissions.items() if role in permission.roles)
