"""What is to become of one line of a spreadsheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xiuhuazhen.core.kit.sealing import keyed_digest, newest_key_id
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import RowResult

_MARK_BYTES = 8


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

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        """``kept`` goes on where another one was."""
        self._key_id: str = kept["key"] if kept else newest_key_id()
        self._above: dict[str, tuple[int, str]] = {}
        if kept:
            self._above = {number: (turn, said) for number, (turn, said) in kept["above"].items()}

    def kept(self) -> dict[str, Any]:
        """To go on from, without a word of what the lines say."""
        return {"key": self._key_id, "above": dict(self._above)}

    def _mark(self, text: str) -> str:
        return keyed_digest(text.encode(), purpose="cases.looked_over", key_id=self._key_id)[:_MARK_BYTES].hex()

    def result(self, judged: Judged) -> RowResult:
        """What will become of the line. Dates of one order within one file are not compared here."""
        if judged.act is None:
            return judged.result
        number, said = self._mark(rules.number_compared(judged.number)), self._mark(judged.said)
        above = self._above.get(number)
        if above is None or judged.round > above[0]:
            self._above[number] = judged.round, said
            return judged.result if above is None else RowResult.UPDATED
        differs = judged.round == above[0] and said != above[1]
        return RowResult.DIFFERS if differs else RowResult.SAME
