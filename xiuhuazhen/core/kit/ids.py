"""Identifiers that any machine can make: UUIDv7, ordered by the time they were made."""

from uuid import NAMESPACE_URL, UUID, uuid5

from uuid_utils.compat import uuid7

NAMESPACE = uuid5(NAMESPACE_URL, "https://xiuhuazhen.invalid/")


def new_id() -> UUID:
    return uuid7()


def derived_id(*parts: str) -> UUID:
    """The same id for the same parts, so that work that is repeated is recognised as the same work."""
    return uuid5(NAMESPACE, "\x1f".join(parts))


def parse_id(text: str) -> UUID | None:
    """The id in ``text``, or ``None`` when it is not one."""
    try:
        return UUID(text)
    except (ValueError, AttributeError):
        return None
