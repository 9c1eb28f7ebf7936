"""Sources by their names, of which a street may have several of one kind: hotlines, platforms."""

from typing import Final

from django.db.models import Q, QuerySet

from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import BatchKind, BatchState
from xiuhuazhen.domains.cases.models import Case, ImportBatch

_NEWEST: Final = 1000
"""Of so many matters the sources are offered; looking through all would take as long as there are many."""


def of_source(name: str) -> Q:
    """The condition "the matter came from the source of this name", in whatever spelling."""
    key = rules.source_compared(name)
    return Q(case__source_name_key=key) if key else Q(pk__in=[])


def source_names(by: StaffActor, asked: str) -> list[str]:
    """Names of the sources of which sheets came in where the person sees cases, and of the newest matters that they
    see, each in one spelling; another one that is ``asked`` for as well, as long as they see something of it."""
    seen = visible_matters(by)
    newest = Case.objects.filter(matter__in=seen.order_by("-opened_at", "-id").values("pk")[:_NEWEST])
    named = newest.exclude(source_name="").values_list("source_name", flat=True)
    found = {rules.source_compared(name): name for name in sorted(named.union(_of_sheets(by)))}
    key = rules.source_compared(asked)
    if key and (key in found or seen.filter(of_source(asked)).exists()):
        found[key] = asked
    return sorted(found.values())


def _of_sheets(by: StaffActor) -> QuerySet[ImportBatch, str]:
    reach = Q(pk__in=[])
    for grant in by.grants_of("cases.view"):
        reach |= Q(area__path__startswith=grant.area_path)
    sheets = ImportBatch.objects.filter(reach, kind=BatchKind.ORDERS).exclude(state=BatchState.DISCARDED)
    return sheets.values_list("source_name", flat=True)
