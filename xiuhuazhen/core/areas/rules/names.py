"""Names of places: the short form that people use, and finding names in a text."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

_COMMUNITY = re.compile(r"(.*社区)(居民|村民)?(居|村)?委(员)?会")
_VILLAGE = re.compile(r"(.+?)村?(村民委员会|村民委会|村委会)")
_HERDERS_VILLAGE = re.compile(r"(.+村)(牧民委员会|牧委会)")
_NUMBERED_VILLAGE = re.compile(r"(.+[）)])委会")
SHORTEST_NAME = 2
"""Characters. One character alone says nothing about a place."""


def short_name(name: str) -> str:
    """``车站社区居民委员会`` as ``车站社区``, ``富强村村民委员会`` as ``富强村``.

    A committee whose name has neither 社区 nor 村 in it (安宁路居委会, 巴音牧委会) keeps its whole name: what is left
    without the committee would not be its name.
    """
    for whole in (_COMMUNITY, _HERDERS_VILLAGE, _NUMBERED_VILLAGE):
        if match := whole.fullmatch(name):
            return match[1]
    if match := _VILLAGE.fullmatch(name):
        return f"{match[1]}村"
    return name


@dataclass(frozen=True)
class NameMatch:
    """``words`` is the name that was found, ``start`` where, counted in the text without blanks."""

    key: UUID
    words: str
    start: int


def match_places(text: str, names: Iterable[tuple[UUID, str]]) -> tuple[NameMatch, ...]:
    """Which of the named places the text speaks of: the longest name first, the earlier one where two are as long.

    A name inside a longer one that was found does not count there (车站 in 火车站街道), nor does a second name of a
    place that was found already.
    """
    plain, found = _plain(text), dict[UUID, NameMatch]()
    claimed = [False] * len(plain)
    keys, spelling = _by_plain_words(names)
    for word in sorted((word for word in keys if word in plain), key=lambda word: (-len(word), plain.find(word))):
        free = [start for start in _occurrences(plain, word) if not any(claimed[start : start + len(word)])]
        for start in free:
            claimed[start : start + len(word)] = [True] * len(word)
        for key in keys[word] if free else ():
            found.setdefault(key, NameMatch(key, spelling[word], free[0]))
    return tuple(found.values())


def _by_plain_words(names: Iterable[tuple[UUID, str]]) -> tuple[dict[str, list[UUID]], dict[str, str]]:
    keys: dict[str, list[UUID]] = defaultdict(list)
    spelling: dict[str, str] = {}
    for key, name in names:
        word = _plain(name)
        if len(word) >= SHORTEST_NAME:
            keys[word].append(key)
            spelling.setdefault(word, name)
    return keys, spelling


def _plain(text: str) -> str:
    """One width for digits, letters and brackets, and no blanks: people write 富民路 18 号 in many ways."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _occurrences(text: str, word: str) -> Iterable[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)
