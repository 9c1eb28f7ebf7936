"""The limits of a matter's present state, as its page lists them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.norms import names
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.queries import norm_by_id
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.rules.clocks import Clock, read
from xiuhuazhen.core.procedures.rules.tables import ORDER, UNTIL
from xiuhuazhen.core.procedures.thread import basis_of
from xiuhuazhen.web.moments import exact


@dataclass(frozen=True)
class Limit:
    """``due_at`` is missing while the limit stands still. ``notes`` say how it moved, ``basis`` where it is written."""

    title: str
    due_at: datetime | None
    notes: tuple[str, ...]
    basis: str


def limits_of(matter: Matter) -> list[Limit]:
    """What is due first comes first, what stands still last. Norms are remembered, so that this asks nothing."""
    if not matter.is_open:
        return []
    running = kinds.get(matter.kind).procedure.state(matter.state).limits
    clocks = sorted(read(matter.clocks), key=lambda clock: (clock.limit not in running, clock.due))
    return [_limit(clock, runs=clock.limit in running) for clock in clocks]


def _limit(clock: Clock, *, runs: bool) -> Limit:
    return Limit(
        title=_title(clock.limit),
        due_at=clock.due if runs else None,
        notes=tuple(filter(None, ("" if runs else _("stands still"), *_moves(clock), _doubt(clock)))),
        basis=basis_of(norm_by_id(parse_id(clock.norm))),
    )


def _title(limit: str) -> str:
    dates = {ORDER: _("Date of the order"), UNTIL: _("Date agreed")}
    return dates.get(limit) or str(names.known(limit).title)


def _moves(clock: Clock) -> tuple[str, ...]:
    return (_original(clock), _extension(clock), _pauses(clock))


def _original(clock: Clock) -> str:
    return _("first due %(at)s") % {"at": exact(clock.original)} if clock.original != clock.due else ""


def _extension(clock: Clock) -> str:
    if not clock.extension:
        return ""
    amount, unit = clock.extension
    return _("extended by %(amount)d %(unit)s") % {"amount": amount, "unit": Unit(unit).label}


def _pauses(clock: Clock) -> str:
    count = len(clock.pauses)
    return ngettext("paused %(count)d time", "paused %(count)d times", count) % {"count": count} if count else ""


def _doubt(clock: Clock) -> str:
    return _("provisional: the calendar is not published yet") if clock.provisional else ""
