"""How often a source has given an order out, and how often it has urged it, by what it writes about that."""

import re
import unicodedata

_FIRST = frozenset({"", "否", "无", "不", "首次", "初次", "第一次", "初办", "首办", "n", "no", "/", "-"})
_SENT_AGAIN = re.compile(r"(?:退回|要求|第?[\d二两三四五六七八九]+次)?(?:重办|催办)(?:中|件|单)?", re.ASCII)
_SAID_AGAIN = re.compile(
    r"(?P<not>申请|拟|是否|不予|无需|无须|不需要?|不用|不必|不再|没有|未|不)?"
    r"(?:重办|返工|重新(?:办理|处理|处置|派发|派单|交办|转办)|(?:二次|再次)(?:办理|处理|派发|派单|交办|转办)|不满意退回|\bre-?open)"
    r"(?!申请|审核|审批)",
    re.ASCII,
)
_COUNTED_FROM_THE_SECOND = re.compile(r"重办|返工")
"""The first 重办 is the second round."""
_TIMES = re.compile(r"第?(?:\d{1,4}|[二两三四五六七八九十])次", re.ASCII)
_AGAIN = frozenset({"是", "y", "yes", "√", "重办", "再次", "二次", "退回重办"})
_CHINESE_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
MOST_ROUNDS = 99


def order_round(cell: str, *, repeats: bool) -> int:
    """The how-manieth time the source gives an order out, from 1; ``repeats`` says that the column counts how often it
    came again. Raises ``ValueError`` for words that nobody foresaw."""
    plain = unicodedata.normalize("NFKC", cell).strip().lower()
    if plain in _FIRST:
        return 1
    number = _number_in(plain)
    if number is None and plain not in _AGAIN and not says_again(plain):
        raise ValueError(cell)
    if number is None:
        return 2
    again = repeats or _COUNTED_FROM_THE_SECOND.search(plain)
    found = number + 1 if again else max(number, 1)
    if found > MOST_ROUNDS:
        raise ValueError(cell)
    return found


def says_again(text: str) -> bool:
    """Whether the order came again by these words (重办, 重新办理, 二次派单, reopened), unless they say that it did not
    or that somebody has only asked for it."""
    return any(not found["not"] for found in _SAID_AGAIN.finditer(text.lower()))


def round_in_status(cell: str) -> int:
    """The round that a state names (重办, 二次重办): some sources say there alone that an order came again. Any other
    state is that of a first round. Other figures in it (the day, a number) are not counted."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    if not says_again(plain):
        return 1
    times = _TIMES.search(plain)
    said = f"{times[0]}{'重办' if _COUNTED_FROM_THE_SECOND.search(plain) else ''}" if times else ""
    return max(2, order_round(said, repeats=False)) if said else 2


def urged_in(cell: str) -> int:
    """How often the source has urged it, as a state or a cell of its own says that (催办, 二次催办)."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    if "催办" not in plain or not _SENT_AGAIN.fullmatch(plain):
        return 0
    return times_urged(plain)


def times_urged(cell: str) -> int:
    """What stands in a column that is about urging alone: a count, or yes and no. Raises ``ValueError``."""
    plain = unicodedata.normalize("NFKC", cell).strip().lower()
    if plain in _FIRST or plain.startswith(("未", "无")):
        return 0
    number = _number_in(plain)
    if number is None and plain not in _AGAIN and "催办" not in plain:
        raise ValueError(cell)
    found = 1 if number is None else number
    if found > MOST_ROUNDS:
        raise ValueError(cell)
    return found


def _number_in(plain: str) -> int | None:
    digits = re.search(r"\d{1,4}", plain, re.ASCII)
    if digits:
        return int(digits[0])
    return next((_CHINESE_DIGITS[sign] for sign in plain if sign in _CHINESE_DIGITS), None)
