"""What came of it: what was added, what was there, and what must be told once."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from xiuhuazhen.web.setting_up.faults import Place
from xiuhuazhen.web.setting_up.keeping import Kept


@dataclass(frozen=True)
class FirstPassword:
    username: str
    password: str
    name: str


@dataclass
class Tally:
    """Counted by table. ``differing`` are the places whose thing is there, and not as the file has it."""

    added: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    differing: list[Place] = field(default_factory=list)
    passwords: list[FirstPassword] = field(default_factory=list)
    tokens: list[tuple[str, str]] = field(default_factory=list)

    def note(self, place: Place, kept: Kept[Any], table: str = "") -> None:
        """Counted under the table of the place, unless another is named."""
        (self.added if kept.added else self.unchanged)[table or str(place[0])] += 1
        if not kept.same:
            self.differing.append(place)

    def tables(self) -> list[str]:
        return list(dict.fromkeys([*self.added, *self.unchanged]))
