"""What the actions that begin and move a matter are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from xiuhuazhen.core.procedures.placing import Placement

_FOLLOWS = frozenset(
    {
        "noted",
        "target",
        "without",
        "until",
        "extension",
        "climbs",
        "recounts",
        "urgency",
        "raises",
        "settles",
        "order_passed",
    }
)
"""What follows from the matter as it is or from the facts, and so is not compared when a command comes again."""


@dataclass(frozen=True)
class StepInputs:
    """What a step brings. ``text`` and ``personal`` go into the erasable content, everything else stays in history.

    ``facts`` are codes and references (no floats) that were given, ``noted`` those that follow from the matter as it
    was. ``target`` chooses among a transition's targets; neither it nor ``noted`` is compared when a command is
    repeated, since the matter has moved. A holder, an assignee, a placement or a category that is ``None`` stays as it
    was, and so does an empty urgency; ``clear_holder`` takes the matter away from its unit, ``clear_assignee`` from its
    person.

    Time: ``until`` ends a state that is left at a set moment, ``without`` names limits that do not run or run no more,
    ``extension`` lengthens a limit (name, number, unit), ``order_due`` is a new date of the outside order,
    ``order_passed`` ends the former one, where work begins anew after it and no other was named, ``request_due`` is
    the moment by which what is asked here is to be decided. ``climbs`` takes the matter up so many rungs, ``recounts``
    counts its limits again on the calendar as it is now.

    ``raises`` and ``settles`` name requests beside those of the transition, where it hangs on the matter whether there
    is one.
    """

    text: str = ""
    personal: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    noted: Mapping[str, Any] = field(default_factory=dict)
    uploads: tuple[UUID, ...] = ()
    target: str = ""
    holder_id: UUID | None = None
    assignee_id: UUID | None = None
    clear_holder: bool = False
    clear_assignee: bool = False
    placement: Placement | None = None
    category: str | None = None
    urgency: str = ""
    close_reason: str = ""
    basis: str = ""
    until: datetime | None = None
    without: tuple[str, ...] = ()
    extension: tuple[str, int, str] | None = None
    order_due: datetime | None = None
    order_passed: bool = False
    request_due: datetime | None = None
    supervised: bool = False
    raises: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    climbs: int = 0
    recounts: bool = False

    def request(self) -> dict[str, Any]:
        """The inputs as one comparable value, to tell a repeated command from another one with the same id."""
        plain = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in _FOLLOWS}
        plain["placement"] = self.placement.code if self.placement else ""
        return plain

    def given(self) -> dict[str, object]:
        """All inputs by name, for those that a transition needs."""
        return {**self.facts, **{item.name: getattr(self, item.name) for item in fields(self)}}


@dataclass(frozen=True)
class Opening:
    """How a matter begins. ``point`` is (lng, lat) in 1e-7 degrees, WGS-84; ``order_due`` the date that an outside
    order came with; ``holder_id`` the unit that has it from the start, where no desk gives it to one; ``numbers`` are
    others that it is known by."""

    kind: str
    title: str
    placement: Placement
    inputs: StepInputs
    category: str = ""
    urgency: str = "ordinary"
    point: tuple[int, int] | None = None
    with_query_code: bool = False
    order_due: datetime | None = None
    holder_id: UUID | None = None
    numbers: tuple[str, ...] = ()
