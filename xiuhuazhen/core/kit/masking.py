"""Masks: enough to recognise a person one knows, too little to find one that one does not."""

import re
from collections.abc import Iterator

_GAP = r"[ .·\-－—]?"
_ASCII_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}
_COUNTRY = rf"(?:(?:\+|00)?86{_GAP})?"
_IDENTITY = re.compile(rf"(?<![0-9])([0-9]{{6}}{_GAP}[0-9]{{8}}{_GAP}[0-9]{{3}}[0-9XxＸｘ])(?![0-9])")
_MOBILE = re.compile(rf"(?<![0-9]){_COUNTRY}(1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}})(?![0-9])")
_FIXED = re.compile(rf"(?<![0-9]){_COUNTRY}(0[0-9]{{2,3}}{_GAP}[0-9]{{7,8}})(?![0-9])")
_SHOWN = {_IDENTITY: 6, _MOBILE: 3, _FIXED: 3}
"""How many digits of each kind of number stay in front; the last four stay of all."""

_LAST_SHOWN = 4
_MOST_STARS = 2
_WHOLE_NUMBER = 10
_LOCAL_NUMBER = 7


def mask_phone(text: str) -> str:
    """``13912345678`` as ``139****5678``; of a number without area code or carrier only the last two digits show."""
    if len(text) >= _WHOLE_NUMBER:
        return f"{text[:3]}****{text[-4:]}"
    return f"****{text[-2:]}" if len(text) >= _LOCAL_NUMBER else "****"


def mask_name(text: str) -> str:
    """``王小明`` as ``王**``; of what is longer than a name no more is told."""
    return text[:1] + "*" * min(max(len(text) - 1, 1), _MOST_STARS) if text else ""


def numbers_in(text: str) -> list[str]:
    """The mobile, fixed-line and identity numbers that free text holds, in the clear and in its order."""
    return [text[start:end] for start, end, _shown in _found(text)]


def mask_numbers(text: str) -> str:
    """Free text with mobile, fixed-line and identity numbers masked, however they are spelled."""
    signs = list(text)
    for start, end, shown in _found(text):
        places = [place for place in range(start, end) if signs[place].isalnum()]
        for place in places[shown:-_LAST_SHOWN]:
            signs[place] = "*"
    return "".join(signs)


def _found(text: str) -> list[tuple[int, int, int]]:
    """Where numbers of persons begin and end, and how many of their first digits are shown."""
    plain = text.translate(_ASCII_DIGITS)
    taken: list[tuple[int, int, int]] = []
    for pattern, shown in _SHOWN.items():
        taken += [span for span in _spans(pattern, plain, shown) if not _overlaps(span, taken)]
    return sorted(taken)


def _spans(pattern: re.Pattern[str], plain: str, shown: int) -> Iterator[tuple[int, int, int]]:
    return ((match.start(1), match.end(1), shown) for match in pattern.finditer(plain))


def _overlaps(span: tuple[int, int, int], taken: list[tuple[int, int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _shown in taken)
