"""An A4 sheet of codes as PDF, drawn by hand: squares for the code, and lines of text beneath it.

Text uses the font STSong-Light with the character map UniGB-UCS2-H, which the PDF standard names and every reader
replaces by a Chinese font of its own: nothing is embedded, so no font has to be licensed or installed here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

PAGE: Final = (595, 842)
"""Width and height of A4 in points."""

COLUMNS, ROWS = 2, 3
_MARGIN, _SIDE = 42.0, 150.0
_LINE: Final = 16.0
_FONT: Final = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    b"/ItalicAngle 0/Ascent 752/Descent -271/CapHeight 737/StemV 58>>/DW 1000/W[1[500] 814 939 500]>>]>>"
)


@dataclass(frozen=True)
class Printed:
    """One code: its squares row by row, and the lines beneath it, the first of them the largest."""

    squares: Sequence[Sequence[bool]]
    lines: tuple[str, ...]


def pdf(codes: Sequence[Printed]) -> bytes:
    """Six codes on a page."""
    on_a_page = COLUMNS * ROWS
    pages = [codes[start : start + on_a_page] for start in range(0, len(codes), on_a_page)] or [()]
    numbers = [4 + 2 * order for order in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[0 0 {PAGE[0]} {PAGE[1]}]>>".encode(),
        _FONT,
    ]
    for number, page in zip(numbers, pages, strict=True):
        drawn = _drawn(page)
        objects.append(f"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents {number + 1} 0 R>>".encode())
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn))
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    whole, starts = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        starts.append(len(whole))
        whole += b"%d 0 obj%b\nendobj\n" % (number, content)
    table = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    whole += b"".join(b"%010d 00000 n \n" % start for start in starts)
    whole += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(whole)


def _drawn(codes: Sequence[Printed]) -> bytes:
    return "\n".join(line for place, code in enumerate(codes) for line in _cell(place, code)).encode("ascii")


def _cell(place: int, code: Printed) -> Iterator[str]:
    width, height = (PAGE[0] - 2 * _MARGIN) / COLUMNS, (PAGE[1] - 2 * _MARGIN) / ROWS
    middle = _MARGIN + width * (place % COLUMNS + 0.5)
    top = PAGE[1] - _MARGIN - height * (place // COLUMNS)
    yield from _squares(code.squares, middle - _SIDE / 2, top)
    for number, (line, size) in enumerate(_fitted(code.lines, width - _LINE)):
        yield _text(line, middle, top - _SIDE - _LINE * (number + 1), size)


def _fitted(lines: Sequence[str], width: float) -> Iterator[tuple[str, int]]:
    """The first line large where it fits so; what is too long goes on below in small letters."""
    for number, line in enumerate(lines):
        size = 14 if number == 0 and _ems(line) * 14 <= width else 10
        rest = line
        while rest:
            fits = next((count for count in range(len(rest), 1, -1) if _ems(rest[:count]) * size <= width), 1)
            yield rest[:fits], size
            rest = rest[fits:]


def _squares(squares: Sequence[Sequence[bool]], left: float, top: float) -> Iterator[str]:
    side = _SIDE / len(squares)
    for row, line in enumerate(squares):
        for column, dark in enumerate(line):
            if dark:
                yield f"{left + side * column:.3f} {top - side * (row + 1):.3f} {side:.3f} {side:.3f} re f"


def _ems(line: str) -> float:
    return sum(0.5 if sign.isascii() else 1.0 for sign in line)


def _text(line: str, middle: float, base: float, size: int) -> str:
    width = _ems(line) * size
    shown = line.encode("utf-16-be").hex()
    return f"BT /F {size} Tf {middle - width / 2:.2f} {base:.2f} Td <{shown}> Tj ET"
