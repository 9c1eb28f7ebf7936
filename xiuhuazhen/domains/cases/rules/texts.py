"""The words of a report: how they are kept, what of them makes a title, and which telephone numbers they hold."""

import re
import unicodedata

from xiuhuazhen.core.kit.masking import mask_numbers

TEXT_MAX = 2000
TITLE_MAX = 60
_TITLE_FROM_TEXT = 28


_QUOTED = 20
_NO_NAME = re.compile(
    r"[\d\s!-/:-@\[-`{-~，。、；：（）“”‘’／－—年月日号时点分秒上下午早晚前后内个工作天昨今明星期一二三四五六七八九十两百第轮次重催办结是否无未已首初尽快"
    r"AaPpMmTZEe]*"
)
"""Figures, signs, and the words of dates, counts and rounds: nobody is called so."""


class UnreadableText(ValueError):  # noqa: N818 - says what the text is
    """The text holds half a character (a lone surrogate) and cannot be stored."""


def clean_text(text: str) -> str:
    """The text as it is kept: composed (NFC), with line ends alike and without control characters.

    Characters outside the basic plane (rare surnames, place names) stay. Raises :class:`UnreadableText`.
    """
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise UnreadableText(text[: fault.start]) from fault
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def quoted(cell: str) -> str:
    """A cell as a message quotes it, read by others than its sheet: short, and only where it can name nobody."""
    return mask_numbers(cell)[:_QUOTED] if _NO_NAME.fullmatch(cell) else "…"


def title_of(text: str) -> str:
    """A title from the first words of a report, with telephone and identity numbers masked."""
    parts = [part.strip(" ，,、:：") for part in re.split(r"[\n。！？!?；;]", mask_numbers(text))]
    first = next(filter(None, parts), text.strip())
    return first if len(first) <= _TITLE_FROM_TEXT else first[: _TITLE_FROM_TEXT - 1] + "…"


_PHONE = re.compile(
    r"""(?:\+?86)??             # as few as possible: a local number may begin with 86 itself
    (1[3-9]\d{9} | 0\d{2,3}\d{7,8} | [2-9]\d{6,7} | 400\d{7} | 12345)""",
    re.ASCII | re.VERBOSE,
)


def plain_phone(text: str) -> str:
    """A Chinese mobile or fixed-line number without blanks and dashes; empty text stays empty.

    Raises ``ValueError`` when it is none.
    """
    bare = re.sub(r"[\s\-—()（）]", "", unicodedata.normalize("NFKC", text))
    found = _PHONE.fullmatch(bare)
    if bare and not found:
        raise ValueError(text)
    return found[1] if found else ""
