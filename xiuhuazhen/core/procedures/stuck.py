"""Open matters that stand still, by why: what a leader or the desk has to set going again."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.queries import concerned, holders_of_row, under_grants
from xiuhuazhen.core.procedures.rules.tables import OUTSIDE, State

STUCK = "procedures.stuck"
"""The permission to see what stands still in one's areas."""


def may_see(by: StaffActor) -> bool:
    """Whether there is anything of which the person sees that it stands still."""
    return any(by.grants_of(_seen_with(kind)) for kind in kinds.all_kinds())


def _seen_with(kind: kinds.Kind) -> str:
    """The permission with which one sees that a matter of this kind stands still. What is not for everybody of the area
    is shown to those alone who handle such matters there or further up."""
    return STUCK if kind.view else kind.handle


def _reach(by: StaffActor) -> Q:
    reach = Q(pk__in=[])
    for kind in kinds.all_kinds():
        reach |= Q(kind=kind.procedure.kind) & under_grants(by.grants_of(_seen_with(kind)))
    return reach


def stuck_matters(by: StaffActor, why: Why, *, at: datetime, community: str = "") -> QuerySet[Matter]:
    """Open matters of the person's areas that stand still for this reason, each with ``late_since``: when it should
    have gone on. ``community`` is a code; empty for everywhere."""
    here = Matter.objects.filter(_reach(by), is_open=True).exclude(concerned(by))
    if community:
        here = here.filter(community__code=community)
    if why is Why.UNDECIDED:
        overdue = _asked(at).filter(matter=OuterRef("pk"))
        first = Subquery(overdue.order_by("due_at").values("due_at")[:1])
        return here.filter(Exists(overdue)).annotate(late_since=first)
    since = F("failed_at") if why is Why.FAULT else F("due_at")
    return here.filter(_CONDITIONS[why](at)).annotate(late_since=since)


def unattended(at: datetime) -> QuerySet[WorklistRow]:
    """Rows of the worklist on which nobody can act today. Who sees a matter only because it is late is left out."""
    on = clock.local_date(at)
    rows = WorklistRow.objects.filter(Q(reason="") | Q(reason__in=_request_names()), from_at__lte=at)
    attended = Q(pk__in=[])
    for name in sorted(_permissions()):
        attended |= Q(permission=name) & Q(Exists(holders_of_row(name, on)))
    return rows.filter(~attended)


def to_point_anew(at: datetime) -> QuerySet[Matter]:
    """Matters that may be on the wrong worklist since their last step: nobody there can act, or somebody stands in."""
    standing = Q(pk__in=[])
    for kind in kinds.all_kinds():
        if kind.procedure.goes_above:
            standing |= Q(matter__kind=kind.procedure.kind, reason="") & ~Q(unit_id=F("matter__holder_id"))
        for state in kind.procedure.states:
            other = kind.procedure.stands_in.get(state.permission)
            if other:
                standing |= Q(matter__kind=kind.procedure.kind, matter__state=state.name, permission=other, reason="")
    rows = unattended(at).values("matter_id"), WorklistRow.objects.filter(standing).values("matter_id")
    return Matter.objects.filter(Q(pk__in=rows[0]) | Q(pk__in=rows[1])).order_by("id")


def _permissions() -> set[str]:
    """Every permission that a row of the worklist can ask for."""
    found = set[str]()
    for kind in kinds.all_kinds():
        found |= {state.permission for state in kind.procedure.states if state.permission}
        found |= {request.permission for request in kind.procedure.requests}
        found |= {request.overdue[1] for request in kind.procedure.requests if request.overdue}
        found |= {request.unheld[1] for request in kind.procedure.requests if request.unheld}
        found |= set(kind.procedure.stands_in.values())
    return found


def _nobody(at: datetime) -> Q:
    """Also what is on no worklist at all: the place has no unit for it."""
    rows = WorklistRow.objects.filter(matter=OuterRef("pk"))
    return Q(Exists(unattended(at).filter(matter=OuterRef("pk")))) | Q(~Exists(rows))


def _late(at: datetime) -> Q:
    """Past the last rung of its ladder. What is paused or waits for others has reasons of its own."""
    past = Q(pk__in=[])
    for kind in kinds.all_kinds():
        past |= Q(kind=kind.procedure.kind, rung__gte=len(kind.procedure.ladder))
    apart = _in_states(lambda state: state.freezes or state.waits in OUTSIDE)
    return past & ~apart & Q(due_at__lt=at)


def _still(at: datetime) -> Q:
    return _in_states(lambda state: state.freezes) & Q(due_at__lt=at)


def _outside(at: datetime) -> Q:
    return _in_states(lambda state: state.waits in OUTSIDE) & Q(due_at__lt=at)


def _failed(at: datetime) -> Q:
    return Q(failed_at__lte=at)


def _in_states(fits: Callable[[State], bool]) -> Q:
    condition = Q(pk__in=[])
    for kind in kinds.all_kinds():
        names = [state.name for state in kind.procedure.states if fits(state)]
        condition |= Q(kind=kind.procedure.kind, state__in=names)
    return condition


def _request_names() -> list[str]:
    return sorted({request.name for kind in kinds.all_kinds() for request in kind.procedure.requests})


def _asked(at: datetime) -> QuerySet[WorklistRow]:
    """What was asked for and not decided in time."""
    return WorklistRow.objects.filter(reason__in=_request_names(), due_at__lt=at)


_CONDITIONS: dict[Why, Callable[[datetime], Q]] = {
    Why.NOBODY: _nobody,
    Why.LATE: _late,
    Why.STILL: _still,
    Why.OUTSIDE: _outside,
    Why.FAULT: _failed,
}
