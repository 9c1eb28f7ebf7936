"""Spreadsheets of orders as no hotline should send them, from a seed: always the same ones."""

import random
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import openpyxl

from tests.core.files.papers import locked, package
from tests.support.hostile_files import HTML, SVG, Hostile, cut_short, mutated
from tests.support.hotlines import city_sheet, county_csv, county_page, english_csv, english_xls
from tests.support.old_excel import old_sheet
from tests.support.orders import HEADER, order, sheet

_ENDINGS = {b"PK": ".xlsx", b"\xd0\xcf": ".xls"}
_TEXTS = (
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\u202e路灯",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "+1",
        "-1",
        "\t=1",
        "路" * 40_000,
    ),
    *(
        "2026-13-45",
        "0000-00-00",
        "9999-12-31 23:59:59",
        "1900-02-29",
        "昨天",
        "2026年11月31日",
        "1e308",
        "NaN",
        "inf",
        "-0",
    ),
    *(
        "1390000",
        "１３９００００１１１１",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "'; DROP TABLE x; --",
        "\ufeff",
        "𠮷𠮷",
        "\r\n\r\n",
    ),
)


def _rows(chance: random.Random, count: int = 3) -> list[list[Any]]:
    return [order(chance.randrange(1, 999_999)) for _ in range(count)]


def _book(chance: random.Random) -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.Workbook()
    page: Any = book.active
    for row in (HEADER, *_rows(chance)):
        page.append(list(row))
    return book, page


def _saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = _parts(content)
    return package({**parts, part: change(parts[part])})


_PAGE = "xl/worksheets/sheet1.xml"


def _real(chance: random.Random) -> bytes:
    make = chance.choice((city_sheet, county_csv, county_page, english_csv, english_xls))
    return chance.choice((make(3), sheet(_rows(chance)), old_sheet([HEADER, *_rows(chance)])))


def _parts_exchanged(chance: random.Random) -> bytes:
    """Whole as an archive, broken inside."""
    content = sheet(_rows(chance))
    part = chance.choice(sorted(_parts(content)))
    return _changed(content, part, lambda found: chance.choice((mutated, cut_short))(found, chance) if found else b"x")


def _parts_missing(chance: random.Random) -> bytes:
    parts = _parts(sheet(_rows(chance)))
    del parts[chance.choice(sorted(parts))]
    return package(parts)


def _entities(chance: random.Random) -> bytes:
    head = chance.choice((b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/">',
                          b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'))  # fmt: skip
    part = chance.choice(("xl/workbook.xml", _PAGE, "xl/styles.xml", "[Content_Types].xml"))
    return _changed(sheet(_rows(chance)), part, lambda found: head + found.partition(b"?>")[2])


def _bomb(chance: random.Random) -> bytes:
    part = chance.choice((_PAGE, "xl/sharedStrings.xml", "xl/media/a.bin"))
    parts = _parts(sheet(_rows(chance)))
    return package({**parts, part: parts.get(part, b"") + b" " * chance.choice((1_000_000, 60_000_000, 250_000_000))})


def _dimensions(chance: random.Random) -> bytes:
    said = chance.choice((b"A1:XFD1048576", b"A1:ZZZZ99999999", b"B9:A1", b"", b"nonsense", b"A0:A0"))

    def change(found: bytes) -> bytes:
        before, mark, after = found.partition(b'<dimension ref="')
        return before + mark + said + b'"' + after.partition(b'"')[2]

    return _changed(sheet(_rows(chance)), _PAGE, change)


def _far_cells(chance: random.Random) -> bytes:
    where = chance.choice((b"XFD1048576", b"A1048577", b"AAAA1", b"A0", b"1A", b"", b"A-1", b"A99999999999"))
    return _changed(sheet(_rows(chance)), _PAGE, lambda found: found.replace(b'r="A2"', b'r="' + where + b'"'))


def _wide(chance: random.Random) -> bytes:
    wide = [f"列{number}" for number in range(chance.choice((101, 300, 2000)))]
    return sheet([[*row, *wide] for row in _rows(chance)], header=(*HEADER, *wide))


def _blank_rows(chance: random.Random) -> bytes:
    count = chance.choice((25_000, 1_000_000))
    empty = b"".join(b'<row r="%d"/>' % number for number in range(5, count))
    return _changed(sheet(_rows(chance)), _PAGE, lambda found: found.replace(b"</sheetData>", empty + b"</sheetData>"))


def _blank_lines(chance: random.Random) -> bytes:
    return county_csv(2) + chance.choice((b"\r\n", b",,,,,,\r\n", b"\n", b"\r")) * chance.choice((10, 1_000_000))


def _strange_cells(chance: random.Random) -> bytes:
    rows = [[chance.choice(_TEXTS) if chance.random() < 0.4 else cell for cell in row] for row in _rows(chance, 6)]
    if chance.random() < 0.5:
        return "\n".join(",".join(map(str, row)) for row in (HEADER, *rows)).encode(chance.choice(("utf-8", "gb18030")))
    return sheet(
        [[openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", str(cell))[:32_000] for cell in row] for row in rows]
    )


def _dates(chance: random.Random) -> bytes:
    """Figures under a format of dates that are no dates."""
    book, page = _book(chance)
    for row in (2, 3, 4):
        cell = page.cell(row, 4, chance.choice((-1, 0, 60, 2958466, 1e300, 1e-300, 45_000.999999, True)))
        cell.number_format = chance.choice(("yyyy-mm-dd hh:mm", "[h]:mm:ss", "mmm", '"年"yyyy', "yyyy" * 50))
    return _saved(book)


def _merged(chance: random.Random) -> bytes:
    book, page = _book(chance)
    for area in chance.sample(("A1:H1", "A1:A4", "B2:H4", "A1:XFD1"), 2):
        page.merged_cells.add(area)
    return _saved(book)


def _sheets(chance: random.Random) -> bytes:
    """Hidden ones, many, empty ones, charts alone."""
    book, page = _book(chance)
    for number in range(chance.choice((1, 12, 60))):
        more: Any = book.create_sheet(f"表{number}")
        more.append([chance.choice(_TEXTS[:5]).replace("\x00", "")])
        more.sheet_state = chance.choice(("visible", "hidden", "veryHidden"))
    book.create_sheet("末")  # a spreadsheet program keeps one that can be seen
    page.sheet_state = chance.choice(("visible", "hidden"))
    book.active = len(book.worksheets) - 1
    return _saved(book)


def _encodings(chance: random.Random) -> bytes:
    text = county_csv(3).decode("gb18030", errors="replace")
    first, second = chance.sample(
        ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5"), 2
    )
    cut = chance.randrange(len(text))
    return text[:cut].encode(first, "replace") + text[cut:].encode(second, "replace")


def _titles(chance: random.Random) -> bytes:
    """The titles twice, missing, far below, of nothing but blanks."""
    header = chance.choice(
        ((*HEADER, *HEADER), [""] * 8, ["工单编号"] * 8, HEADER[:2], [title * 2000 for title in HEADER])
    )
    above = [[chance.choice(_TEXTS[:5]).replace("\x00", "")]] * chance.choice((0, 1, 30))
    return sheet(_rows(chance), above=above, header=header)


def _pages(chance: random.Random) -> bytes:
    table = b"<table>" + b"<tr><td>" * chance.choice((1, 3000)) + chance.choice((SVG, HTML, b"<td colspan=99999999>x"))
    return chance.choice((b"<html>", b"<?xml version='1.0'?>", b"mime-version:1.0\r\n\r\n")) + table


def _quotes(chance: random.Random) -> bytes:
    head = ",".join(HEADER).encode()
    rest = (b'"', b'"' * 99_999, b'"a\n' * 50_000, b"a," * 300_000, b"\x00" * 5_000, b"\r" * 5_000)
    return head + b"\n" + chance.choice(rest)


def _stumps(chance: random.Random) -> bytes:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    archives = (b"PK", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), locked(sheet(_rows(chance))))
    return chance.choice((b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", SVG, old, old + bytes(2000), *archives))


_TRICKS: dict[str, Callable[[random.Random], bytes]] = {
    "cut short": lambda chance: cut_short(_real(chance), chance),
    "bytes exchanged": lambda chance: mutated(_real(chance), chance),
    "parts exchanged": _parts_exchanged,
    "parts missing": _parts_missing,
    "entities": _entities,
    "archive bomb": _bomb,
    "absurd dimensions": _dimensions,
    "cells far away": _far_cells,
    "hundreds of columns": _wide,
    "blank rows": _blank_rows,
    "blank lines": _blank_lines,
    "strange cells": _strange_cells,
    "no dates": _dates,
    "merged cells": _merged,
    "hidden and many sheets": _sheets,
    "two encodings": _encodings,
    "titles": _titles,
    "web pages": _pages,
    "quotes": _quotes,
    "stumps": _stumps,
}
_DEAR = {"archive bomb": 0.15, "blank rows": 0.15, "blank lines": 0.2, "hundreds of columns": 0.3}


def hostile_sheets(count: int, seed: int = 20261123) -> Iterator[Hostile]:
    """Every trick at least once, if there are as many."""
    chance = random.Random(seed)
    weights = [_DEAR.get(name, 1.0) for name in _TRICKS]
    for trick in [*_TRICKS, *chance.choices(list(_TRICKS), weights, k=count)][:count]:
        content = _TRICKS[trick](chance)
        ending = _ENDINGS.get(content[:2], ".csv")
        if chance.random() < 0.1:
            ending = chance.choice((".xlsx", ".xls", ".csv", "", ".exe"))
        yield Hostile(trick, f"工单{ending}", content)
