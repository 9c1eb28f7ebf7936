"""Statistical division codes: 2 digits province, 2 city, 2 county, 3 street or town, 3 community or village.

Grids carry on below: the community's 12 digits and 3 more, west to east and then north to south; a micro-grid 2 more.
"""

import re
from collections.abc import Collection, Iterable

from xiuhuazhen.core.areas.choices import DivisionKind, Level

LEVEL_OF_LENGTH = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.STREET, 12: Level.COMMUNITY}
LENGTHS = tuple(LEVEL_OF_LENGTH)
GRID_DIGITS = {Level.GRID: 3, Level.MICRO_GRID: 2}

_TOWN_KINDS = (
    (1, 99, DivisionKind.STREET),
    (100, 199, DivisionKind.TOWN),
    (200, 399, DivisionKind.TOWNSHIP),
    (400, 599, DivisionKind.LIKE_TOWN),
)
_VILLAGE_KINDS = (
    (1, 199, DivisionKind.RESIDENTS),
    (200, 399, DivisionKind.VILLAGERS),
    (400, 499, DivisionKind.LIKE_RESIDENTS),
    (500, 599, DivisionKind.LIKE_VILLAGERS),
)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)


def normalised(code: str) -> str | None:
    """The code without the zeros that pad it to a longer one; ``None`` for what is no division code.

    The digits of a county that a city does without (441900003) stay where they are.
    """
    code = code.strip()
    if len(code) not in LEVEL_OF_LENGTH or not _DIGITS.fullmatch(code) or code.startswith("00"):
        return None
    for shorter in reversed(LENGTHS[:-1]):
        if not code[shorter:].strip("0"):
            code = code[:shorter]
    return code


def level_of(code: str) -> Level:
    """The level of a normalised code."""
    return LEVEL_OF_LENGTH[len(code)]


def lineage(code: str) -> tuple[str, ...]:
    """Codes from the province down to the (normalised) code itself."""
    cut = (normalised(code[:length]) for length in LENGTHS if length <= len(code))
    return tuple(dict.fromkeys(each for each in cut if each))


def parent_code(code: str) -> str | None:
    above = lineage(code)[:-1]
    return above[-1] if above else None


def common_code(codes: Collection[str]) -> str:
    """The lowest place that holds all these codes, or nothing when they have none in common."""
    if not codes:
        return ""
    shared = [a for a, b in zip(lineage(min(codes)), lineage(max(codes)), strict=False) if a == b]
    return shared[-1] if shared else ""


def division_kind(code: str) -> DivisionKind | None:
    """What the last segment of a town or village code says. Names differ now and then; an operator may overrule."""
    kinds = {9: _TOWN_KINDS, 12: _VILLAGE_KINDS}.get(len(code), ())
    segment = int(code[-3:]) if kinds else 0
    return next((kind for first, last, kind in kinds if first <= segment <= last), None)


def is_grid_code(code: str, parent: str) -> bool:
    """Whether these are the parent's digits and two or three more."""
    more = code.removeprefix(parent)
    return code.startswith(parent) and len(more) in GRID_DIGITS.values() and bool(_DIGITS.fullmatch(more))


def next_grid_code(parent: str, level: Level, taken: Iterable[str]) -> str:
    """The lowest free code for a grid in a community (3 digits more) or a micro-grid in a grid (2 more)."""
    digits, used = GRID_DIGITS[level], set(taken)
    free = (f"{parent}{number:0{digits}d}" for number in range(1, 10**digits))
    return next(code for code in free if code not in used)
