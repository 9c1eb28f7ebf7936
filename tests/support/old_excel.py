"""Old Excel files (BIFF8 in a compound file), as small programs of some hotlines still write them."""

import struct
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_DAYS_FROM = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell of a spreadsheet has no offset
_DATE_FORMAT = 1
"""The second cell format of these files is that of a date."""


def old_sheet(rows: Iterable[Sequence[Any]]) -> bytes:
    """An xls file with these rows: texts, numbers, moments."""
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", 0))
    head += _record(0x0031, struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 5, 0) + b"Arial")
    head += _cell_format(0) + _cell_format(22)
    page = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    page += b"".join(_cells(rows)) + _record(0x000A, b"")
    name = struct.pack("<BB", 5, 0) + b"Sheet"
    size = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x0085, struct.pack("<IH", size, 0) + name) + _record(0x000A, b"")
    return _compound(head + page)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cell_format(number_format: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number_format, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0))


def _cells(rows: Iterable[Sequence[Any]]) -> Iterable[bytes]:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, datetime):
                days = (value - _DAYS_FROM).total_seconds() / 86400
                yield _record(0x0203, struct.pack("<HHHd", row, column, _DATE_FORMAT, days))
            elif isinstance(value, int | float):
                yield _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
            elif value:
                text = str(value).encode("utf-16-le")
                yield _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)


def _compound(stream: bytes) -> bytes:
    """The stream under the name Workbook in a compound file; 4,096 bytes at least: it has no small sectors."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    tables = 1
    while tables * 128 < count + 1 + tables:
        tables += 1
    chain = [_TABLE] * tables + [_END] + [tables + 2 + place for place in range(count - 1)] + [_END]
    chain += [_FREE] * (tables * 128 - len(chain))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    )
    header += struct.pack("<IIIIIIII", tables, tables, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, tables + 1, len(stream))
    return header + struct.pack(f"<{len(chain)}I", *chain) + folder.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<III", start, size, 0)
    )
