"""The case procedure as a table.

From GB/T 34300 and the rules of several cities for hotline orders; what a step rests on is named with it.
"""

from collections.abc import Mapping

from xiuhuazhen.core.procedures.rules.tables import (
    ORDER,
    UNTIL,
    Party,
    Procedure,
    Request,
    Rung,
    Shape,
    Situation,
    State,
    Transition,
    Waits,
)

KIND = "cases.case"
RESIDENT = "procedures.resident"
REACH = "cases.reach"
CLOCK = "procedures.clock"

CHECKED_BY_THE_HANDLER = "checked-by-the-handler"
SENT_BACK_BEFORE = "sent-back-before"
RATING_TIME_LEFT = "rating-time-left"
DECISION_TIME_LEFT = "decision-time-left"
EXTENDED_BEFORE = "extended-before"
NOT_AN_ORDER = "not-an-order"
NOT_CONFIDENTIAL = "not-confidential"

_HOTLINE = "hotline"
_HANDLED = frozenset({"sign_for", "contact", "finish", "issue", "reply", "solve"})


def not_by_the_handler(situation: Situation) -> str:
    """Whoever signed for, handled, issued, answered or solved it does not check it."""
    handlers = {done.actor_key for done in situation.history if done.action in _HANDLED}
    return CHECKED_BY_THE_HANDLER if situation.actor_key in handlers else ""


def only_once(situation: Situation) -> str:
    """A resident may send a case back once in each round."""
    return SENT_BACK_BEFORE if _since_reopened(situation, "send_back") else ""


def only_after_the_limit(situation: Situation) -> str:
    """While the resident may still rate, nobody closes over their head."""
    return RATING_TIME_LEFT if situation.limited and not situation.late else ""


def only_after_the_leaders_time(situation: Situation) -> str:
    """While the leader may still decide, the desk takes nothing back; where there is no leader, it may in the end."""
    return DECISION_TIME_LEFT if situation.limited and not situation.late else ""


def extended_once(situation: Situation) -> str:
    """One extension, as long as the same unit has the case."""
    return EXTENDED_BEFORE if _since(situation, "grant_extension", start="dispatch") else ""


def only_an_order(situation: Situation) -> str:
    """Only what came from outside, or with a date, gets one from there."""
    return "" if situation.ordered or situation.began.get("source") == _HOTLINE else NOT_AN_ORDER


def only_if_confidential(situation: Situation) -> str:
    """While a unit has it, the desk reaches only a reporter whom the unit may not know."""
    return "" if situation.began.get("confidential") else NOT_CONFIDENTIAL


def _since_reopened(situation: Situation, action: str) -> bool:
    return _since(situation, action, start="reopen")


def _since(situation: Situation, action: str, *, start: str) -> bool:
    """Whether the action was done after the last ``start``."""
    for done in reversed(situation.history):
        if done.action == start:
            return False
        if done.action == action:
            return True
    return False


_NEW = ("registered", "accepted")
_AT_WORK = ("dispatched", "handling", "reviewing", "answering")
_STILL = ("paused", "shelved")
_JUDGED = ("checking", "reporting_back", "at_source", "rating", "deciding", "closing")
_HELD = (*_AT_WORK, *_STILL, *_JUDGED)
_OPEN = (*_NEW, *_HELD)
_ENDED = ("closed", "reporting_back")
"""What ends a case here ends an order at its source alone."""

_LEADER_APPROVES = (Waits.LEADER, "cases.approve")

HANDLE = "cases.limit.handle"
CONTACT = "cases.limit.contact"
CALL = "contact"
"""The request that the desk reaches a reporter whom the unit may not know."""

STATES = (
    State("registered", Waits.DESK, "cases.dispatch", ("cases.limit.accept", "cases.limit.dispatch", ORDER)),
    State("accepted", Waits.DESK, "cases.dispatch", ("cases.limit.dispatch", ORDER)),
    State("dispatched", Waits.HOLDER, "cases.handle", ("cases.limit.sign_for", HANDLE, ORDER)),
    State("handling", Waits.HOLDER, "cases.handle", (CONTACT, HANDLE, ORDER)),
    State("reviewing", Waits.HEAD, "cases.issue", ("cases.limit.issue", HANDLE, ORDER)),
    State("paused", Waits.HOLDER, "cases.handle", (UNTIL, ORDER), freezes=True, on_time="time_up"),
    State("shelved", Waits.LEADER, "cases.shelve", (UNTIL, ORDER), freezes=True),
    State("answering", Waits.HOLDER, "cases.handle", ("cases.limit.reply", ORDER)),
    State("checking", Waits.CHECKER, "cases.check", ("cases.limit.check", ORDER), not_by=_HANDLED),
    State("reporting_back", Waits.DESK, "cases.report_back", ("cases.limit.report_back", ORDER)),
    State("at_source", Waits.SOURCE, "cases.report_back", ("cases.limit.source",)),
    State("rating", Waits.RESIDENT, "cases.close", ("cases.limit.rate",), on_time="lapse"),
    State("deciding", Waits.LEADER, "cases.decide", ("cases.limit.decide",)),
    State("closing", Waits.DESK, "cases.close", ("cases.limit.close",)),
    State("closed", Waits.NOBODY, limits=("cases.limit.archive",), on_time="archive"),
    State("archived", Waits.NOBODY),
)
"""A case's time for handling begins when it is dispatched and ends when the unit hands its result on (GB/T 30428)."""

_DESK = (
    Transition("dispatch", _NEW, ("dispatched",), "cases.dispatch", needs=("holder_id",)),
    Transition("accept", ("registered",), ("accepted",), "cases.dispatch", aside=True),
    Transition("answer", _NEW, _ENDED, "cases.dispatch", needs=("text",), shape=Shape.CLOSE, aside=True),
    Transition("place", _NEW, (), "cases.dispatch", needs=("placement",), aside=True),
    Transition("decline", _NEW, _ENDED, "cases.dispatch", needs=("text",), shape=Shape.CLOSE, aside=True),
    Transition("void", _NEW, _ENDED, "cases.dispatch", needs=("text",), shape=Shape.CLOSE, aside=True),
    Transition("solve", ("registered",), ("checking", *_ENDED), "cases.patrol", needs=("text",)),
    Transition(
        "recall",
        (*_AT_WORK, "paused"),
        ("registered",),
        "cases.dispatch",
        needs=("text",),
        shape=Shape.RETURN,
        aside=True,
    ),
    Transition(
        "recall",
        ("deciding",),
        ("registered",),
        "cases.dispatch",
        needs=("text",),
        shape=Shape.RETURN,
        guard=only_after_the_leaders_time,
        aside=True,
    ),
    Transition(
        "redate",
        (*_NEW, *_AT_WORK, *_STILL, "checking", "reporting_back"),
        (),
        "cases.dispatch",
        needs=("order_due", "text"),
        guard=only_an_order,
        aside=True,
    ),
    Transition("reach", (*_NEW, "reporting_back"), (), REACH, needs=("means", "outcome"), aside=True),
    Transition(
        "reach",
        (*_AT_WORK, "paused"),
        (),
        REACH,
        needs=("means", "outcome"),
        guard=only_if_confidential,
        aside=True,
    ),
    Transition("report_back", ("reporting_back",), ("at_source",), "cases.report_back", needs=("text",)),
    Transition(
        "source_closed", ("at_source",), ("closed",), "cases.report_back", needs=("close_reason",), shape=Shape.CLOSE
    ),
    Transition(
        "source_returned",
        ("at_source",),
        ("handling", "registered"),
        "cases.report_back",
        needs=("text",),
        shape=Shape.RETURN,
        aside=True,
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
    Transition(
        "record_withdrawal",
        (*_NEW, *_AT_WORK, *_STILL),
        _ENDED,
        "cases.dispatch",
        needs=("text",),
        shape=Shape.CLOSE,
        aside=True,
    ),
    Transition(
        "reopen",
        ("closed",),
        ("registered",),
        "cases.dispatch",
        needs=("text",),
        shape=Shape.RETURN,
        aside=True,
        revives=True,
    ),
)

_UNIT = (
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
    Transition("finish", ("handling",), ("answering", "reviewing"), "cases.handle", Party.HOLDER, needs=("text",)),
    Transition(
        "contact",
        ("handling",),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("means", "outcome"),
        serves=CONTACT,
    ),
    Transition(
        "contact",
        ("dispatched", "reviewing", "answering", "paused"),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("means", "outcome"),
        aside=True,
    ),
    Transition("issue", ("reviewing",), ("answering",), "cases.issue", Party.HOLDER),
    Transition("redo", ("reviewing",), ("handling",), "cases.issue", Party.HOLDER, needs=("text",), shape=Shape.RETURN),
    Transition(
        "reply",
        ("answering",),
        ("checking", "rating", "reporting_back", "closing"),
        "cases.handle",
        Party.HOLDER,
        needs=("text",),
    ),
    Transition(
        "report_progress",
        (*_HELD, "closed"),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("text",),
        settles=("supervision",),
        aside=True,
    ),
    Transition(
        "reassign", (*_AT_WORK, "paused"), (), "procedures.reassign", Party.HOLDER, needs=("assignee_id",), aside=True
    ),
    Transition(
        "hand_over",
        _HELD,
        (),
        "procedures.hand_over",
        needs=("assignee_id",),
        aside=True,
    ),
)

_TIME = (
    Transition(
        "ask_extension",
        ("handling",),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("text", "amount", "reason"),
        raises="extension",
        guard=extended_once,
        aside=True,
    ),
    Transition(
        "ask_pause",
        ("handling",),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("text", "reason", "until_day"),
        raises="pause",
        aside=True,
    ),
    Transition(
        "ask_shelving",
        ("handling",),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("text", "until_day"),
        raises="shelving",
        aside=True,
    ),
    Transition("grant_extension", ("handling",), (), "cases.approve", needs=("extension",), settles=("extension",)),
    Transition(
        "grant_pause",
        ("handling",),
        ("paused",),
        "cases.approve",
        needs=("until",),
        settles=("pause",),
        shape=Shape.PAUSE,
    ),
    Transition(
        "grant_shelving",
        ("handling",),
        ("shelved",),
        "cases.shelve",
        needs=("until",),
        settles=("shelving",),
        shape=Shape.PAUSE,
    ),
    Transition(
        "refuse",
        ("handling",),
        (),
        "cases.approve",
        needs=("text",),
        settles=("extension", "pause", "shelving"),
        shape=Shape.RETURN,
        aside=True,
    ),
    Transition("resume", ("paused",), ("handling",), "cases.handle", Party.HOLDER),
    Transition("time_up", ("paused",), ("handling",), CLOCK, aside=True),
    Transition("review", ("shelved",), (), "cases.shelve", needs=("text", "until")),
    Transition("take_up", ("shelved",), ("handling",), "cases.shelve", needs=("text",), aside=True),
    Transition(
        "close_shelved", ("shelved",), ("closing", "reporting_back"), "cases.shelve", needs=("text",), aside=True
    ),
    Transition("escalate", _OPEN, (), CLOCK, aside=True),
    Transition("recount", (*_OPEN, "closed"), (), CLOCK, aside=True),
    Transition("unassign", _HELD, (), CLOCK, shape=Shape.RETURN, aside=True),
    Transition("lapse", ("rating",), ("closed",), CLOCK, needs=("close_reason",), shape=Shape.CLOSE, aside=True),
    Transition("archive", ("closed",), ("archived",), CLOCK, aside=True),
)

_JUDGING = (
    Transition(
        "confirm",
        ("checking",),
        ("rating", "reporting_back", "closing"),
        "cases.check",
        needs=("way",),
        guard=not_by_the_handler,
    ),
    Transition(
        "rework",
        ("checking",),
        ("handling", "registered"),
        "cases.check",
        needs=("text",),
        shape=Shape.RETURN,
        guard=not_by_the_handler,
    ),
    Transition("rate", ("checking", "rating"), ("closing", "deciding"), RESIDENT, needs=("solved",)),
    Transition(
        "send_back",
        ("checking", "rating"),
        ("handling", "registered"),
        RESIDENT,
        needs=("text",),
        shape=Shape.RETURN,
        guard=only_once,
    ),
    Transition("withdraw", (*_NEW, *_AT_WORK, *_STILL), _ENDED, RESIDENT, shape=Shape.CLOSE, aside=True),
    Transition("settle", ("deciding",), ("closing",), "cases.decide", needs=("text",)),
    Transition("order", ("deciding",), ("handling", "registered"), "cases.decide", needs=("text",), shape=Shape.RETURN),
    Transition("urge", (*_NEW, *_AT_WORK, "paused", "checking"), (), "cases.urge", aside=True),
    Transition(
        "instruct",
        (*_NEW, *_AT_WORK, *_STILL),
        (),
        "cases.instruct",
        needs=("request_due",),
        raises="supervision",
        aside=True,
    ),
)

PROCEDURE = Procedure(
    kind=KIND,
    opening="report",
    first="registered",
    states=STATES,
    transitions=(*_DESK, *_UNIT, *_TIME, *_JUDGING),
    requests=(
        Request("extension", Waits.DESK, "cases.approve", "cases.limit.approve", overdue=_LEADER_APPROVES),
        Request("pause", Waits.DESK, "cases.approve", "cases.limit.approve", overdue=_LEADER_APPROVES),
        Request("shelving", Waits.LEADER, "cases.shelve", "cases.limit.approve"),
        Request(CALL, Waits.DESK, REACH, CONTACT),
        Request("supervision", Waits.HOLDER, "cases.handle", lapses=False, overdue=(Waits.LEADER, "cases.lead")),
    ),
    ladder=(
        Rung("reminded", Waits.PRESENT, ""),
        Rung("head", Waits.PRESENT, "cases.issue", after="cases.escalate.head"),
        Rung("leader", Waits.LEADER, "cases.lead", after="cases.escalate.leader"),
    ),
    stands_in=dict.fromkeys(("cases.shelve", "cases.decide", "cases.lead"), "cases.dispatch"),
)


CLOSE_REASONS: Mapping[str, tuple[str, ...]] = {
    "closing": ("solved", "explained", "unsolved", "impossible"),
    "rating": ("unrated",),
    "at_source": ("solved", "explained", "unsolved", "unrated"),
}
"""How a case may end, by the state it is closed in; one that is answered, declined, void or withdrawn ends by that."""


def close_reasons(state: str, *, solved: bool | None, shelved: bool = False) -> tuple[str, ...]:
    """The reasons open in a state. What the reporter found not mended does not end as solved, and only what was
    shelved ends as impossible."""
    left_out = {"solved"} if solved is False else set()
    left_out |= set() if shelved else {"impossible"}
    return tuple(reason for reason in CLOSE_REASONS.get(state, ()) if reason not in left_out)


_CLAIMS = frozenset({"answered", "on_the_spot"})
"""Ends that say it is done."""


def reason_at_source(said: str, *, outcome: str) -> str:
    """The reason with which an order ends that its source closed: why it had ended here (``outcome``), and where it was
    handled in the ordinary course what the source ``said``. That it is done does not stand against a caller who says
    that it is not."""
    if not outcome or (outcome in _CLAIMS and said == "unsolved"):
        return said
    return outcome


def target_of_confirming(*, resident: bool, order: bool) -> str:
    """Where a passed check leads: an order goes back to where it came from, a resident's case to its reporter."""
    if order:
        return "reporting_back"
    return "rating" if resident else "closing"


def is_drawn(draw: int, percent: int | None) -> bool:
    """Whether a case solved on the spot is checked: ``draw`` is its own number from 0 to 99, ``percent`` how many of a
    hundred are to be looked at. Where nobody set a share, all are."""
    return percent is None or draw < percent
