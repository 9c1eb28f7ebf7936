"""What a list of matters can show of each, the same on the page and in a spreadsheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, DateTimeField, F, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter

_ALWAYS = "title"
_OF_THE_SOURCE, _RECEIVED = ("source", "source_name", "source_number"), "received"


@dataclass(frozen=True)
class Column:
    """``text`` is what it says of a matter; ``usual`` columns are shown where nobody chose."""

    name: str
    label: kinds.Label
    text: Callable[[Matter], str]
    usual: bool = False


def with_relations(found: QuerySet[Matter], columns: Sequence[Column]) -> QuerySet[Matter]:
    """The matters with what the columns need, in the same query."""
    asked = {column.name for column in columns}
    found = found.annotate(**{f"its_{name}": _source_field(name) for name in _OF_THE_SOURCE if name in asked})
    if _RECEIVED in asked:
        found = found.annotate(its_received=Case(*_ways(_RECEIVED), output_field=DateTimeField()))
    return found.select_related("area", "holder", "assignee")


def chosen(names: Sequence[str]) -> list[Column]:
    """The columns of these names in the order of all, and always the title; the usual ones where none is known."""
    wanted = {*names, _ALWAYS} if any(column.name in names for column in COLUMNS) else set()
    return [column for column in COLUMNS if column.name in wanted or (not wanted and column.usual)]


def _source_field(name: str) -> Case:
    return Case(*_ways(name), default=Value(""), output_field=CharField())


def _ways(name: str) -> list[When]:
    """For each kind that has sources, where its field of this name lies."""
    sourced = (kind for kind in kinds.all_kinds() if kind.sources)
    return [When(kind=kind.procedure.kind, then=F(kind.source_fields[name])) for kind in sourced]


def _moment(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def _category(matter: Matter) -> str:
    categories = kinds.get(matter.kind).categories
    return categories().get(matter.category, "") if categories else ""


def _reason(matter: Matter) -> str:
    return str(kinds.get(matter.kind).reasons.get(matter.close_reason, ""))


def _source(matter: Matter) -> str:
    return str(kinds.get(matter.kind).sources.get(vars(matter)["its_source"], ""))


COLUMNS = (
    Column("number", _("Number"), lambda matter: matter.number, usual=True),
    Column("title", _("Matter"), lambda matter: mask_numbers(matter.title), usual=True),
    Column("kind", pgettext_lazy("of a matter", "Kind"), lambda matter: str(kinds.get(matter.kind).label)),
    Column("state", _("State"), lambda matter: str(kinds.get(matter.kind).state_labels[matter.state]), usual=True),
    Column("due", _("Due"), lambda matter: _moment(matter.due if matter.is_open else None), usual=True),
    Column("area", _("Place"), lambda matter: short_name(matter.area.name), usual=True),
    Column("holder", _("Holder"), lambda matter: matter.holder.name if matter.holder else "", usual=True),
    Column("assignee", _("Assignee"), lambda matter: matter.assignee.name if matter.assignee else ""),
    Column("category", _("Category"), _category),
    Column("urgency", _("Urgency"), lambda matter: str(Urgency(matter.urgency).label)),
    Column("source", _("Source"), _source),
    Column("source_name", _("Name of the source"), lambda matter: vars(matter)["its_source_name"]),
    Column("source_number", _("Number at the source"), lambda matter: vars(matter)["its_source_number"]),
    Column("received", _("Happened or was received"), lambda matter: _moment(vars(matter)["its_received"])),
    Column("opened", _("Opened"), lambda matter: _moment(matter.opened_at), usual=True),
    Column("closed", pgettext_lazy("moment", "Closed"), lambda matter: _moment(matter.closed_at)),
    Column(
        "reason", _("Close reason"), lambda matter: str(kinds.get(matter.kind).reasons.get(matter.close_reason, ""))
    ),
)
