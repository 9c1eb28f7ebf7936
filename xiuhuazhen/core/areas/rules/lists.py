"""Rows of lists of division codes, and what can be wrong with them on their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xiuhuazhen.core.areas.choices import RowFault
from xiuhuazhen.core.areas.rules.codes import level_of, normalised, parent_code

LONGEST_NAME = 80


@dataclass(frozen=True)
class CodeRow:
    """A place on a list. ``number`` is the row as a spreadsheet counts it; ``level`` and ``parent`` may be empty, then
    the code alone says them."""

    number: int
    code: str
    name: str
    level: str = ""
    parent: str = ""


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True)
class ChangeRow:
    """What became of a code between two lists."""

    number: int
    code: str
    change: str
    name_before: str = ""
    name_after: str = ""


@dataclass(frozen=True)
class Fault:
    kind: RowFault
    number: int
    details: Mapping[str, str] = field(default_factory=dict)


Row = CodeRow | ChangeRow


def code_list_faults(rows: Sequence[CodeRow]) -> list[Fault]:
    return [*_shared_faults(rows), *(fault for row in rows if (fault := _code_row_fault(row)))]


def change_list_faults(rows: Sequence[ChangeRow]) -> list[Fault]:
    return [*_shared_faults(rows), *(fault for row in rows if (fault := _change_row_fault(row)))]


def _shared_faults(rows: Sequence[Row]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        code = normalised(row.code)
        if code is None:
            yield Fault(RowFault.BAD_CODE, row.number, {"code": row.code})
        elif code in first:
            yield Fault(RowFault.REPEATED, row.number, {"code": code, "first": str(first[code])})
        else:
            first[code] = row.number


def _code_row_fault(row: CodeRow) -> Fault | None:
    code = normalised(row.code)
    if code is None:
        return None
    level, above = str(int(level_of(code))), parent_code(code) or ""
    if row.level not in ("", level):
        details = {"code": code, "given": row.level, "expected": level}
        return Fault(RowFault.LEVEL_DIFFERS, row.number, details)
    if row.parent and normalised(row.parent) != above:
        details = {"code": code, "given": row.parent, "expected": above}
        return Fault(RowFault.PARENT_DIFFERS, row.number, details)
    return _name_fault(row.number, code, row.name)


def _change_row_fault(row: ChangeRow) -> Fault | None:
    if row.change not in set(Change):
        return Fault(RowFault.BAD_CHANGE, row.number, {"given": row.change})
    names = (row.name_before, row.name_after)
    needed = {Change.ADDED: names[1:], Change.REMOVED: names[:1], Change.RENAMED: names}[Change(row.change)]
    faults = (_name_fault(row.number, row.code, name) for name in needed)
    return next((fault for fault in faults if fault), None)


def _name_fault(number: int, code: str, name: str) -> Fault | None:
    if not name:
        return Fault(RowFault.NO_NAME, number, {"code": code})
    return Fault(RowFault.LONG_NAME, number, {"code": code}) if len(name) > LONGEST_NAME else None
