"""How a matter of the demonstration went on after it was reported."""

from dataclasses import dataclass, replace
from typing import Final

from xiuhuazhen.domains.cases.choices import CloseReason, ExtensionReason, Means, Outcome, PauseReason, ReturnReason

DESK, HANDLER, REPORTER = "desk", "handler", "reporter"
"""Stand for the desk of the street, the handler of the unit that has the matter, and who reported it."""
LEADER, HEAD = "li.zhuren", "qian.jingli"
"""Accounts of the street's leader and of the one head of a unit who signs."""


@dataclass(frozen=True)
class Act:
    """``wait`` is minutes of office time since the act before. ``value`` is a unit's key, a reason, a code, a rating or
    a number of days, ``more`` what else the act asks; ``photo`` names a picture."""

    name: str
    who: str
    wait: int
    text: str = ""
    value: str = ""
    more: str = ""
    photo: str = ""


@dataclass(frozen=True)
class Path:
    """Acts one after the other; each method adds one."""

    acts: tuple[Act, ...] = ()

    def _then(self, act: Act) -> "Path":
        return replace(self, acts=(*self.acts, act))

    def place(self, code: str, text: str = "", *, wait: int = 12) -> "Path":
        return self._then(Act("place", DESK, wait, text, code))

    def to(self, unit: str, category: str, text: str = "", *, wait: int = 25) -> "Path":
        return self._then(Act("dispatch", DESK, wait, text, unit, category))

    def decline(self, text: str, *, wait: int = 35) -> "Path":
        return self._then(Act("decline", DESK, wait, text))

    def accept(self, text: str = "", *, wait: int = 15) -> "Path":
        return self._then(Act("accept", DESK, wait, text))

    def answer(self, text: str, *, wait: int = 20) -> "Path":
        return self._then(Act("answer", DESK, wait, text))

    def void(self, text: str, *, wait: int = 20) -> "Path":
        return self._then(Act("void", DESK, wait, text))

    def withdraw(self, text: str, *, wait: int = 60) -> "Path":
        return self._then(Act("withdraw", REPORTER, wait, text))

    def reopen(self, text: str, *, wait: int = 600) -> "Path":
        return self._then(Act("reopen", DESK, wait, text))

    def issue(self, *, wait: int = 30) -> "Path":
        return self._then(Act("issue", HEAD, wait))

    def cannot(self, text: str, *, wait: int = 600) -> "Path":
        return self._then(Act("close_shelved", LEADER, wait, text))

    def settle(self, text: str, *, wait: int = 300) -> "Path":
        return self._then(Act("settle", LEADER, wait, text))

    def solve(self, text: str, *, photo: str = "") -> "Path":
        return self._then(Act("solve", REPORTER, 4, text, photo=photo))

    def sign(self, *, wait: int = 55) -> "Path":
        return self._then(Act("sign_for", HANDLER, wait))

    def give_back(self, reason: ReturnReason, text: str, line: str, *, wait: int = 70) -> "Path":
        return self._then(Act("return", HANDLER, wait, text, reason, line))

    def contact(self, means: Means, outcome: Outcome, text: str = "", *, wait: int = 20) -> "Path":
        return self._then(Act("contact", HANDLER, wait, text, means, outcome))

    def called(self, *, wait: int = 5) -> "Path":
        return self.contact(Means.CALL, Outcome.REACHED, wait=wait)

    def ask_more(self, days: int, reason: ExtensionReason, text: str, *, wait: int = 120) -> "Path":
        return self._then(Act("ask_extension", HANDLER, wait, text, str(days), reason))

    def more(self, *, wait: int = 60) -> "Path":
        return self._then(Act("grant_extension", DESK, wait))

    def pause(self, reason: PauseReason, days: int, text: str, *, wait: int = 120) -> "Path":
        asked = self._then(Act("ask_pause", HANDLER, wait, text, reason, str(days)))
        return asked._then(Act("grant_pause", DESK, 40))

    def shelve(self, days: int, text: str, *, wait: int = 240) -> "Path":
        asked = self._then(Act("ask_shelving", HANDLER, wait, text, str(days)))
        return asked._then(Act("grant_shelving", LEADER, 90, "同意挂账，到期再研究。"))

    def urge(self, text: str, *, wait: int = 300) -> "Path":
        return self._then(Act("urge", DESK, wait, text))

    def instruct(self, days: int, text: str, *, wait: int = 60) -> "Path":
        return self._then(Act("instruct", LEADER, wait, text, str(days)))

    def back(self, text: str = "已办理，结果见答复。", *, wait: int = 40) -> "Path":
        return self._then(Act("report_back", DESK, wait, text))

    def source(self, reason: CloseReason = CloseReason.SOLVED, text: str = "", *, wait: int = 400) -> "Path":
        return self._then(Act("source_closed", DESK, wait, text, reason))

    def take_back(self, text: str, *, wait: int = 120) -> "Path":
        return self._then(Act("recall", DESK, wait, text))

    def done(self, text: str, *, wait: int = 300, photo: str = "") -> "Path":
        return self._then(Act("finish", HANDLER, wait, text, photo=photo))

    def reply(self, text: str, *, wait: int = 45) -> "Path":
        return self._then(Act("reply", HANDLER, wait, text))

    def good(self, who: str, text: str = "", *, wait: int = 120, photo: str = "") -> "Path":
        return self._then(Act("confirm", who, wait, text, photo=photo))

    def again(self, who: str, text: str, *, wait: int = 120) -> "Path":
        return self._then(Act("rework", who, wait, text))

    def rate(self, text: str = "", *, solved: bool = True, wait: int = 90) -> "Path":
        return self._then(Act("rate", REPORTER, wait, text, "yes" if solved else "no"))

    def send_back(self, text: str, *, wait: int = 90) -> "Path":
        return self._then(Act("send_back", REPORTER, wait, text))

    def close(self, reason: CloseReason = CloseReason.SOLVED, text: str = "", *, wait: int = 60) -> "Path":
        return self._then(Act("close", DESK, wait, text, reason))


FRESH: Final = Path()
