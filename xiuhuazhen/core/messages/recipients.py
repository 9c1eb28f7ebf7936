"""Whom a message is for, as text: ``person:<id>``, ``unit:<id>`` for the group chat of a unit, or
``<resolver>:<reference>`` for somebody outside, of whom a registered resolver knows how to reach them."""

from collections.abc import Callable
from dataclasses import dataclass

from xiuhuazhen.core.kit.ids import parse_id

PERSON, UNIT = "person", "unit"
RECIPIENT_LENGTH = 120


@dataclass(frozen=True)
class Address:
    """In the clear, held only while a message is handed over; either may be empty."""

    phone: str = ""
    email: str = ""


Resolve = Callable[[str], Address]
"""Called with the reference; an empty address for somebody who is gone or does not want to be told."""

_resolvers: dict[str, Resolve] = {}


def register_resolver(name: str, resolve: Resolve) -> None:
    """Declare in an app's wiring how to reach those whom its references name."""
    _resolvers[name] = resolve


def parted(recipient: str) -> tuple[str, str]:
    """Kind and reference. Raises ``ValueError`` for what is no recipient."""
    kind, _, reference = recipient.partition(":")
    known = parse_id(reference) is not None if kind in {PERSON, UNIT} else kind in _resolvers and bool(reference)
    if not known or len(recipient) > RECIPIENT_LENGTH:
        message = f"{recipient[:RECIPIENT_LENGTH]!r} is no recipient"
        raise ValueError(message)
    return kind, reference


def is_outside(recipient: str) -> bool:
    return recipient.partition(":")[0] not in {PERSON, UNIT}


def resolved(recipient: str) -> Address:
    kind, reference = parted(recipient)
    return _resolvers[kind](reference)
