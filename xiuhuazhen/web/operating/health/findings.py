from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Level(StrEnum):
    """``notice`` will have to be seen to some day and is no failure yet."""

    WELL = "well"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """``check`` is its stable name for programs, ``label`` the one for people; ``to_do`` is empty where all is well.
    ``unfinished`` is one that met something else than what it looked for. No sentence names a person."""

    check: str
    label: str
    level: Level
    found: str
    to_do: str = ""
    unfinished: bool = False

    @property
    def sentence(self) -> str:
        return _("%(check)s: %(found)s") % {"check": self.label, "found": self.found}

    @property
    def lines(self) -> list[str]:
        """For a terminal."""
        return [self.sentence, *([f"  → {self.to_do}"] if self.to_do else [])]
