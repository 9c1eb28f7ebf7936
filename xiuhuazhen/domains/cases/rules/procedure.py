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
    State,
    Transition,
    Waits,
)
from xiuhuazhen.domains.cases.rules.guards import (
    HANDLED,
    extended_once,
    not_by_the_handler,
    not_by_who_asked,
    only_a_consultation,
    only_after_a_try,
    only_after_the_leaders_time,
    only_after_the_limit,
    only_an_order,
    only_if_confidential,
    only_if_the_unit_may_know,
    only_once,
)
from xiuhuazhen.domains.cases.rules.own_data import ERASE, ERASURE, ERASURE_LIMIT, own_data

KIND = "cases.case"
KEEP = "cases.keep"
"""The norm of how long the contents of closed cases and complaints are kept."""
RESIDENT = "procedures.resident"
REACH = "cases.reach"
CLOCK = "procedures.clock"

_NEW = ("registered", "accepted")
_AT_WORK = ("dispatched", "handling", "reviewing", "answering")
_STILL = ("paused", "shelved")
_JUDGED = ("checking", "reporting_back", "at_source", "rating", "deciding", "closing")
_HELD = (*_AT_WORK, *_STILL, *_JUDGED)
_OPEN = (*_NEW, *_HELD)
_ENDED = ("closed", "reporting_back")
"""What ends a case here ends an order at its source alone."""
_ASKED_OR_ENDED = ("rating", *_ENDED)
"""Where it is said to be done without a check, a reporter who can be asked has the last word."""

_CALLED_IN = (*_AT_WORK, *_STILL, "checking", "rating", "deciding", "closing")
"""Where the desk still reaches a reporter whom the unit may not know: as long as anything is open here."""

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
    State("checking", Waits.CHECKER, "cases.check", ("cases.limit.check", ORDER), not_by=HANDLED),
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
    Transition(
        "answer",
        _NEW,
        _ASKED_OR_ENDED,
        "cases.dispatch",
        needs=("text",),
        shape=Shape.CLOSE,
        guard=only_a_consultation,
        aside=True,
    ),
    Transition("place", _OPEN, (), "cases.dispatch", needs=("placement",), aside=True),
    Transition("decline", _NEW, _ENDED, "cases.dispatch", needs=("text",), shape=Shape.CLOSE, aside=True),
    Transition("void", _NEW, _ENDED, "cases.dispatch", needs=("text",), shape=Shape.CLOSE, aside=True),
    Transition("solve", ("registered",), ("checking", *_ASKED_OR_ENDED), "cases.patrol", needs=("text",)),
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
        (*_NEW, *_AT_WORK, *_STILL, "checking", "reporting_back", "at_source"),
        (),
        "cases.dispatch",
        needs=("order_due", "text"),
        guard=only_an_order,
        aside=True,
    ),
    Transition("reach", (*_NEW, "reporting_back"), (), REACH, needs=("means", "outcome"), aside=True),
    Transition(
        "reach",
        _CALLED_IN,
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
        ("reporting_back", "at_source"),
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
    Transition(
        "finish",
        ("handling",),
        ("answering", "reviewing"),
        "cases.handle",
        Party.HOLDER,
        needs=("text",),
        guard=only_after_a_try,
    ),
    Transition(
        "contact",
        ("handling",),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("means", "outcome"),
        serves=CONTACT,
        guard=only_if_the_unit_may_know,
    ),
    Transition(
        "contact",
        ("dispatched", "reviewing", "answering", "paused"),
        (),
        "cases.handle",
        Party.HOLDER,
        needs=("means", "outcome"),
        guard=only_if_the_unit_may_know,
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
        (*_OPEN, "closed", "archived"),
        (),
        "cases.handle",
        Party.HOLDER,
        unheld="cases.dispatch",
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
    Transition(
        "grant_extension",
        ("handling",),
        (),
        "cases.approve",
        needs=("extension",),
        settles=("extension",),
        guard=not_by_who_asked("ask_extension"),
    ),
    Transition(
        "grant_pause",
        ("handling",),
        ("paused",),
        "cases.approve",
        needs=("until",),
        settles=("pause",),
        shape=Shape.PAUSE,
        guard=not_by_who_asked("ask_pause"),
    ),
    Transition(
        "grant_shelving",
        ("handling",),
        ("shelved",),
        "cases.shelve",
        needs=("until",),
        settles=("shelving",),
        shape=Shape.PAUSE,
        guard=not_by_who_asked("ask_shelving"),
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
    Transition("resettle", _OPEN, (), CLOCK, needs=("placement",), aside=True),
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
    Transition("rate", ("checking",), ("closing", "deciding"), RESIDENT, needs=("solved",)),
    Transition("rate", ("rating",), ("closing", "deciding", "closed"), RESIDENT, needs=("solved",)),
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
    Transition("urge", (*_NEW, *_AT_WORK, *_STILL, "checking"), (), "cases.urge", aside=True),
    Transition(
        "instruct",
        _OPEN,
        (),
        "cases.instruct",
        needs=("request_due",),
        raises="supervision",
        aside=True,
    ),
)

_OWN_DATA = own_data(
    open_states=_OPEN, ended=("closed", "archived"), into=("archived",), decides=ERASE, party=Party.AREA
)

PROCEDURE = Procedure(
    kind=KIND,
    opening="report",
    first="registered",
    states=STATES,
    transitions=(*_DESK, *_UNIT, *_TIME, *_JUDGING, *_OWN_DATA),
    requests=(
        Request("extension", Waits.DESK, "cases.approve", "cases.limit.approve", overdue=_LEADER_APPROVES),
        Request("pause", Waits.DESK, "cases.approve", "cases.limit.approve", overdue=_LEADER_APPROVES),
        Request("shelving", Waits.LEADER, "cases.shelve", "cases.limit.approve"),
        Request(CALL, Waits.DESK, REACH, CONTACT, along=(*_CALLED_IN, "reporting_back")),
        Request(
            "supervision",
            Waits.HOLDER,
            "cases.handle",
            lapses=False,
            overdue=(Waits.LEADER, "cases.lead"),
            along=("archived",),
            unheld=(Waits.DESK, "cases.dispatch"),
        ),
        Request(
            ERASURE,
            Waits.DESK,
            ERASE,
            ERASURE_LIMIT,
            lapses=False,
            overdue=(Waits.LEADER, ERASE),
            along=("archived",),
        ),
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
    """The reasons open in a state. What the reporter found not mended does not end as solved. What was found impossible
    ends as that and as nothing else, and nothing else ends so."""
    reasons = CLOSE_REASONS.get(state, ())
    if shelved and "impossible" in reasons:
        return ("impossible",)
    left_out = {"impossible", "solved"} if solved is False else {"impossible"}
    return tuple(reason for reason in reasons if reason not in left_out)


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
