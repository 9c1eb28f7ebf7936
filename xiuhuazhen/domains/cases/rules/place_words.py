"""Words in a report that may be the name of a place, to be proposed to whoever says where it lies."""

import re
from collections.abc import Iterator
from typing import Final

NO_ROAD: Final = "(?![灯边面口])"
"""After 路: a lamp, a roadside or a surface is not the name of a road."""
_ENDINGS: Final = (
    "小区|花园|家园|佳园|新村|公寓|大厦|广场|市场|菜场|商场|超市|医院|学校|小学|中学|幼儿园|公园|车站|宾馆|饭店|"
    "家属院|家属楼|苑|巷|街|路" + NO_ROAD
)
YARD: Final = "[0-9０-９一二三四五六七八九十]+号院"
_SIGN: Final = "(?:(?![的了不是有])[\u4e00-\u9fff])"
_NAME: Final = re.compile(rf"{_SIGN}{{1,7}}?(?:路{YARD}|{YARD}|{_ENDINGS})")
_LEADING: Final = re.compile(r"^.*(?:[在到从往去离于]|我们|我家|附近|旁边|请问|反映)")
_SHORTEST: Final = 3
MOST_PROPOSED: Final = 3


def proposed_words(text: str) -> tuple[str, ...]:
    """Up to three words, in the order of the text, that end as names of places end: 银杏花园, 富民路18号院."""
    return tuple(dict.fromkeys(_words(text)))[:MOST_PROPOSED]


def _words(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        word = _LEADING.sub("", match[0])
        if len(word) >= _SHORTEST:
            yield word
