"""What texts and numbers are searched by, and what is asked for when somebody searches.

A text becomes overlapping terms of two signs (路灯, 灯不, 不亮), so that terms in a row are exactly the words that
stand there. Signs that are neither letters nor digits do not count: 富民路18号 is found where 富民路 18 号 stands, and
3-2 in 5号楼3-2单元. A number becomes a piece from each of its places on,
so that the beginning of a piece is any part of the number.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PIECE = 8
"""Signs of a piece of a number at most."""

MOST_TERMS = 16_000
"""Terms of one document at most; PostgreSQL tells no places apart beyond 16,383."""

LEAST_SIGNS = 2
LEAST_OF_NUMBER = 4
"""So many signs a word has at least, and a part of a number, which very many have in common."""

MOST_WORDS = 8
MOST_SIGNS = 100

BOUNDARY = "."
"""A term between two texts of one document: no words reach from one into the other."""

_RUN = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]*"
_WORDS = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|(\S+)')
_NUMBER = re.compile(r"(?=.*[0-9])[a-z0-9]+(?:-[a-z0-9]+)*")


class TooShort(ValueError):  # noqa: N818 - says what is wrong with the question
    """A word has a single sign only, or there is none at all."""


class TooLong(ValueError):  # noqa: N818 - says what is wrong with the question
    """More is asked for at once than the index should be asked."""


@dataclass(frozen=True)
class Phrase:
    """Terms that stand in a row; of the last one only the beginning is meant where ``begins`` is set."""

    terms: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Word:
    """What stands between blanks or quotation marks, as the signs that count. Any of the phrases will do."""

    signs: str
    phrases: tuple[Phrase, ...]


def composed(text: str) -> str:
    """The text with each sign in one form (full width, ligatures), as it is searched and as hits are marked in it."""
    return unicodedata.normalize("NFKC", text)


def folded(text: str) -> str:
    """In small letters, sign by sign: places stay where they are."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def text_terms(text: str) -> list[str]:
    return _pairs("".join(_runs(text)))


def number_terms(number: str) -> list[str]:
    return [term for run in _runs(number) for term in _pieces(run)]


def area_term(area_id: str) -> str:
    """The term of all documents in an area's subtree; ``area_id`` is its hex."""
    return f".{area_id}"


def asked(text: str) -> tuple[Word, ...]:
    """The words of a question, all of which have to be there. Raises :class:`TooShort` and :class:`TooLong`."""
    if len(text) > MOST_SIGNS:
        raise TooLong(text)
    given = ["".join(found) for found in _WORDS.findall(text)]
    words = tuple(word for word in map(_word, given) if word)
    if not words or any(len(word.signs) < LEAST_SIGNS for word in words):
        raise TooShort(text)
    if len(words) > MOST_WORDS:
        raise TooLong(text)
    return words


def _word(text: str) -> Word | None:
    runs = _runs(text)
    signs = "".join(runs)
    if not signs:
        return None
    phrases = [Phrase(tuple(_pairs(signs)))]
    plain = folded(composed(text)).strip("-")
    if _NUMBER.fullmatch(plain) and len(signs) >= LEAST_OF_NUMBER:
        phrases.append(_part_of_number(runs))
    return Word(signs, tuple(phrases))


def _part_of_number(runs: Sequence[str]) -> Phrase:
    """All pieces of the runs before the last, which end where the number's own do; of the last as much as is given."""
    *before, last = runs
    whole = [piece for run in before for piece in _pieces(run)]
    begun = _pieces(last)[: max(len(last) - PIECE, 0) + 1]
    return Phrase((*whole, *begun), begins=True)


def _runs(text: str) -> list[str]:
    return _RUN.findall(folded(composed(text)))


def _pairs(signs: str) -> list[str]:
    return [signs[place : place + 2] for place in range(len(signs) - 1)] or [signs][: len(signs)]


def _pieces(run: str) -> list[str]:
    return [f"_{run[place : place + PIECE]}" for place in range(len(run))]


def marked(text: str, words: Sequence[Word]) -> list[tuple[str, bool]]:
    """A text in stretches, each with whether it was asked for. No stretch is empty."""
    text, stretches, end = _as_shown(text), [], 0
    for start, stop in _hits(text, words):
        if start > end:
            stretches.append((text[end:start], False))
        stretches.append((text[max(start, end) : stop], True))
        end = stop
    return [*stretches, *([(text[end:], False)] if end < len(text) else [])]


def excerpt(text: str, words: Sequence[Word], *, around: int) -> str:
    """The part of a text about its first hit, with so many signs before it and thrice as many after; empty where
    nothing was asked for."""
    text = _as_shown(text)
    hits = list(_hits(text, words))
    if not hits:
        return ""
    start, stop = max(hits[0][0] - around, 0), min(hits[0][1] + 3 * around, len(text))
    part = " ".join(text[start:stop].split())
    return f"{'…' if start else ''}{part}{'…' if stop < len(text) else ''}"


def _as_shown(text: str) -> str:
    """As it was written, unless some sign is searched as several or several as one: then places would not fit."""
    return (
        text if all(len(composed(sign)) == 1 for sign in text) and len(composed(text)) == len(text) else composed(text)
    )


def _hits(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where the words stand, in order and without overlap."""
    plain, end = folded(composed(text)), 0
    patterns = (_BETWEEN.join(map(re.escape, word.signs)) for word in words)
    spans = sorted(found.span() for pattern in patterns for found in re.finditer(pattern, plain))
    for start, stop in spans:
        if stop > end:
            yield max(start, end), stop
            end = stop
