"""What is to become of one line of a spreadsheet."""

from collections.abc import Callable
from dataclasses import dataclass

from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import RowResult


@dataclass(frozen=True)
class Judged:
    """The order's ``number`` at its source and what comes of the line; ``act`` does it, where there is anything to do,
    and gives the matter. ``round`` tells lines of one order apart."""

    number: str
    result: RowResult
    message: str = ""
    matter: Matter | None = None
    act: Callable[[], Matter] | None = None
    round: int = 1
