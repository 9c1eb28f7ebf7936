"""Names of places: the short form that people use, and finding names in a text."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiuhuazhen.core.areas.choices import NameKind

_COMMUNITY = re.compile(r"(.*社区)(居民|村民)?(居|村)?委(员)?会")
_VILLAGE = re.compile(r"(.+?)村?(村民委员会|村民委会|村委会)")
_HERDERS_VILLAGE = re.compile(r"(.+村)(牧民委员会|牧委会)")
_NUMBERED_VILLAGE = re.compile(r"(.+[）)])委会")
_SIGNS = "〇一二三四五六七八九"
_COUNTED = re.compile(r"[〇零一二三四五六七八九十百]+(?=[号栋幢座楼组巷院期]|单元)")
_NUMBER_SIGN = re.compile(r"([0-9])#")
_BLOCK = re.compile(r"([0-9])(?:栋|幢)楼?")
SHORTEST_NAME = 2
"""Characters. One character alone says nothing about a place."""
_ANY_PLACE = frozenset(
    (
        "小区", "大院", "家属院", "社区", "网格", "街道", "居委会", "村委会", "村子", "村里", "广场", "市场",
        "菜市场", "农贸市场", "商场", "超市", "路口", "路边", "马路", "门口", "大门", "楼下", "楼上", "楼道", "楼栋",
        "院子", "院里", "学校", "小学", "中学", "幼儿园", "医院", "公园", "车站", "公交站", "停车场", "工地", "河边",
        "附近", "对面", "旁边"
    )
)  # fmt: skip
"""What stands in reports about any place."""

_BESIDE = "[里内中口前后上下旁边外]|门口|旁边|附近|对面"
_KINDS = "|".join(sorted(_ANY_PLACE, key=len, reverse=True))
_ABOUT_ANY = re.compile(rf"(?:我们?|俺们?|咱们?|自己)?(?:家|{_KINDS})(?:{_BESIDE})*")
_OF_A_HOUSE = re.compile(rf"[0-9a-z]*(?:号楼|号院|号|栋|幢|单元|楼|室|层)?(?:[0-9]*(?:单元|楼|层))?(?:{_BESIDE})*")
_COMPOUND = re.compile(r"(?:小区|院|苑|园|新村|家属区|公寓|大厦|宿舍|楼|厂)$")
_HOUSE = re.compile(r"[\W\d_]|号楼|号院|号|栋|幢|单元|楼|室|层")
"""What numbers a house or a part of one."""


def says_where(words: str) -> bool:
    """Whether the words can be the name of one place: more than figures and the number of a house, and no kind of
    place."""
    plain = comparable(words)
    said_of_any = _ABOUT_ANY.fullmatch(plain) or _OF_A_HOUSE.fullmatch(plain)
    return plain not in _ANY_PLACE and not said_of_any and bool(_HOUSE.sub("", plain))


def ends_as_a_name(plain: str) -> bool:
    """Whether it ends as the names of compounds and buildings do."""
    return bool(_COMPOUND.search(plain))


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
class KnownName:
    """A name of the area ``key``, what it is, and where that stands, if that is known: (lng, lat) in 1e-7 degrees of
    WGS-84."""

    key: UUID
    name: str
    kind: NameKind = NameKind.OFFICIAL
    point: tuple[int, int] | None = None


@dataclass(frozen=True)
class NameMatch:
    """``words`` is the name that was found, ``start`` where, counted in the text as it is compared."""

    key: UUID
    words: str
    start: int
    kind: NameKind = NameKind.OFFICIAL
    point: tuple[int, int] | None = None


class NameBook:
    """Names made ready for being found in many texts."""

    def __init__(self, names: Iterable[KnownName]) -> None:
        self._by_word: dict[str, list[KnownName]] = defaultdict(list)
        for each in names:
            word = comparable(each.name)
            if len(word) >= SHORTEST_NAME:
                self._by_word[word].append(each)

    def found_in(self, text: str) -> tuple[NameMatch, ...]:
        """Which of the named places the text speaks of: the longest name first, the earlier one where two are as long.

        A name inside a longer one that was found does not count there (车站 in 火车站街道), nor does a second name of a
        place that was found already. A number is found whole: 8号院 does not stand in 18号院.
        """
        plain, found = comparable(text), dict[UUID, NameMatch]()
        claimed = [False] * len(plain)
        named = (word for word in self._by_word if word in plain)
        for word in sorted(named, key=lambda word: (-len(word), plain.find(word))):
            free = [start for start in _occurrences(plain, word) if not any(claimed[start : start + len(word)])]
            for start in free:
                claimed[start : start + len(word)] = [True] * len(word)
            spelling = self._by_word[word][0].name
            for each in self._by_word[word] if free else ():
                found.setdefault(each.key, NameMatch(each.key, spelling, free[0], each.kind, each.point))
        return tuple(found.values())


def comparable(text: str) -> str:
    """How names and texts are compared. One width and case for digits, letters and brackets, no blanks, and numbers
    of houses in one form: people write 富民路 18 号, 富民路十八号, 3栋, 三幢 and 3#楼."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    counted = _COUNTED.sub(lambda match: _in_digits(match[0]), plain)
    return _BLOCK.sub(r"\1号楼", _NUMBER_SIGN.sub(r"\1号", counted))


def _in_digits(sign: str) -> str:
    """``十八`` as ``18``, ``二〇三`` as ``203``; what is no number stays as it is."""
    sign = sign.replace("零", "〇")
    if not set(sign) & {"十", "百"}:
        return "".join(str(_SIGNS.index(each)) for each in sign)
    hundreds, hundred, rest = sign.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    parts = (hundreds if hundred else "〇", (tens.strip("〇") or "一") if ten else "〇", ones.strip("〇") or "〇")
    if any(len(part) != 1 or part not in _SIGNS for part in parts):
        return sign
    return str(sum(_SIGNS.index(part) * worth for part, worth in zip(parts, (100, 10, 1), strict=True)))


def _occurrences(text: str, word: str) -> Iterable[int]:
    start = text.find(word)
    while start >= 0:
        if not _cuts_a_number(text, start, start + len(word)):
            yield start
        start = text.find(word, start + 1)


def _cuts_a_number(text: str, start: int, end: int) -> bool:
    return any(text[at - 1 : at].isdigit() and text[at : at + 1].isdigit() for at in (start, end))
