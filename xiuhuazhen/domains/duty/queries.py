from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When

from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.queries import in_subtree
from xiuhuazhen.domains.duty.models import HandOver

_PROMISES_WITHIN = timedelta(days=1)
"""A shift lasts a day at most; what was promised for later is the business of those who come then."""

_TELLS_THE_DAY = "%(day)s"


@dataclass(frozen=True)
class Listed:
    """A matter that the next shift has to know of. ``due_at`` is the matter's, of a closed one that of what is owed."""

    matter: Matter
    due_at: datetime
    waits_here: bool
    promised_at: datetime | None


@dataclass(frozen=True)
class OpenMatters:
    """``more`` counts those that are not among ``listed``."""

    listed: list[Listed]
    more: int


def open_matters(unit: Unit, *, at: datetime) -> OpenMatters:
    """What waits on the unit's worklist, what it still owes on closed ones among it, and what its area's reporters were
    promised and is late or due within a day; urgent ones first, then by due time."""
    waiting = WorklistRow.objects.filter(unit=unit)
    shown = waiting.filter(Q(matter__is_open=True) | Q(from_at__lte=at))
    found = Matter.objects.filter(Q(pk__in=shown.values("matter_id")) | _promised(unit, at))
    urgent_first = Case(When(urgency=Urgency.URGENT, then=Value(0)), default=Value(1))
    first_owed = shown.filter(matter=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    ends = Case(When(is_open=True, then=F("due_at")), default=Subquery(first_owed))
    most = settings.HAND_OVER_ITEMS_MAX
    rows = list(found.select_related("area").annotate(ends=ends).order_by(urgent_first, "ends", "id")[:most])
    here = set(waiting.filter(matter__in=rows).values_list("matter_id", flat=True))
    listed = [Listed(row, vars(row)["ends"], row.pk in here, row.due if _told_when(row) else None) for row in rows]
    return OpenMatters(listed, found.count() - most if len(rows) == most else 0)


def _promised(unit: Unit, at: datetime) -> Q:
    states = Q(pk__in=[])
    for kind in kinds.all_kinds():
        told = [name for name, label in kind.told_labels.items() if _TELLS_THE_DAY in str(label)]
        states |= Q(kind=kind.procedure.kind, state__in=told)
    area = unit.area
    # A bare truth value is not looked up in an index by SQLite; a list of one is.
    soon = Q(is_open__in=[True], due_at__lt=at + _PROMISES_WITHIN)
    return states & in_subtree(area.pk, area.level, area.path) & soon


def _told_when(matter: Matter) -> bool:
    """Whether the reporter reads in this state by which day they will be answered."""
    return matter.is_open and _TELLS_THE_DAY in str(kinds.get(matter.kind).told_labels[matter.state])


def hand_overs_of(unit_id: UUID) -> QuerySet[HandOver]:
    """With who gave and who took them; newest first."""
    found = HandOver.objects.filter(unit_id=unit_id).select_related("unit__area", "given_by", "taken__taken_by")
    return found.order_by("-at", "-id")


def newest(unit_id: UUID) -> HandOver | None:
    return hand_overs_of(unit_id).first()
