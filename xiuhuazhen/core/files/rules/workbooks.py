"""How much a spreadsheet holds, counted before it is opened: whoever opens it makes an object of each element."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO

MOST_STRINGS = 500_000
"""Shared strings; all of them are read before the first line is."""

MOST_CELLS = 1_000_000
MOST_ELEMENTS = 4_000_000
_CHUNK = 1024 * 1024
_STRING = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?si[\s/>]")
_CELL = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?c[\s/>]")
_LONGEST_HEAD = 64
"""Bytes in which the begin of an element can be told."""

_OTHER_LETTERS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
"""How a part begins whose elements could not be counted: two or four bytes a letter."""

_MORE_THAN_IT_SAYS = b"<!ENTITY"


class TooMuch(Exception):  # noqa: N818 - names what is wrong
    pass


def weigh(content: bytes) -> None:
    """Raises :class:`TooMuch`. Counts in every part, whatever its name: which is what is written inside the package."""
    strings = cells = elements = 0
    for piece in _pieces(content):
        strings += sum(1 for _ in _STRING.finditer(piece))
        cells += sum(1 for _ in _CELL.finditer(piece))
        elements += piece.count(b"<") - piece.count(b"</")
        if strings > MOST_STRINGS or cells > MOST_CELLS or elements > MOST_ELEMENTS or _MORE_THAN_IT_SAYS in piece:
            raise TooMuch


def _pieces(content: bytes) -> Iterator[bytes]:
    """The parts one after the other, cut before an element begins."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for entry in package.infolist():
            with package.open(entry) as part:
                yield from _cut(part)


def _cut(part: IO[bytes]) -> Iterator[bytes]:
    rest = part.read(_CHUNK)
    if rest.startswith(_OTHER_LETTERS):
        raise TooMuch
    while chunk := part.read(_CHUNK):
        whole = rest + chunk
        end = whole.rfind(b"<", len(whole) - _LONGEST_HEAD)
        end = len(whole) if end < 0 else end
        yield whole[:end]
        rest = whole[end:]
    yield rest
