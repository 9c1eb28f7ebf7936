"""A matter's life as a thread: one stitch a step, in the order in which they happened, then what comes next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.files.queries import AttachmentInfo, attachments_of, opened_today
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.norms.choices import READ
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.evidence import (
    OWNER,
    Evidence,
    closed_evidence,
    evidence_of,
    kept_back,
    kept_back_sign,
    to_be_opened,
)
from xiuhuazhen.core.procedures.likeness import NOWHERE, Alike, used_before
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import worklist_of
from xiuhuazhen.core.procedures.rules.clocks import read
from xiuhuazhen.core.procedures.rules.tables import OUTSIDE, Procedure, Shape
from xiuhuazhen.core.procedures.wording import names_in, sentence


class StitchShape(StrEnum):
    STITCH = "stitch"
    """A step forward."""
    RETURN = "return"
    """A step that goes back: returned, not solved, sent back."""
    PAUSE = "pause"
    """The clock stands still, with a reason."""
    KNOT = "knot"
    """Closed."""
    NOW = "now"
    """What comes next: dotted, with its due date."""
    LOOSE = "loose"
    """Waits for somebody outside: a loose end with their name."""


@dataclass(frozen=True)
class Stitch:
    """``sentence`` says in plain words what happened ("派给富民路社区"); ``text`` is what somebody wrote. ``unit`` is
    the one that acted, of what comes next the one that it waits for.

    ``alike`` says where photos like those of the evidence were used before; ``first_due_at`` is the date that was set
    at first, where the limit was lengthened or stood still since.
    """

    shape: StitchShape
    sentence: str
    at: datetime | None = None
    who: str = ""
    unit: str = ""
    text: str = ""
    basis: str = ""
    due_at: datetime | None = None
    late: bool = False
    first_due_at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    alike: Alike = NOWHERE


_SHAPES = {
    Shape.FORWARD: StitchShape.STITCH,
    Shape.RETURN: StitchShape.RETURN,
    Shape.PAUSE: StitchShape.PAUSE,
    Shape.CLOSE: StitchShape.STITCH,
}
"""What was to close it and did not (an order goes to its source first) is a step forward."""


def thread(matter: Matter, steps: Sequence[Step], *, by: StaffActor, at: datetime) -> list[Stitch]:
    """The whole thread for those who work on the matter, of the steps with their contents (``steps_of``)."""
    kind = kinds.get(matter.kind)
    files = _files(steps)
    closed = to_be_opened(matter, {step: files.get(str(step.pk), []) for step in steps})
    closed -= opened_today(closed, by=by, at=at)
    shown = {str(step.pk): _shown(matter, step, files.get(str(step.pk), []), by, closed) for step in steps}
    proofs = {pk: files[pk] for pk in (str(step.pk) for step in steps if step.action in kind.proofs) if pk in files}
    alike = used_before(matter, proofs, by, owner_type=OWNER)
    stitches = [
        replace(stitch, alike=alike.get(str(step.pk), NOWHERE))
        for step, stitch in zip(steps, _stitches(kind, steps, kind.done, shown), strict=True)
    ]
    return [*stitches, *_what_comes(kind, matter, kind.state_labels, at, units=_waiting_units(kind, matter))]


def thread_told(matter: Matter, steps: Sequence[Step], *, at: datetime) -> list[Stitch]:
    """The thread for the person outside: what concerns them, in everyday words, without names of persons."""
    kind = kinds.get(matter.kind)
    steps = [step for step in steps if step.action in kind.told]
    files = {step: evidence_of(found) for step, found in _files(steps).items()}
    stitches = _stitches(kind, steps, kind.told, files)
    shown = [
        _told(stitch, whole=step.action in kind.told_contents) for step, stitch in zip(steps, stitches, strict=True)
    ]
    coming = _what_comes(kind, matter, kind.told_labels, at)[:1]
    return [*shown, *(replace(each, basis="", first_due_at=None) for each in coming)]


def state_shape(matter: Matter) -> str:
    """The shape that goes with the word of a state: open, waiting for somebody outside, or closed."""
    if not matter.is_open:
        return "closed"
    state = kinds.get(matter.kind).procedure.state(matter.state)
    if state.freezes:
        return "paused"
    return "waiting" if state.waits in OUTSIDE else "open"


def _files(steps: Sequence[Step]) -> dict[str, list[AttachmentInfo]]:
    return attachments_of(OWNER, [str(step.pk) for step in steps])


def _shown(
    matter: Matter, step: Step, files: Sequence[AttachmentInfo], by: StaffActor, closed: Collection[UUID]
) -> tuple[Evidence, ...]:
    def shown(file: AttachmentInfo, evidence: Evidence) -> Evidence:
        if kept_back(matter, step, file.kind, by):
            return kept_back_sign(file)
        return closed_evidence(file) if file.id in closed else evidence

    return tuple(map(shown, files, evidence_of(files)))


def _stitches(
    kind: kinds.Kind,
    steps: Sequence[Step],
    words: Mapping[str, kinds.Label],
    files: Mapping[str, tuple[Evidence, ...]],
) -> list[Stitch]:
    units = names_in(steps)
    return [_stitch(kind, step, words, units, files.get(str(step.pk), ())) for step in steps]


def _stitch(
    kind: kinds.Kind,
    step: Step,
    words: Mapping[str, kinds.Label],
    units: Mapping[UUID, str],
    files: tuple[Evidence, ...],
) -> Stitch:
    return Stitch(
        shape=_shape(kind, step),
        sentence=sentence(kind, step, words, units),
        at=step.at,
        who=step.actor_name,
        unit=units.get(step.unit_id, "") if step.unit_id else "",
        text=_text(step),
        basis=step.basis,
        evidence=files,
    )


def _text(step: Step) -> str:
    """What was written, with numbers of persons masked. The first step's text stands above the thread."""
    if not hasattr(step, "content"):
        return _("The text has been erased.")
    return mask_numbers(step.content.text) if step.from_state else ""


def _shape(kind: kinds.Kind, step: Step) -> StitchShape:
    if not step.from_state:
        return StitchShape.STITCH
    if _ends(kind.procedure, step):
        return StitchShape.KNOT
    return _SHAPES[kind.procedure.transition(step.action, step.from_state).shape]


def _ends(procedure: Procedure, step: Step) -> bool:
    return procedure.state(step.from_state).is_open and not procedure.state(step.to_state).is_open


def _waiting_units(kind: kinds.Kind, matter: Matter) -> dict[str, str]:
    """For which unit the matter itself waits (under the empty name), and what is asked for, each by its name. What
    waits for somebody outside waits for no unit."""
    found = {row.reason: row.unit.name for row in worklist_of(matter)}
    if kind.procedure.state(matter.state).waits in OUTSIDE:
        found.pop("", None)
    return found


def _what_comes(
    kind: kinds.Kind,
    matter: Matter,
    labels: Mapping[str, kinds.Label],
    at: datetime,
    *,
    units: Mapping[str, str] = MappingProxyType({}),
) -> list[Stitch]:
    if not matter.is_open:
        return []
    state = kind.procedure.state(matter.state)
    shape = StitchShape.LOOSE if state.waits in OUTSIDE else StitchShape.NOW
    said = str(labels[matter.state]) % {
        "unit": matter.holder.name if matter.holder else "",
        "day": _day(matter.due),
    }
    now = Stitch(
        shape=shape,
        sentence=said,
        unit=units.get("", ""),
        basis=basis_of(matter.due_norm),
        due_at=matter.due,
        late=matter.late(at),
        first_due_at=_first_due(matter),
    )
    asked = (_asked(kind, name, kept, at) for name, kept in matter.requests.items())
    return [now, *(replace(each, unit=units.get(name, "")) for name, each in zip(matter.requests, asked, strict=True))]


def _asked(kind: kinds.Kind, name: str, kept: Mapping[str, str], at: datetime) -> Stitch:
    """What was asked for and is not decided yet."""
    due = datetime.fromisoformat(kept["due"]) if kept["due"] else None
    return Stitch(StitchShape.LOOSE, str(kind.asked[name]), due_at=due, late=bool(due and due < at))


def _first_due(matter: Matter) -> datetime | None:
    """When the limit that is due next would have ended as it was first set; ``None`` where it still does."""
    moved = (each.original for each in read(matter.clocks) if each.due == matter.due_at != each.original)
    return None if kinds.get(matter.kind).procedure.state(matter.state).freezes else next(moved, None)


def basis_of(norm: Norm | None) -> str:
    """Where a limit is written; what was not read in a text is marked as such."""
    if norm is None:
        return ""
    return norm.basis if norm.evidence in READ else f"{norm.basis}（{norm.get_evidence_display()}）"


def _day(due: datetime | None) -> str:
    if due is None:
        return ""
    day = clock.day_of_end(due)
    return _("%(month)s/%(day)s") % {"month": day.month, "day": day.day}


def _told(stitch: Stitch, *, whole: bool) -> Stitch:
    """Without names of persons and legal bases; text and files only where they are meant for the person outside."""
    told = replace(stitch, who="", basis="")
    return told if whole else replace(told, text="", evidence=())
