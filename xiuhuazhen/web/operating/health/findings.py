from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """``notice`` will have to be seen to some day and is no failure yet."""

    WELL = "well"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """``check`` is its stable name for programs, ``label`` the one for people; ``to_do`` is empty where all is well.
    No sentence names a person."""

    check: str
    label: str
    level: Level
    found: str
    to_do: str = ""
