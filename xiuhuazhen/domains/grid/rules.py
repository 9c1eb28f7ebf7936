"""How large a grid is against what is usual."""

from enum import StrEnum


class Size(StrEnum):
    BELOW = "below"
    USUAL = "usual"
    ABOVE = "above"


def size_of(count: int, *, least: int | None, most: int | None) -> Size | None:
    """Where a count lies against the usual span, ends included; ``None`` where nothing says what is usual."""
    if least is None and most is None:
        return None
    if most is not None and count > most:
        return Size.ABOVE
    return Size.BELOW if least is not None and count < least else Size.USUAL
