"""The procedure of a complaint about a unit or somebody who works there, as a table.

A supervising unit above the one complained about has it. Where nobody of it is left, or it is late, the next one above
sees it and may take it over.
"""

from xiuhuazhen.core.procedures.rules.tables import (
    Party,
    Procedure,
    Request,
    Rung,
    Shape,
    State,
    Transition,
    Waits,
)
from xiuhuazhen.domains.cases.rules.own_data import ERASURE, ERASURE_LIMIT, own_data

COMPLAINT = "cases.complaint"
COMPLAINT_HANDLE = "complaints.handle"

_RESIDENT = "procedures.resident"
_CLOCK = "procedures.clock"
_OPEN = ("received", "examining", "answering")
_OWN_DATA = own_data(
    open_states=_OPEN, ended=("closed", "withdrawn"), into=(), decides=COMPLAINT_HANDLE, party=Party.HOLDER
)

COMPLAINTS = Procedure(
    kind=COMPLAINT,
    opening="complain",
    first="received",
    states=(
        State("received", Waits.HOLDER, COMPLAINT_HANDLE, ("complaints.limit.examine",)),
        State("examining", Waits.HOLDER, COMPLAINT_HANDLE, ("complaints.limit.handle",)),
        State("answering", Waits.HOLDER, COMPLAINT_HANDLE, ("complaints.limit.answer",)),
        State("closed", Waits.NOBODY),
        State("withdrawn", Waits.NOBODY),
    ),
    transitions=(
        Transition("examine", ("received",), ("examining",), COMPLAINT_HANDLE, Party.HOLDER),
        Transition(
            "decline",
            ("received",),
            ("closed",),
            COMPLAINT_HANDLE,
            Party.HOLDER,
            needs=("text",),
            shape=Shape.CLOSE,
            aside=True,
        ),
        Transition("conclude", ("examining",), ("answering",), COMPLAINT_HANDLE, Party.HOLDER, needs=("text",)),
        Transition(
            "answer", ("answering",), ("closed",), COMPLAINT_HANDLE, Party.HOLDER, needs=("text",), shape=Shape.CLOSE
        ),
        Transition(
            "take_over",
            (*_OPEN, "closed", "withdrawn"),
            (),
            COMPLAINT_HANDLE,
            Party.ABOVE,
            aside=True,
        ),
        Transition("withdraw", _OPEN, ("withdrawn",), _RESIDENT, shape=Shape.CLOSE, aside=True),
        Transition("escalate", _OPEN, (), _CLOCK, aside=True),
        Transition("recount", _OPEN, (), _CLOCK, aside=True),
        Transition("unassign", _OPEN, (), _CLOCK, shape=Shape.RETURN, aside=True),
        *_OWN_DATA,
    ),
    requests=(Request(ERASURE, Waits.HOLDER, COMPLAINT_HANDLE, ERASURE_LIMIT, lapses=False),),
    ladder=(
        Rung("reminded", Waits.PRESENT, ""),
        Rung("above", Waits.ABOVE, COMPLAINT_HANDLE, after="complaints.escalate.above"),
    ),
    goes_above=True,
)
