"""What a reporter may ask about the data that is held of them: that it is put right, and that it is erased.

Putting right is done by the reporter alone. Erasing waits for a decision: there may be a duty to keep, and what is
still worked on cannot be worked on without its words.
"""

from xiuhuazhen.core.procedures.rules.tables import Party, Shape, Transition

CORRECT, ASK_ERASURE = "correct", "ask_erasure"
ERASURE = "erasure"
"""The request that the contents of the matter are erased."""
ERASE = "cases.erase"
ERASURE_LIMIT = "cases.limit.erasure"

_RESIDENT = "procedures.resident"


def own_data(
    *, open_states: tuple[str, ...], ended: tuple[str, ...], into: tuple[str, ...], decides: str, party: Party
) -> tuple[Transition, ...]:
    """The steps about the reporter's own data. Erasing comes after the end alone, and leads ``into`` a state from which
    nobody opens the matter again."""
    everywhere = (*open_states, *ended)
    return (
        Transition(CORRECT, everywhere, (), _RESIDENT, aside=True),
        Transition(ASK_ERASURE, everywhere, (), _RESIDENT, raises=ERASURE, aside=True),
        Transition("grant_erasure", ended, into, decides, party, settles=(ERASURE,), aside=True),
        Transition(
            "refuse_erasure",
            everywhere,
            (),
            decides,
            party,
            needs=("reason", "text"),
            settles=(ERASURE,),
            shape=Shape.RETURN,
            aside=True,
        ),
    )
