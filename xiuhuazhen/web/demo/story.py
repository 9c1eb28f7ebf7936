"""A matter of the demonstration as it is reported."""

from dataclasses import dataclass
from datetime import datetime

from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.demo.ground import NEIGHBOUR, STREET
from xiuhuazhen.web.demo.paths import FRESH, Path


@dataclass(frozen=True)
class Story:
    """``days`` and ``moment`` as in :meth:`Timetable.opened`, or ``at``, when exactly. The place is the one of ``area``
    (a code), a point in or between the areas of ``near``, or what the words name. ``contact`` is name and telephone;
    ``who`` is the account of the staff who entered it; ``photo`` names a picture."""

    key: str
    source: Source
    days: int
    moment: str
    text: str
    path: Path = FRESH
    area: str = ""
    near: tuple[str, ...] = ()
    address: str = ""
    contact: tuple[str, str] = ("", "")
    who: str = ""
    photo: str = ""
    reply: bool = False
    street: str = STREET
    at: datetime | None = None

    @property
    def is_neighbours(self) -> bool:
        return self.street == NEIGHBOUR
