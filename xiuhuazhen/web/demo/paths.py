"""How a matter of the demonstration went on after it was reported."""

from dataclasses import dataclass, replace
from typing import Final

from xiuhuazhen.domains.cases.choices import CloseReason, ReturnReason

DESK, HANDLER, REPORTER = "desk", "handler", "reporter"
"""Stand for the desk of the street, the handler of the unit that has the matter, and who reported it."""


@dataclass(frozen=True)
class Act:
    """``wait`` is minutes of office time since the act before. ``value`` is a unit's key, a reason, a code or a
    rating; ``photo`` names a picture."""

    name: str
    who: str
    wait: int
    text: str = ""
    value: str = ""
    category: str = ""
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

    def solve(self, text: str, *, photo: str = "") -> "Path":
        return self._then(Act("solve", REPORTER, 4, text, photo=photo))

    def sign(self, *, wait: int = 55) -> "Path":
        return self._then(Act("sign_for", HANDLER, wait))

    def give_back(self, reason: ReturnReason, text: str, *, wait: int = 70) -> "Path":
        return self._then(Act("return", HANDLER, wait, text, reason))

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
