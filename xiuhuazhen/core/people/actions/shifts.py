"""The duty roster: who is on duty for a unit, from when to when.

Each action locks the unit first, so that two who write the same roster come one after the other. What was sent twice
is found by the command's id in the audit row and answered again.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.record import earlier, record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput, NotFound, SameIdOtherBody, StaleVersion
from xiuhuazhen.core.people.access import ROSTER, require
from xiuhuazhen.core.people.choices import ShiftPost, WhyLeftOut
from xiuhuazhen.core.people.models import Role, Shift, Unit
from xiuhuazhen.core.people.queries import leads_over
from xiuhuazhen.core.people.rules import Period, Span, held_throughout, week_of

SET, CANCELLED, SWAPPED, COPIED = (
    "people.shift.set",
    "people.shift.cancelled",
    "people.shift.swapped",
    "people.week.copied",
)


@dataclass(frozen=True)
class NewShift:
    person_id: UUID
    post: ShiftPost
    begins_at: datetime
    ends_at: datetime
    note: str = ""

    @property
    def span(self) -> Span:
        return Span(self.begins_at, self.ends_at)

    def told(self) -> dict[str, Any]:
        """What history keeps of it: no text."""
        return {
            "person": str(self.person_id),
            "post": str(self.post),
            "from": self.begins_at.isoformat(),
            "to": self.ends_at.isoformat(),
        }


@dataclass(frozen=True)
class LeftOut:
    """A shift of the week that could not be repeated, and why."""

    person_id: UUID
    begins_at: datetime
    why: WhyLeftOut


@dataclass(frozen=True)
class Copied:
    shifts: int
    left_out: tuple[LeftOut, ...] = ()


@transaction.atomic
def set_shift(*, unit_id: UUID, shift: NewShift, by: Actor, at: datetime, command_id: UUID) -> Shift:
    """Put somebody on duty. They must hold a role for the unit on each of the days, or as duty leader lead its area,
    and not be there already."""
    unit = _locked(unit_id, by)
    after = {"unit": str(unit.pk), **shift.told()}
    known = _answered(by, command_id, SET, after)
    if known:
        return _same_shift(known, shift)
    _check_span(shift.span, at)
    _board(unit, shift.span).require(shift)
    row = _row(unit, shift, by)
    row.save(force_insert=True)
    record(SET, subject=row, by=by, at=at, area_code=unit.area.code, after=after, command_id=command_id)
    return row


@transaction.atomic
def cancel_shift(*, shift_id: UUID, by: Actor, at: datetime, command_id: UUID) -> Shift:
    """Take a shift off the roster. One that has begun was stood until now, and ends now."""
    row, unit = _shift(shift_id, by)
    known = _answered(by, command_id, CANCELLED, None)
    if known:
        return _same_subject(known, row)
    before = {"person": str(row.person_id), "to": row.ends_at.isoformat()}
    _release(row, at)
    after = {"cancelled": row.cancelled, "to": row.ends_at.isoformat()}
    record(
        CANCELLED,
        subject=row,
        by=by,
        at=at,
        area_code=unit.area.code,
        before=before,
        after=after,
        command_id=command_id,
    )
    return row


@transaction.atomic
def swap_shift(*, shift_id: UUID, person_id: UUID, by: Actor, at: datetime, command_id: UUID) -> Shift:
    """Let somebody else take the shift, or what is left of it. Returns theirs; the shift itself is cancelled, or ends
    now if it has begun. Raises ``StaleVersion`` when it stands no longer."""
    row, unit = _shift(shift_id, by)
    known = _answered(by, command_id, SWAPPED, None)
    if known:
        return _same_swap(known, row, person_id)
    if person_id == row.person_id:
        sentence = _("This person has the shift already. Choose somebody else.")
        raise InvalidInput(sentence, fields={"person": sentence})
    taken = NewShift(person_id, ShiftPost(row.post), max(row.begins_at, at), row.ends_at, row.note)
    _release(row, at)
    _board(unit, taken.span).require(taken)
    new = _row(unit, taken, by)
    new.save(force_insert=True)
    before = {"shift": str(row.pk), "person": str(row.person_id), "cancelled": row.cancelled}
    record(
        SWAPPED,
        subject=new,
        by=by,
        at=at,
        area_code=unit.area.code,
        before=before,
        after={"unit": str(unit.pk), **taken.told()},
        command_id=command_id,
    )
    return new


@transaction.atomic
def copy_week(*, unit_id: UUID, day: date, weeks: int, by: Actor, at: datetime, command_id: UUID) -> Copied:
    """Repeat the week of ``day`` in each of the ``weeks`` that follow it. What cannot stand there (the person has left
    by then, or is on duty already) is left out and named."""
    unit, week = _locked(unit_id, by), week_of(day)
    asked = {"week": week.begins_at.date().isoformat(), "weeks": weeks}
    known = _answered(by, command_id, COPIED, None)
    if known:
        return _same_copy(known, unit, asked)
    if not 1 <= weeks <= settings.ROSTER_WEEKS_AT_ONCE:
        sentence = _("Choose 1 to %(most)s weeks.") % {"most": settings.ROSTER_WEEKS_AT_ONCE}
        raise InvalidInput(sentence, fields={"weeks": sentence})
    pattern = list(_pattern(unit, week))
    if not pattern:
        raise InvalidInput(_("Nobody is on duty in this week. Choose a week with shifts."))
    rows, left_out = _repeated(unit, pattern, weeks, by, at)
    Shift.objects.bulk_create(rows)
    after = {
        **asked,
        "shifts": [str(row.pk) for row in rows],
        "left_out": [[str(each.person_id), each.begins_at.isoformat(), str(each.why)] for each in left_out],
    }
    record(COPIED, subject=unit, by=by, at=at, area_code=unit.area.code, after=after, command_id=command_id)
    return Copied(len(rows), tuple(left_out))


def _locked(unit_id: UUID, by: Actor) -> Unit:
    unit = Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such roster here."))
    require(by, ROSTER, area_path=unit.area.path)
    return unit


def _shift(shift_id: UUID, by: Actor) -> tuple[Shift, Unit]:
    """The shift as it is once its unit is locked."""
    found = Shift.objects.filter(pk=shift_id).first()
    if found is None:
        raise NotFound(_("There is no such shift here."))
    unit = _locked(found.unit_id, by)
    found.refresh_from_db()
    return found, unit


def _answered(by: Actor, command_id: UUID, action: str, after: dict[str, Any] | None) -> AuditRow | None:
    """The row of this command when it came before; ``after`` is compared where it says all that was asked."""
    row = earlier(by=by, command_id=command_id)
    if row and (row.action != action or (after is not None and row.after != after)):
        raise _other_body()
    return row


def _other_body() -> SameIdOtherBody:
    return SameIdOtherBody(_("This was sent before with other contents. Reload the page and send it anew."))


def _same_shift(known: AuditRow, shift: NewShift) -> Shift:
    row = Shift.objects.get(pk=known.subject_id)
    if row.note != shift.note:
        raise _other_body()
    return row


def _same_subject(known: AuditRow, row: Shift) -> Shift:
    if known.subject_id != str(row.pk):
        raise _other_body()
    return row


def _same_swap(known: AuditRow, row: Shift, person_id: UUID) -> Shift:
    if (known.before["shift"], known.after["person"]) != (str(row.pk), str(person_id)):
        raise _other_body()
    return Shift.objects.get(pk=known.subject_id)


def _same_copy(known: AuditRow, unit: Unit, asked: dict[str, Any]) -> Copied:
    if known.subject_id != str(unit.pk) or any(known.after[name] != value for name, value in asked.items()):
        raise _other_body()
    left = (
        LeftOut(UUID(who), datetime.fromisoformat(begins), WhyLeftOut(why))
        for who, begins, why in known.after["left_out"]
    )
    return Copied(len(known.after["shifts"]), tuple(left))


def _release(row: Shift, at: datetime) -> None:
    """Cancel a shift to come, end one that has begun; one that stands no longer is stale."""
    if row.cancelled or row.ends_at <= at:
        raise StaleVersion(
            _("This shift stands no longer: it was cancelled, taken by somebody else, or is over. Look at the roster."),
            changes=[],
        )
    if row.begins_at < at:
        row.ends_at = at
    else:
        row.cancelled = True
    row.save(update_fields=["ends_at", "cancelled"])


def _check_span(span: Span, at: datetime) -> None:
    sentence = ""
    if span.ends_at <= span.begins_at:
        sentence = _("A shift ends after it begins.")
    elif span.ends_at <= at:
        sentence = _("This time has passed.")
    elif span.ends_at - span.begins_at > settings.ROSTER_LONGEST_SHIFT:
        days = settings.ROSTER_LONGEST_SHIFT.days
        sentence = _("A shift lasts at most %(days)s days. Set several.") % {"days": days}
    if sentence:
        raise InvalidInput(sentence, fields={"ends_at": sentence})


def _row(unit: Unit, shift: NewShift, by: Actor) -> Shift:
    return Shift(
        unit=unit,
        person_id=shift.person_id,
        post=shift.post,
        begins_at=shift.begins_at,
        ends_at=shift.ends_at,
        note=shift.note,
        set_by=by.key,
    )


def _pattern(unit: Unit, week: Span) -> Iterable[NewShift]:
    rows = Shift.objects.standing().filter(unit=unit, begins_at__gte=week.begins_at, begins_at__lt=week.ends_at)
    for row in rows.order_by("begins_at", "id"):
        yield NewShift(row.person_id, ShiftPost(row.post), row.begins_at, row.ends_at, row.note)


def _repeated(
    unit: Unit, pattern: list[NewShift], weeks: int, by: Actor, at: datetime
) -> tuple[list[Shift], list[LeftOut]]:
    steps = [timedelta(weeks=count) for count in range(1, weeks + 1)]
    wanted = [
        replace(one, begins_at=one.begins_at + by_, ends_at=one.ends_at + by_) for by_ in steps for one in pattern
    ]
    whole = Span(min(one.begins_at for one in wanted), max(one.ends_at for one in wanted))
    board, rows, left_out = _board(unit, whole), list[Shift](), list[LeftOut]()
    for one in wanted:
        why = WhyLeftOut.PAST if one.ends_at <= at else board.hindrance(one)
        if why:
            left_out.append(LeftOut(one.person_id, one.begins_at, why))
        else:
            rows.append(_row(unit, one, by))
            board.put(one)
    return rows, left_out


@dataclass
class _Board:
    """A unit's roster over some time: who holds a role for it or leads its area, and who is on it already."""

    roles: dict[UUID, list[Period]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[UUID, list[Period]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[tuple[UUID, str], list[Span]] = field(default_factory=lambda: defaultdict(list))
    names: dict[UUID, str] = field(default_factory=dict)

    def put(self, shift: "NewShift | Shift") -> None:
        self.taken[shift.person_id, str(shift.post)].append(shift.span)

    def hindrance(self, shift: NewShift) -> WhyLeftOut | None:
        leads = self.leads[shift.person_id] if shift.post == ShiftPost.LEADER else []
        if not held_throughout(shift.span, [*self.roles[shift.person_id], *leads]):
            return WhyLeftOut.NO_ROLE
        taken = self.taken[shift.person_id, str(shift.post)]
        return WhyLeftOut.TAKEN if any(span.overlaps(shift.span) for span in taken) else None

    def require(self, shift: NewShift) -> None:
        """Raise the refusal that goes with what stands in the way, if anything does."""
        hindrance, name = self.hindrance(shift), {"name": self.names.get(shift.person_id, "")}
        if hindrance is WhyLeftOut.NO_ROLE:
            sentence = _("%(name)s holds no role for this unit on all of these days. Choose somebody who does.") % name
            raise InvalidInput(sentence, fields={"person": sentence})
        if hindrance is WhyLeftOut.TAKEN:
            sentence = _("%(name)s is on duty then already. Choose another time or another person.") % name
            raise Conflict(sentence, fields={"person": sentence})


def _board(unit: Unit, span: Span) -> _Board:
    board = _Board()
    for held, roles in ((board.roles, Role.objects.filter(unit=unit)), (board.leads, leads_over(unit))):
        for row in roles.select_related("person"):
            held[row.person_id].append((row.valid_from, row.valid_to))
            board.names[row.person_id] = row.person.name
    for shift in Shift.objects.standing().touching(span.begins_at, span.ends_at).filter(unit=unit):
        board.put(shift)
    return board
