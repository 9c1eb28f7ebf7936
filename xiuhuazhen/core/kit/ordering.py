"""In which order people look for names in a list."""

import re

_NUMBER = re.compile(r"(\d+)", re.ASCII)


def natural(name: str) -> list[tuple[int, str]]:
    """A key by which the second comes before the tenth: digits count as numbers, everything else as it is written."""
    parts = enumerate(_NUMBER.split(name))
    return [(int(part), "") if place % 2 else (0, part) for place, part in parts]
