"""The part of a file that somebody asks for (RFC 9110, section 14). Players ask so when one moves on in a clip."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@dataclass(frozen=True)
class Part:
    """From ``start`` up to and without ``stop``."""

    start: int
    stop: int


class OutOfRange(Exception):  # noqa: N818 - names what it is
    pass


def part_wanted(header: str, size: int) -> Part | None:
    """``None`` when the whole is wanted, or something is that may be answered with the whole: several parts at once,
    other units, what cannot be read. Raises :class:`OutOfRange` for a part that begins behind the end."""
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        part = Part(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        part = Part(int(first), min(size, int(last) + 1) if last else size)
    if part.start >= size:
        raise OutOfRange
    return part
