"""How an everyday matter goes on: from whichever state it is in, the next act, as its lot was drawn."""

from collections.abc import Callable  # noqa: TC003 - beside the others
from dataclasses import dataclass, field
from random import Random
from typing import Final

from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import CloseReason, ExtensionReason, Means, Outcome, ReturnReason, State
from xiuhuazhen.domains.cases.queries import open_reasons
from xiuhuazhen.web.demo import staff
from xiuhuazhen.web.demo.paths import DESK, HANDLER, HEAD, LEADER, REPORTER, Act
from xiuhuazhen.web.demo.years import troubles
from xiuhuazhen.web.demo.years.troubles import Trouble

_ELSE: Final = {"law": "roads", "roads": "law"}
"""To which unit the desk sends by mistake what belongs to this one; what belongs to others, to ``law``."""

_REACHED: Final = 0.86
_NOBODY_RATES: Final = 2600
"""Minutes of office time after which it is closed without a rating: more than the days within which one may rate."""


@dataclass
class Life:
    """What was drawn for a matter, and what of it has happened. ``ending`` is how it ends in the ordinary course:
    ``mended``, or at once ``answered``, ``elsewhere``, ``twice``, ``withdrawn``, ``on_the_spot``."""

    trouble: Trouble
    unit: str
    ending: str
    said: str
    """What the desk answers, or where to go instead."""
    lots: Random
    has_phone: bool
    detours: set[str] = field(default_factory=set)
    """Of ``returned``, ``extended``, ``rework``, ``sent_back``, ``unrated``, ``displeased``: each happens once."""
    n: int = 3

    def onward(self, matter: Matter) -> Act | None:
        """What somebody does next; nothing where it ends or waits for what comes by itself."""
        ways: dict[State, Callable[[], Act | None]] = {
            State.REGISTERED: self._at_desk,
            State.ACCEPTED: self._dispatch,
            State.DISPATCHED: self._sign,
            State.HANDLING: self._handle,
            State.REVIEWING: lambda: Act("issue", HEAD, self._wait(20, 160)),
            State.ANSWERING: lambda: Act("reply", HANDLER, self._wait(15, 120), self._told()),
            State.CHECKING: self._check,
            State.REPORTING_BACK: lambda: Act("report_back", DESK, self._wait(20, 200), "已办理，结果见答复。"),
            State.AT_SOURCE: self._source,
            State.RATING: self._rate,
            State.DECIDING: lambda: Act("settle", LEADER, 300, "情况属实，已责成说明并当面致歉。"),
            State.CLOSING: lambda: self._close(matter),
        }
        way = ways.get(State(matter.state))
        return way() if way and matter.is_open else None

    def _wait(self, least: int, most: int) -> int:
        """Minutes of office time; mostly short, sometimes long."""
        return least + int((most - least) * self.lots.random() ** 2.2)

    def _once(self, detour: str) -> bool:
        drawn = detour in self.detours
        self.detours.discard(detour)
        return drawn

    def _words(self, texts: tuple[str, ...]) -> str:
        return self.lots.choice(texts).format(n=self.n, place="", house="", degrees=14)

    def _contact_anew(self) -> None:
        """Whoever works on it again speaks with the reporter again."""
        self.detours |= {"contact"} if self.has_phone else set()

    def _told(self) -> str:
        return self._words(self.trouble.told)

    def _at_desk(self) -> Act:
        at_once = {
            "answered": lambda: Act("answer", DESK, self._wait(8, 90), self.said),
            "elsewhere": lambda: Act("decline", DESK, self._wait(8, 90), self.said),
            "twice": lambda: Act("void", DESK, self._wait(8, 60), troubles.TWICE),
            "on_the_spot": lambda: Act("solve", REPORTER, 4, self._words(self.trouble.done)),
        }
        return at_once[self.ending]() if self.ending in at_once else self._dispatch()

    def _dispatch(self) -> Act:
        unit = _ELSE.get(self.unit, "law") if "returned" in self.detours else self.unit
        return Act("dispatch", DESK, self._wait(6, 130), "", unit, self.trouble.category)

    def _sign(self) -> Act:
        if self._once("returned"):
            line = "责任清单里没有这一项"
            return Act("return", HANDLER, self._wait(30, 200), troubles.NOT_OURS, str(ReturnReason.NOT_OUR_DUTY), line)
        if self.ending == "withdrawn" and self.has_phone:
            return Act("withdraw", REPORTER, self._wait(20, 300), self._words(troubles.WITHDRAWN))
        return Act("sign_for", HANDLER, self._wait(8, 260))

    def _handle(self) -> Act:
        if self.has_phone and self._once("contact"):
            outcome = Outcome.REACHED if self.lots.random() < _REACHED else Outcome.NOT_REACHED
            return Act("contact", HANDLER, self._wait(4, 60), "", str(Means.CALL), str(outcome))
        if self._once("extended"):
            self.detours.add("granted")
            why = "配件要从外地调，三天内到货。"
            return Act("ask_extension", HANDLER, self._wait(60, 200), why, "3", str(ExtensionReason.PURCHASE))
        if self._once("granted"):
            return Act("grant_extension", DESK, self._wait(20, 120))
        return Act("finish", HANDLER, self._wait(50, 1900), self._words(self.trouble.done))

    def _check(self) -> Act:
        if self._once("rework"):
            self._contact_anew()
            return Act("rework", staff.INSPECTOR, self._wait(60, 400), self._words(troubles.AGAIN))
        return Act("confirm", staff.INSPECTOR, self._wait(40, 500), self._words(troubles.LOOKED))

    def _close(self, matter: Matter) -> Act:
        """Solved where that can still be said, else explained."""
        open_now = open_reasons(matter, matter.state)
        wanted = (CloseReason.SOLVED, CloseReason.EXPLAINED, *open_now)
        reason = next(each for each in wanted if each in open_now)
        text = "" if reason == CloseReason.SOLVED else "已向反映人说明情况。"
        return Act("close", DESK, self._wait(15, 200), text, str(reason))

    def _source(self) -> Act:
        reason = CloseReason.UNSOLVED if self._once("displeased") else CloseReason.SOLVED
        return Act("source_closed", DESK, self._wait(300, 1500), "来电人的意见由热线回访。", str(reason))

    def _rate(self) -> Act:
        if "unrated" in self.detours:
            return Act("close", DESK, _NOBODY_RATES, "", str(CloseReason.UNRATED))
        if self._once("sent_back"):
            self._contact_anew()
            return Act("send_back", REPORTER, self._wait(30, 400), "还是老样子，没有解决。")
        pleased = not self._once("displeased")
        return Act("rate", REPORTER, self._wait(30, 600), self._words(troubles.PLEASED), "yes" if pleased else "no")
