"""Whether two photos look the same, by 64 bits each that say where a photo grows darker."""

SAME_LOOK = 5
"""Bits in which two shots of the same picture may differ after compressing, shrinking and brightening."""

MOST_COMPARED = 50_000
"""Photos, the newest, with which one is compared."""

MOST_ALIKE = 20
"""Photos, the newest, that are noted as looking the same as one: enough for somebody to look at."""


def difference(look: int, other: int) -> int:
    """How many of the 64 bits differ."""
    return ((look ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()
