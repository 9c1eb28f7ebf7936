"""The case procedure as a table, and what can be said of a report without looking anything up."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures.rules import Party, Procedure, Shape, Situation, State, Transition, Waits

KIND = "cases.case"
RESIDENT = "procedures.resident"
TEXT_MAX = 2000
TITLE_MAX = 60
_TITLE_FROM_TEXT = 28

CHECKED_BY_THE_HANDLER = "checked-by-the-handler"
SENT_BACK_BEFORE = "sent-back-before"
RATING_TIME_LEFT = "rating-time-left"


def not_by_the_handler(situation: Situation) -> str:
    """Whoever signed for, handled, answered or solved it does not check it."""
    handlers = {done.actor_key for done in situation.history if done.action in {"sign_for", "finish", "reply", "solve"}}
    return CHECKED_BY_THE_HANDLER if situation.actor_key in handlers else ""


def only_once(situation: Situation) -> str:
    """A resident may send a case back once."""
    return SENT_BACK_BEFORE if any(done.action == "send_back" for done in situation.history) else ""


def only_after_the_limit(situation: Situation) -> str:
    """While the resident may still rate, nobody closes over their head."""
    return RATING_TIME_LEFT if situation.limited and not situation.late else ""


PROCEDURE = Procedure(
    kind=KIND,
    opening="report",
    first="registered",
    states=(
        State("registered", Waits.DESK, "cases.dispatch", "cases.limit.dispatch"),
        State("dispatched", Waits.HOLDER, "cases.handle", "cases.limit.sign_for"),
        State("handling", Waits.HOLDER, "cases.handle", "cases.limit.handle"),
        State("answering", Waits.HOLDER, "cases.handle", "cases.limit.reply"),
        State("checking", Waits.CHECKER, "cases.check", "cases.limit.check"),
        State("rating", Waits.RESIDENT, "cases.close", "cases.limit.rate"),
        State("closing", Waits.DESK, "cases.close", "cases.limit.close"),
        State("closed", Waits.NOBODY),
    ),
    transitions=(
        Transition("dispatch", ("registered",), ("dispatched",), "cases.dispatch", needs=("holder_id",)),
        Transition("place", ("registered",), ("registered",), "cases.dispatch", needs=("placement",), keeps_due=True),
        Transition(
            "decline",
            ("registered",),
            ("closed",),
            "cases.dispatch",
            needs=("text", "close_reason"),
            shape=Shape.CLOSE,
        ),
        Transition("solve", ("registered",), ("checking",), "cases.patrol", needs=("text",)),
        Transition("sign_for", ("dispatched",), ("handling",), "cases.handle", Party.HOLDER),
        Transition(
            "return",
            ("dispatched",),
            ("registered",),
            "cases.handle",
            Party.HOLDER,
            needs=("text", "reason"),
            shape=Shape.RETURN,
        ),
        Transition(
            "recall",
            ("dispatched", "handling"),
            ("registered",),
            "cases.dispatch",
            needs=("text",),
            shape=Shape.RETURN,
            aside=True,
        ),
        Transition("finish", ("handling",), ("answering",), "cases.handle", Party.HOLDER, needs=("text",)),
        Transition("reply", ("answering",), ("checking",), "cases.handle", Party.HOLDER, needs=("text",)),
        Transition("confirm", ("checking",), ("rating", "closing"), "cases.check", guard=not_by_the_handler),
        Transition(
            "rework",
            ("checking",),
            ("handling", "registered"),
            "cases.check",
            needs=("text",),
            shape=Shape.RETURN,
            guard=not_by_the_handler,
        ),
        Transition("rate", ("rating",), ("closing",), RESIDENT, needs=("solved",)),
        Transition(
            "send_back",
            ("rating",),
            ("handling", "registered"),
            RESIDENT,
            needs=("text",),
            shape=Shape.RETURN,
            guard=only_once,
        ),
        Transition("close", ("closing",), ("closed",), "cases.close", needs=("close_reason",), shape=Shape.CLOSE),
        Transition(
            "close",
            ("rating",),
            ("closed",),
            "cases.close",
            needs=("close_reason",),
            shape=Shape.CLOSE,
            guard=only_after_the_limit,
        ),
    ),
)


CLOSE_REASONS: Mapping[str, tuple[str, ...]] = {
    "closing": ("solved", "explained", "unsolved"),
    "rating": ("unrated",),
}
"""How a case may end, by the state it is closed in; one that is declined ends by that action."""


def close_reasons(state: str, *, solved: bool | None) -> tuple[str, ...]:
    """The reasons open in a state. What the reporter found not mended does not end as solved."""
    reasons = CLOSE_REASONS.get(state, ())
    return tuple(reason for reason in reasons if reason != "solved") if solved is False else reasons


class UnreadableText(ValueError):  # noqa: N818 - says what the text is
    """The text holds half a character (a lone surrogate) and cannot be stored."""


def clean_text(text: str) -> str:
    """The text as it is kept: composed (NFC), with line ends alike and without control characters.

    Characters outside the basic plane (rare surnames, place names) stay. Raises :class:`UnreadableText`.
    """
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise UnreadableText(text[: fault.start]) from fault
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def title_of(text: str) -> str:
    """A title from the first words of a report, with telephone and identity numbers masked."""
    parts = [part.strip(" ，,、:：") for part in re.split(r"[\n。！？!?；;]", mask_numbers(text))]
    first = next(filter(None, parts), text.strip())
    return first if len(first) <= _TITLE_FROM_TEXT else first[: _TITLE_FROM_TEXT - 1] + "…"


_PHONE = re.compile(
    r"""(?:\+?86)??             # as few as possible: a local number may begin with 86 itself
    (1[3-9]\d{9} | 0\d{2,3}\d{7,8} | [2-9]\d{6,7} | 400\d{7} | 12345)""",
    re.ASCII | re.VERBOSE,
)


def plain_phone(text: str) -> str:
    """A Chinese mobile or fixed-line number without blanks and dashes; empty text stays empty.

    Raises ``ValueError`` when it is none.
    """
    bare = re.sub(r"[\s\-—()（）]", "", unicodedata.normalize("NFKC", text))
    found = _PHONE.fullmatch(bare)
    if bare and not found:
        raise ValueError(text)
    return found[1] if found else ""


@dataclass(frozen=True)
class Suggestion:
    """A category proposed for a text, with the words that spoke for it."""

    code: str
    words: tuple[str, ...]


def suggest_category(text: str, keywords: Mapping[str, Sequence[str]]) -> Suggestion | None:
    """The category whose keywords cover most of the text (in characters); ties go to the lower code."""
    found = {code: tuple(word for word in words if word in text) for code, words in keywords.items()}
    best = max(sorted(found), key=lambda code: sum(map(len, found[code])), default="")
    return Suggestion(best, found[best]) if best and found[best] else None


@dataclass(frozen=True)
class Route:
    """A line of the dispatch table: a category (or any) in an area's subtree goes to a unit."""

    category: str
    area_path: str
    unit_id: str


def rank_routes(routes: Iterable[Route], *, category: str, area_path: str) -> list[Route]:
    """The lines that fit, best first: this very category before its class before any, then the nearest area.

    A category's class is its code's beginning (``0101`` belongs to ``01``).
    """
    fitting = [
        route for route in routes if category.startswith(route.category) and area_path.startswith(route.area_path)
    ]
    return sorted(fitting, key=lambda route: (-len(route.category), -len(route.area_path), route.unit_id))
