"""What a matter's page needs to draw its thread: one stitch a step, in the order in which they happened."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StitchShape(StrEnum):
    STITCH = "stitch"
    """A step forward."""
    RETURN = "return"
    """A step that goes back: returned, not solved, sent back."""
    PAUSE = "pause"
    """The clock stands still, with a reason."""
    KNOT = "knot"
    """Closed."""
    NOW = "now"
    """What comes next: dotted, with its due date."""
    LOOSE = "loose"
    """Waits for somebody outside: a loose end with their name."""


@dataclass(frozen=True)
class Evidence:
    """A file on a stitch. ``preview_url`` is empty for what is no picture; ``state`` says why a file is not shown."""

    url: str
    preview_url: str
    label: str
    state: str = ""


@dataclass(frozen=True)
class Stitch:
    """``sentence`` says in plain words what happened ("派给富民路社区"); ``text`` is what somebody wrote."""

    shape: StitchShape
    sentence: str
    at: datetime | None = None
    who: str = ""
    unit: str = ""
    text: str = ""
    basis: str = ""
    due_at: datetime | None = None
    late: bool = False
    evidence: tuple[Evidence, ...] = ()
