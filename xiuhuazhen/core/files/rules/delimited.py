"""Tables written as text (csv): in which encoding, divided by which sign, and what stands in their lines."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DIVIDERS = ",;\t"
_LOOKED_AT = 20
_NEVER_IN_TEXT = frozenset(map(chr, {*range(32)} - {9, 10, 12, 13, 26}))


class NoTable(ValueError):  # noqa: N818 - says what it is
    pass


def text_of(content: bytes) -> str:
    """The text, by its mark, or as UTF-8, UTF-16 or GB18030. Raises :class:`NoTable` for what is none of these."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NEVER_IN_TEXT & set(text):
            return text
    raise NoTable


def _encodings(content: bytes) -> Iterator[str]:
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    if marked:
        yield marked[0]
    elif b"\0" in content[:400]:
        # Every second byte of plain signs is empty: behind them in one order, before them in the other.
        yield "utf-16-be" if content[:400:2].count(0) > content[1:400:2].count(0) else "utf-16-le"
    else:
        yield from ("utf-8", "gb18030")


def rows_of(text: str) -> Iterator[list[str]]:
    """The records of the text; a line end within quotes belongs to its cell. Raises :class:`NoTable`."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_divider(text))
    except csv.Error as fault:
        raise NoTable from fault


def _divider(text: str) -> str:
    """The sign that divides most of the first lines into the same number of cells, and into the most."""
    return max(_DIVIDERS, key=lambda sign: _evenness(text, sign))


def _evenness(text: str, sign: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    try:
        for row, _number in zip(csv.reader(io.StringIO(text, newline=""), delimiter=sign), range(_LOOKED_AT)):  # noqa: B905
            widths[len(row)] += 1
    except csv.Error:
        return 0, 0
    width, lines = widths.most_common(1)[0] if widths else (1, 0)
    return (lines, width) if width > 1 else (0, width)
