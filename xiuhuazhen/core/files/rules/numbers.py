"""Whole numbers out of bytes."""

from typing import Literal


def number(content: bytes | bytearray, start: int, length: int, order: Literal["big", "little"] = "big") -> int:
    """Raises ``IndexError`` where the bytes end before the number does."""
    part = content[start : start + length]
    if len(part) < length:
        raise IndexError
    return int.from_bytes(part, order)
