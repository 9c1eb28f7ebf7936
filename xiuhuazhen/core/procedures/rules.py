"""What a procedure is: states, and the transitions between them, as data. No framework, no clock, no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum


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
    CHECKER = "checker"
    """the community of the place, or the desk where the community itself did the work"""
    RESIDENT = "resident"
    """somebody outside; the desk sees when they took too long"""
    NOBODY = "nobody"
    """closed"""


class Party(Enum):
    """Whose permission counts."""

    AREA = "area"
    """anybody who holds it where the matter lies"""
    HOLDER = "holder"
    """who holds it for the very unit that has the matter"""


class Shape(Enum):
    """How a step is drawn on the thread."""

    FORWARD = "forward"
    RETURN = "return"
    CLOSE = "close"


@dataclass(frozen=True)
class State:
    """``limit`` names the norm that says how long the state may last; ``permission`` is who is asked to act."""

    name: str
    waits: Waits
    permission: str = ""
    limit: str = ""

    @property
    def is_open(self) -> bool:
        return self.waits is not Waits.NOBODY


@dataclass(frozen=True)
class Done:
    """A step of the matter so far, as far as guards may look."""

    action: str
    actor_key: str
    unit: str


@dataclass(frozen=True)
class Situation:
    """What a guard may know: who acts, for which unit, what was done before, whether the present state has a limit
    and whether it has passed."""

    actor_key: str
    unit: str
    late: bool
    limited: bool = True
    history: Sequence[Done] = ()


Guard = Callable[[Situation], str]
"""Returns a code that says why not, or nothing."""


@dataclass(frozen=True)
class Transition:
    """``targets`` beyond the first are chosen by the domain action. ``needs`` names inputs that must not be
    empty. What is ``aside`` is never anybody's primary action."""

    action: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    permission: str
    party: Party = Party.AREA
    needs: tuple[str, ...] = ()
    shape: Shape = Shape.FORWARD
    guard: Guard | None = None
    keeps_due: bool = False
    aside: bool = False
    basis: str = ""


@dataclass(frozen=True)
class Procedure:
    """A kind's whole table. ``first`` is the state in which a matter begins, by the action ``opening``."""

    kind: str
    opening: str
    first: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    _by_state: dict[str, State] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_state.update({state.name: state for state in self.states})
        for problem in problems(self):
            raise BrokenProcedure(problem)

    def state(self, name: str) -> State:
        return self._by_state[name]

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
    pairs = [(source, each.action) for each in procedure.transitions for source in each.sources]
    found += [f"{action} twice from {source}" for source, action in pairs if pairs.count((source, action)) > 1]
    found += [f"state {name} cannot be reached" for name in names if name not in _reachable(procedure, procedure.first)]
    return found + _dead_ends(procedure)


def _faults_of(transition: Transition, procedure: Procedure, names: Sequence[str]) -> list[str]:
    ends = (*transition.sources, *transition.targets)
    found = [f"{transition.action}: unknown state {name}" for name in ends if name not in names]
    closed = {state.name for state in procedure.states if not state.is_open}
    found += [f"{transition.action} leads on from {name}" for name in transition.sources if name in closed]
    found += [] if transition.targets else [f"{transition.action} leads nowhere"]
    ended = [name for name in transition.targets if name in closed and transition.shape is not Shape.CLOSE]
    return found + [f"{transition.action} ends in {name} and is not drawn so" for name in ended]


def _dead_ends(procedure: Procedure) -> list[str]:
    closed = {state.name for state in procedure.states if not state.is_open}
    leaves = {source for transition in procedure.transitions for source in transition.sources}
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


def missing_inputs(transition: Transition, given: dict[str, object]) -> list[str]:
    """Inputs that the transition needs and that are absent or blank."""
    return [name for name in transition.needs if not str(given.get(name) or "").strip()]
