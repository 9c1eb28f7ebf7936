"""Whole numbers as people and programs write them into addresses and forms."""

_MOST_DIGITS = 9


def whole_number(text: str) -> int:
    """The number that ``text`` spells with ASCII digits, at most nine of them; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else 0
