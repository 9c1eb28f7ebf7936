"""When a message may go out, when it is tried again, and in which words.

Spans of a day are pairs of minutes after midnight on a wall clock, half-open and in order; one that passes midnight
is written as two.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

Spans = Sequence[Sequence[int]]

MOST_ATTEMPTS = 5
_PAUSES = (1, 5, 25, 125)
_MINUTES_OF_A_DAY = 24 * 60
_DAY = timedelta(days=1)
LONGEST_PAUSE = timedelta(minutes=_PAUSES[-1])
LONGEST_HELD = timedelta(days=2)
"""Longer than any message is held until its hour."""


_BRACES = re.compile(r"\{([^{}]*)\}")
_WIDE_BRACES = str.maketrans("｛｝", "{}")
_ONE_PART, _EACH_PART = 70, 67
"""Signs of a text message that goes as one, and of each part of a longer one (GSM 03.38, UCS-2)."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a wording: a ``code``, and the words it is about."""

    code: str
    about: str = ""


def parsed(text: str, names: Mapping[str, str]) -> str:
    """A wording as it is kept: what people write in braces (``names``, by what it stands for) as the product does."""
    spelt = {said: name for name, said in names.items()}
    plain = " ".join(text.translate(_WIDE_BRACES).split())
    return _BRACES.sub(lambda found: f"{{{spelt.get(found[1].strip(), found[1].strip())}}}", plain)


def wording_fault(text: str, *, known: Collection[str], required: Collection[str]) -> Fault | None:
    """Why a wording, as it is kept, cannot be used."""
    held = _BRACES.findall(text)
    unknown = [name for name in held if name not in known]
    if unknown:
        return Fault("unknown", "、".join(unknown))
    if set("{}") & set(_BRACES.sub("", text)):
        return Fault("brace")
    missing = [name for name in sorted(required) if name not in held]
    return Fault("missing", missing[0]) if missing else None


def filled(text: str, given: Mapping[str, str]) -> str:
    return _BRACES.sub(lambda found: given[found[1]], text)


def sms_parts(text: str) -> int:
    """As how many text messages a Chinese text is counted."""
    signs = len(text.encode("utf-16-le")) // 2
    return 1 if signs <= _ONE_PART else -(-signs // _EACH_PART)


def pause_after(attempts: int) -> timedelta:
    """Waiting time after the n-th failed attempt: 1, 5, 25 and from then on 125 minutes."""
    return timedelta(minutes=_PAUSES[min(attempts, len(_PAUSES)) - 1])


def gives_up(attempts: int) -> bool:
    return attempts >= MOST_ATTEMPTS


def quiet_until(wall: datetime, spans: Spans) -> datetime | None:
    """The end of the quiet hours in which the moment lies, past midnight where they go on; ``None`` outside them.

    Where the next day is quiet as a whole, its end: then one asks again.
    """
    end = _span_end(wall, spans)
    if end is not None and end > _moment(wall, _MINUTES_OF_A_DAY - 1):
        return _span_end(end, spans) or end
    return end


def next_opening(wall: datetime, spans: Spans) -> datetime:
    """The first moment after this one at which a span begins."""
    begins = [_moment(day, opens) for day in (wall, wall + _DAY) for opens, _closes in spans]
    return min(begin for begin in begins if begin > wall)


def _span_end(wall: datetime, spans: Spans) -> datetime | None:
    return next((_moment(wall, ends) for begins, ends in spans if _holds(wall, begins, ends)), None)


def _holds(wall: datetime, begins: int, ends: int) -> bool:
    return _moment(wall, begins) <= wall < _moment(wall, ends)


def _moment(day: datetime, minute: int) -> datetime:
    return datetime.combine(day.date(), time.min, day.tzinfo) + timedelta(minutes=minute)
