"""Rows of lists as the templates want them."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.thread import state_shape


def matter_row(matter: Matter, *, at: datetime, returned: bool = False) -> dict[str, Any]:
    return {
        "number": matter.number,
        "title": matter.title,
        "state_label": str(kinds.get(matter.kind).state_labels[matter.state]),
        "state_shape": state_shape(matter),
        "opened_at": matter.opened_at,
        "due_at": matter.due if matter.is_open else None,
        "area_name": short_name(matter.area.name),
        "holder_name": matter.holder.name if matter.holder else "",
        "url": reverse("web:matter", args=[matter.number]),
        "returned": returned,
        "late": matter.late(at),
    }


def marked(found: QuerySet[Matter]) -> QuerySet[Matter]:
    """The matters with whether each came back to whoever has it."""
    return found.annotate(is_returned=Exists(WorklistRow.objects.filter(matter=OuterRef("pk"), returned=True)))


def list_row(matter: Matter, *, at: datetime) -> dict[str, Any]:
    """A row of matters that were :func:`marked`."""
    return matter_row(matter, at=at, returned=bool(vars(matter)["is_returned"]))


def worklist_row(row: WorklistRow, *, at: datetime) -> dict[str, Any]:
    """The matter with what is owed on it: its due date is the row's, which for a request is not the matter's."""
    due_at = row.due_at if row.due_at < clock.NO_LIMIT else None
    owed = {"due_at": due_at, "late": row.due_at < at, "mark": _mark(row)}
    return matter_row(row.matter, at=at, returned=row.returned) | owed


def _mark(row: WorklistRow) -> str:
    """Why it is there beside its state; of the work itself, what else is asked of the same people."""
    kind = kinds.get(row.matter.kind)
    held = row.matter.holder_id is not None
    owed = {name: kind.procedure.request(name).owed_by(held=held) for name in row.matter.requests}
    beside = (name for name, by in owed.items() if by and by[1] == row.permission)
    return str(kind.marks.get(row.reason or next(beside, ""), ""))


def url_for(matter: Matter, by: StaffActor) -> str:
    """Where the matter stands, for those who may see it; empty for others."""
    kind, unit = kinds.get(matter.kind), matter.holder_id
    views = bool(kind.view) and by.may(kind.view, area_path=matter.area.path)
    sees = views or bool(unit and by.may(kind.handle, area_path="", unit_id=unit))
    return reverse("web:matter", args=[matter.number]) if sees else ""
