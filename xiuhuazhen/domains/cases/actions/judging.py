"""What is to become of one line of a spreadsheet."""

from collections.abc import Callable
from dataclasses import dataclass

from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import RowResult


@dataclass(frozen=True)
class Judged:
    """The order's ``number`` at its source and what comes of the line; ``act`` does it, where there is anything to do,
    and gives the matter. ``round`` and what it ``said`` tell lines of one order apart."""

    number: str
    result: RowResult
    message: str = ""
    matter: Matter | None = None
    act: Callable[[], Matter] | None = None
    round: int = 1
    said: str = ""


class LookedOver:
    """Lines that are judged before any of them came in: what those of the same file above will have changed by then."""

    def __init__(self) -> None:
        self._above: dict[str, tuple[int, str]] = {}

    def result(self, judged: Judged) -> RowResult:
        """What will become of the line. Dates of one order within one file are not compared here."""
        if judged.act is None:
            return judged.result
        number = rules.number_compared(judged.number)
        above = self._above.get(number)
        if above is None or judged.round > above[0]:
            self._above[number] = judged.round, judged.said
            return judged.result if above is None else RowResult.UPDATED
        differs = judged.round == above[0] and judged.said != above[1]
        return RowResult.DIFFERS if differs else RowResult.SAME
