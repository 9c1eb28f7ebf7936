"""Register of procedure kinds. The generic doors (pages and API) reach a domain only through what it offers here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.forms import Field, Form
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.messages import wordings
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.tables import Party, Procedure, Waits

if TYPE_CHECKING:
    from django.db.models import Exists, OuterRef, Q, QuerySet

    from xiuhuazhen.core.areas.models import Area
    from xiuhuazhen.core.people.access import StaffActor

Label = str | Promise


class Perform(Protocol):
    """A domain action as the generic door calls it. ``inputs`` is what the offer's form makes of the request."""

    def __call__(
        self, *, matter: Matter, inputs: Any, by: Actor, at: datetime, command_id: UUID, version: int
    ) -> Step: ...


class OnTime(Protocol):
    """A domain action that the product itself takes once a state is due."""

    def __call__(self, *, matter: Matter, by: Actor, at: datetime, command_id: UUID, version: int) -> Step: ...


class InputsForm(Form):
    """A form of an action: knows the matter and the actor, and turns cleaned data into the action's typed inputs. An
    address may say what the form begins with in the fields named in ``begins_with``."""

    begins_with: tuple[str, ...] = ()

    def __init__(self, *args: Any, matter: Matter, by: Actor, at: datetime, **kwargs: Any) -> None:
        self.matter = matter
        self.by = by
        self.at = at
        super().__init__(*args, **kwargs)

    def inputs(self) -> Any:
        raise NotImplementedError


@dataclass(frozen=True)
class Tap:
    """A button that takes an action at once: ``given`` is what its form would be filled in with."""

    label: Label
    given: Mapping[str, str]


@dataclass(frozen=True)
class ActionOffer:
    """``label`` is the button's verb, ``submit`` the one under the form where it differs; ``hint`` says in one sentence
    what happens then. ``taps`` gives what stands on the matter's page itself, for what is done many times a day;
    ``shows`` what one has to know to decide, above the form."""

    label: Label
    form: type[InputsForm]
    perform: Perform
    hint: Label = ""
    submit: Label = ""
    taps: Callable[[Matter], tuple[Tap, ...]] | None = None
    shows: "Callable[[Matter], list[Fact]] | None" = None


@dataclass(frozen=True)
class BulkOffer:
    """An action that may be taken on many matters at once: its form is filled in with what it proposes by itself, with
    what is ``given`` for all, and with the colleague whom the person chose, where it ``asks_person``. ``asks`` gives
    fields of that form in which the person says the same for all. ``action`` is named where one action is offered in
    several ways."""

    label: Label
    hint: Label = ""
    asks_person: bool = False
    given: Mapping[str, Label] = field(default_factory=dict)
    asks: "Callable[[Collection[Matter], datetime], Mapping[str, Field]] | None" = None
    action: str = ""


@dataclass(frozen=True)
class Fact:
    """A line of the matter page. ``open_url`` is where a masked value is asked for, ``area`` the place it names."""

    label: Label
    value: str
    open_url: str = ""
    area: "Area | None" = None


@dataclass(frozen=True)
class Telling:
    """Who is told of an action, and in what words (with the place ``number``).

    Those are meant who hold ``permission`` for the unit that the matter ``waits`` for; of a unit that has it, the
    assignee alone once there is one. ``Waits.PRESENT`` without a permission are those who have it on their worklist,
    ``Waits.RESIDENT`` is the reporter, who needs no permission. What is ``only_urgent`` is told of urgent matters
    alone, then to who is on duty at the desk; what is told ``elsewhere`` not to the unit that did it. ``former`` means
    the unit that had the matter when the step was taken, if there was one, and who had it there. With ``into`` it is
    told of those steps alone that lead to this state.
    """

    waits: Waits
    label: Label
    permission: str = ""
    urgent: bool = False
    only_urgent: bool = False
    former: bool = False
    elsewhere: bool = False
    into: str = ""


@dataclass(frozen=True)
class Kind:
    """What a domain offers for one kind of matter.

    ``view`` is the permission to see matters of an area, empty where only the unit that has one sees it; ``handle`` the
    one to see those of one's own unit. ``hidden_from`` gives the ids of matters that a person does not see although
    they hold a permission, since they are concerned themselves; ``concerns`` the ids of these persons on a day, and
    ``concerned_in`` the same as a condition of a query, on references to the matter and to the person.
    ``done`` says of each action what happened, ``%(unit)s`` and ``%(reason)s`` filled from the step's facts; ``told``
    says the same to the person outside in everyday words, and leaves out what does not concern them; only of
    ``told_contents`` they also see the text and the files. ``facts`` and ``text`` are made from the first step.
    ``on_time`` are the actions that states take once they are due; ``asked`` says what a pending request waits for.
    ``tells`` names who is told of which action, ``late`` what those are told to whom a late matter goes up.
    ``reporter`` gives the reporter as a recipient of messages, empty where they are not to be told; they follow the
    matter at the address named ``told_at``.
    The photos of ``proofs`` (actions) are to show that work was done, and are compared with earlier ones.
    ``reply`` makes what staff copy back to where a matter came from, with the address at which it is looked up.
    ``keeps_back`` says whether the person must not learn who the reporter is, so that recordings and documents of
    theirs stay closed.
    ``marks`` says in a word or two why a matter is on a worklist beside its state, by request or rung.
    ``keeps`` names the norm of how long the contents are kept after closing, ``erase`` removes what the domain's own
    rows hold of people.
    ``searched`` gives the texts of a step by which the matter is found: only what whoever sees the matter may read;
    without it what was written. ``numbers`` gives others that the matter is known by beside its own.
    ``categories`` gives the names of all categories that there ever were, by code, of which a class's begins those of
    its categories; ``sources`` says of each source where a matter came from. Of those, ``source_fields`` are paths from
    the matter to the ``source``, its ``source_name`` and the ``source_number`` there. ``source_names`` are the names by
    which a person can ask for what came from one source, ``of_source`` the condition that a matter did, however the
    name is spelt.
    ``bulk`` are the actions that may be taken on many matters at once, by the name under which each is asked for.
    """

    procedure: Procedure
    label: Label
    view: str
    handle: str
    state_labels: Mapping[str, Label]
    told_labels: Mapping[str, Label]
    offers: Mapping[str, ActionOffer]
    done: Mapping[str, Label]
    told: Mapping[str, Label]
    told_contents: frozenset[str]
    reasons: Mapping[str, Label]
    guard_sentences: Mapping[str, Label]
    facts: Callable[[Matter, Sequence[Step], Actor, date], list[Fact]]
    text: Callable[[Step], str]
    on_time: Mapping[str, OnTime] = field(default_factory=dict)
    asked: Mapping[str, Label] = field(default_factory=dict)
    tells: Mapping[str, Sequence[Telling]] = field(default_factory=dict)
    late: Label = ""
    reporter: Callable[[Matter], str] | None = None
    told_at: str = ""
    hidden_from: "Callable[[StaffActor], QuerySet[Any, Any]] | None" = None
    concerns: Callable[[Matter, date], set[UUID]] | None = None
    concerned_in: "Callable[[OuterRef, OuterRef, date], Exists] | None" = None
    proofs: frozenset[str] = frozenset()
    reply: Callable[[Matter, Actor, str], str] | None = None
    marks: Mapping[str, Label] = field(default_factory=dict)
    keeps_back: Callable[[Matter, Actor], bool] | None = None
    keeps: str = ""
    erase: Callable[[Matter], None] | None = None
    searched: Callable[[Step], Sequence[str]] | None = None
    numbers: Callable[[Matter], Sequence[str]] | None = None
    categories: Callable[[], Mapping[str, str]] | None = None
    sources: Mapping[str, Label] = field(default_factory=dict)
    source_fields: Mapping[str, str] = field(default_factory=dict)
    source_names: "Callable[[StaffActor, str], Sequence[str]] | None" = None
    of_source: "Callable[[str], Q] | None" = None
    bulk: Mapping[str, BulkOffer] = field(default_factory=dict)

    def held_for_units(self) -> frozenset[str]:
        """Permissions that are held for the very unit that has a matter, wherever it lies."""
        return frozenset(each.permission for each in self.procedure.transitions if each.party is Party.HOLDER)


_kinds: dict[str, Kind] = {}


TO: Mapping[Waits, Label] = {
    Waits.DESK: pgettext_lazy("told to", "the dispatch desk"),
    Waits.HOLDER: pgettext_lazy("told to", "the unit that has it"),
    Waits.HEAD: pgettext_lazy("told to", "the head of the unit"),
    Waits.LEADER: pgettext_lazy("told to", "the leader of the street"),
    Waits.PRESENT: pgettext_lazy("told to", "whoever has to act now"),
    Waits.RESIDENT: pgettext_lazy("told to", "the reporter"),
}
"""To whom messages go, for people."""


def register(kind: Kind) -> None:
    _kinds[kind.procedure.kind] = kind
    for action, tellings in kind.tells.items():
        for telling in tellings:
            wordings.register(wording_name(kind, action, telling), _message(kind, action, telling))
    if kind.late:
        late = Telling(Waits.PRESENT, kind.late)
        wordings.register(wording_name(kind, "", late), _message(kind, "", late))


def wording_name(kind: Kind, action: str, telling: Telling) -> str:
    """Under which name a message can be worded otherwise; that something is late is one message on every rung."""
    late = telling.label is kind.late
    return f"{kind.procedure.kind}.{'late' if late else f'{action}.{telling.waits.value}'}"


def _message(kind: Kind, action: str, telling: Telling) -> wordings.MessageKind:
    outside = telling.waits is Waits.RESIDENT
    return wordings.MessageKind(
        title=told_of(kind, action),
        to=TO[telling.waits],
        shipped=telling.label,
        outside=outside,
        path=kind.told_at if outside else "web:matter",
    )


def told_of(kind: Kind, action: str) -> Label:
    """What a message tells of: the action's verb, else what is said of it once it is done."""
    if not action:
        return pgettext_lazy("message kind", "It is late")
    offer = kind.offers.get(action)
    return offer.label if offer else kind.done[action]


def get(name: str) -> Kind:
    """The kind of this name; raises ``KeyError`` when no app offers it."""
    return _kinds[name]


def area_wide() -> list[str]:
    """The kinds that people see by area; of the others only the unit that has one knows."""
    return [name for name, kind in _kinds.items() if kind.view]


def all_kinds() -> list[Kind]:
    return list(_kinds.values())
