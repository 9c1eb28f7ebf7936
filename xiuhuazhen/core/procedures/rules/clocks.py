"""The limits that run in a matter's present state, each with what it takes to count it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

Pause = tuple[datetime, datetime]
Extension = tuple[int, str]
"""How much and in which unit, as a norm's number is given."""


@dataclass(frozen=True)
class Clock:
    """One limit. ``norm`` is the id of the norm that set it, empty for a date that somebody set.

    ``due`` is when it ends now, ``original`` when it would have ended without pauses and extension. ``extended`` is
    when the extension was granted: a pause after that may lie in the time that it gave.
    """

    limit: str
    started: datetime
    due: datetime
    original: datetime
    norm: str = ""
    provisional: bool = False
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    extended: datetime | None = None

    def pauses_before_extension(self) -> tuple[Pause, ...]:
        """Those that had begun when it was lengthened; without an extension all of them."""
        granted = self.extended
        return self.pauses if granted is None else tuple(pause for pause in self.pauses if pause[0] < granted)


def earliest(clocks: Iterable[Clock]) -> Clock | None:
    """The clock that is due first; of several at one moment the one that stands first."""
    return min(clocks, key=lambda clock: clock.due, default=None)


def moved(clock: Clock, *, due: datetime, provisional: bool) -> Clock:
    """The same clock with another end. Once a day was assumed, it stays provisional until it is counted again."""
    return replace(clock, due=due, provisional=clock.provisional or provisional)


def written(clocks: Iterable[Clock]) -> dict[str, dict[str, Any]]:
    """As they are kept, by limit."""
    return {clock.limit: _written(clock) for clock in clocks}


def read(kept: Mapping[str, Mapping[str, Any]]) -> list[Clock]:
    return [_read(limit, fields) for limit, fields in kept.items()]


def _written(clock: Clock) -> dict[str, Any]:
    return {
        "started": clock.started.isoformat(),
        "due": clock.due.isoformat(),
        "original": clock.original.isoformat(),
        "norm": clock.norm,
        "provisional": clock.provisional,
        "pauses": [[begun.isoformat(), ended.isoformat()] for begun, ended in clock.pauses],
        "extension": list(clock.extension) if clock.extension else None,
        "extended": clock.extended.isoformat() if clock.extended else None,
    }


def _read(limit: str, kept: Mapping[str, Any]) -> Clock:
    extension = kept["extension"]
    # Before its moment was kept: as if it had been there from the start, so that no pause within it is lost.
    extended = (kept.get("extended") or kept["started"]) if extension else None
    return Clock(
        limit=limit,
        started=datetime.fromisoformat(kept["started"]),
        due=datetime.fromisoformat(kept["due"]),
        original=datetime.fromisoformat(kept["original"]),
        norm=kept["norm"],
        provisional=kept["provisional"],
        pauses=tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in kept["pauses"]),
        extension=(extension[0], extension[1]) if extension else None,
        extended=datetime.fromisoformat(extended) if extended else None,
    )
