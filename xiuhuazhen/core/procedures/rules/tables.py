"""What a procedure is: states, and the transitions between them, as data. No framework, no clock, no database."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum

ORDER = "order"
"""Among a state's limits: the date that an outside order set, where it did."""
UNTIL = "until"
"""Among a state's limits: the date that was set on the way in (a pause's end, a review)."""


NOBODY_ABOVE = "nobody_above"
"""The reason of a climb that finds no rung any more on which there is anybody."""


class NotAllowed(Exception):  # noqa: N818 - an answer, not a fault
    """The action does not lead anywhere from the present state, or a guard stands in its way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BrokenProcedure(Exception):  # noqa: N818 - found when the program starts
    """The table contradicts itself."""


class Waits(Enum):
    """For whom a matter in this state waits; the worklist follows from it."""

    DESK = "desk"
    """the dispatch desk that serves the place"""
    HOLDER = "holder"
    """the unit to which it was given"""
    HEAD = "head"
    """who signs for that unit"""
    LEADER = "leader"
    """the leader of the street office; where it has none, the nearest one above, then the desk"""
    CHECKER = "checker"
    """somebody who did not do the work: of the community of the place, unless that has it, else of another unit whose
    people check there, else of the desk"""
    RESIDENT = "resident"
    """the reporter; the desk sees it when they took too long"""
    SOURCE = "source"
    """the hotline that sent the order; the desk sees it when they took too long"""
    ABOVE = "above"
    """the nearest unit of an area above that of whoever has it, with somebody who can act; of rungs alone"""
    PRESENT = "present"
    """whoever it waits for at that moment, of rungs and messages; never of a state"""
    NOBODY = "nobody"
    """closed"""


class Party(Enum):
    """Whose permission counts."""

    AREA = "area"
    """anybody who holds it where the matter lies"""
    HOLDER = "holder"
    """who holds it for the very unit that has the matter"""
    ABOVE = "above"
    """who finds the matter on the worklist of another unit than that which has it; with the step that unit has it"""


OUTSIDE = frozenset({Waits.RESIDENT, Waits.SOURCE})
"""Nobody here can do anything before they took too long."""


OF_THE_UNIT = frozenset({Waits.HOLDER, Waits.HEAD})
"""There is nobody while no unit has the matter."""


class Shape(Enum):
    """How a step is drawn on the thread."""

    FORWARD = "forward"
    RETURN = "return"
    PAUSE = "pause"
    CLOSE = "close"


class Part(IntEnum):
    """The part of the menu in which an action stands: what goes on with the work, what asks for something, what ends
    the matter aside from its course."""

    STEP = 1
    ASK = 2
    END = 3


@dataclass(frozen=True)
class State:
    """``permission`` is who is asked to act.

    ``limits`` name the norms that say how long it may last, :data:`ORDER` and :data:`UNTIL` among them. A limit that
    the state before had as well goes on from where it began; the earliest is the state's due time. In a state that
    ``freezes``, the limits of the state before stand still. ``on_time`` is the action that the product itself takes
    once a limit of the state has passed; the date of an outside order makes it late and ends nothing. Whoever took one
    of the actions ``not_by`` before does not act with the state's permission.
    """

    name: str
    waits: Waits
    permission: str = ""
    limits: tuple[str, ...] = ()
    freezes: bool = False
    on_time: str = ""
    not_by: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        return self.waits is not Waits.NOBODY


@dataclass(frozen=True)
class Request:
    """Something asked for beside the state, which waits for somebody else's decision. One that ``lapses`` is gone as
    soon as the matter moves to another state, except to those ``along`` which it goes; the others are owed until they
    are done, even of a closed matter. What is not done in time stands on the worklist of ``overdue`` as well: for whom
    it waits then, and their permission. ``unheld`` are those who owe it for a unit while none has the matter."""

    name: str
    waits: Waits
    permission: str
    limit: str = ""
    lapses: bool = True
    overdue: tuple[Waits, str] | None = None
    along: tuple[str, ...] = ()
    unheld: tuple[Waits, str] | None = None

    def lapses_in(self, state: str) -> bool:
        """Whether it is gone when the matter moves there."""
        return self.lapses and state not in self.along

    def owed_by(self, *, held: bool) -> tuple[Waits, str] | None:
        """For whom it waits, and their permission, where a unit has the matter (``held``) or none does."""
        return (self.waits, self.permission) if held or self.waits not in OF_THE_UNIT else self.unheld


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder that a late matter climbs by itself: ``after`` names the norm that says how long after the
    due time; without one it is at once. Whoever it ``waits`` for sees the matter on their worklist from then on;
    without a permission those who have it there already are told of it."""

    name: str
    waits: Waits
    permission: str
    after: str = ""


@dataclass(frozen=True)
class Done:
    """A step of the matter so far, as far as guards may look: never at texts."""

    action: str
    actor_key: str
    unit: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Situation:
    """What a guard may know: who acts, for which unit, what was done before, whether the present state has a limit
    and whether it has passed, what is asked for and not decided, whether an outside order set a date, and the facts
    with which the matter ``began``."""

    actor_key: str
    unit: str
    late: bool
    limited: bool = True
    history: Sequence[Done] = ()
    pending: Collection[str] = ()
    ordered: bool = False
    began: Mapping[str, object] = field(default_factory=dict)


Guard = Callable[[Situation], str]
"""Returns a code that says why not, or nothing."""


@dataclass(frozen=True)
class Transition:
    """``targets`` beyond the first are chosen by the domain action; without any, the matter stays in its state and its
    limits run on. ``needs`` names inputs that must not be empty. What is ``aside`` is never anybody's primary action;
    what ``serves`` a limit that runs comes before the rest. ``raises`` is a request that it makes, ``settles`` those
    of which one must be pending and that it decides. ``revives`` marks the way back from the end. What the unit that
    has the matter does (``party``), those who hold the permission ``unheld`` do in the area while none has it."""

    action: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    permission: str
    party: Party = Party.AREA
    needs: tuple[str, ...] = ()
    shape: Shape = Shape.FORWARD
    guard: Guard | None = None
    aside: bool = False
    serves: str = ""
    raises: str = ""
    settles: tuple[str, ...] = ()
    revives: bool = False
    basis: str = ""
    unheld: str = ""

    @property
    def part(self) -> Part:
        if self.raises:
            return Part.ASK
        return Part.END if self.aside and self.shape is Shape.CLOSE else Part.STEP

    def leads_to(self, state: str) -> tuple[str, ...]:
        """Where it may lead from this state."""
        return self.targets or (state,)


@dataclass(frozen=True)
class Procedure:
    """A kind's whole table. ``first`` is the state in which a matter begins, by the action ``opening``. ``stands_in``
    gives for a permission of those who decide the one of those who do so where nobody holds it. Where it
    ``goes_above``, what nobody of the unit that has it can act on waits for the nearest unit of that area or above."""

    kind: str
    opening: str
    first: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    requests: tuple[Request, ...] = ()
    ladder: tuple[Rung, ...] = ()
    stands_in: Mapping[str, str] = field(default_factory=dict)
    goes_above: bool = False
    _by_state: dict[str, State] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_state.update({state.name: state for state in self.states})
        for problem in problems(self):
            raise BrokenProcedure(problem)

    def state(self, name: str) -> State:
        return self._by_state[name]

    def request(self, name: str) -> Request:
        return next(request for request in self.requests if request.name == name)

    def gives(self) -> list[str]:
        """The actions that give a matter to a unit."""
        return sorted({each.action for each in self.transitions if "holder_id" in each.needs})

    def transition(self, action: str, state: str) -> Transition:
        """The transition for this action in this state; raises :class:`NotAllowed`."""
        for transition in self.transitions:
            if transition.action == action and state in transition.sources:
                return transition
        raise NotAllowed("not-in-this-state")

    def transitions_from(self, state: str) -> list[Transition]:
        """In the order of the table: the first one open to a person is their primary action."""
        return [transition for transition in self.transitions if state in transition.sources]


def problems(procedure: Procedure) -> list[str]:
    """What is wrong with a table: unknown or unreachable states, states without a way to the end, double entries."""
    names = [state.name for state in procedure.states]
    found = [f"state {name} twice" for name in names if names.count(name) > 1]
    found += [] if procedure.first in names else [f"unknown first state {procedure.first}"]
    for transition in procedure.transitions:
        found += _faults_of(transition, procedure, names)
    for state in procedure.states:
        found += _faults_in_time(state, procedure)
    pairs = [(source, each.action) for each in procedure.transitions for source in each.sources]
    found += [f"{action} twice from {source}" for source, action in pairs if pairs.count((source, action)) > 1]
    found += [f"state {name} cannot be reached" for name in names if name not in _reachable(procedure, procedure.first)]
    return found + _dead_ends(procedure)


def _faults_of(transition: Transition, procedure: Procedure, names: Sequence[str]) -> list[str]:
    ends = (*transition.sources, *transition.targets)
    found = [f"{transition.action}: unknown state {name}" for name in ends if name not in names]
    closed = {state.name for state in procedure.states if not state.is_open}
    opened = set(transition.targets) - closed
    found += [
        f"{transition.action} leads on from {name}"
        for name in transition.sources
        if name in closed and opened and not transition.revives
    ]
    known = {request.name for request in procedure.requests}
    asked = {transition.raises, *transition.settles} - {""}
    return found + [f"{transition.action}: unknown request {name}" for name in sorted(asked - known)]


def _faults_in_time(state: State, procedure: Procedure) -> list[str]:
    if not state.on_time:
        return []
    actions = {transition.action for transition in procedure.transitions if state.name in transition.sources}
    return [] if state.on_time in actions else [f"{state.name}: no way on by {state.on_time} once it is due"]


def _dead_ends(procedure: Procedure) -> list[str]:
    closed = {state.name for state in procedure.states if not state.is_open}
    leaves = {source for transition in procedure.transitions if transition.targets for source in transition.sources}
    still = [state.name for state in procedure.states if state.is_open]
    found = [f"no way on from {name}" for name in still if name not in leaves]
    stuck = [name for name in still if name in leaves and not closed & _reachable(procedure, name)]
    return found + [f"a matter cannot be closed from {name}" for name in stuck]


def _reachable(procedure: Procedure, start: str) -> set[str]:
    reached, edge = {start}, [start]
    while edge:
        state = edge.pop()
        ahead = {t for tr in procedure.transitions if state in tr.sources for t in tr.targets} - reached
        reached |= ahead
        edge += ahead
    return reached


ASKED_ALREADY, NOTHING_ASKED = "asked-already", "nothing-asked"


def request_fault(transition: Transition, procedure: Procedure, pending: Collection[str]) -> str:
    """Why the step cannot be taken beside what is asked for and not decided; empty when it can. What lapses is asked
    once at a time; what does not may be asked again, and the later one counts."""
    if transition.settles and not set(transition.settles) & set(pending):
        return NOTHING_ASKED
    asked = transition.raises in pending and procedure.request(transition.raises).lapses
    return ASKED_ALREADY if transition.raises and asked else ""


def missing_inputs(transition: Transition, given: dict[str, object]) -> list[str]:
    """Inputs that the transition needs and that are absent or blank."""
    return [name for name in transition.needs if not str(given.get(name) or "").strip()]
