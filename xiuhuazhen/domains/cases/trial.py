"""What a change of the dispatch table would have proposed for the cases that were here before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import lies_in, visible_matters
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.dispatch_table import Proposal, Table, lines_on, ranked, route, spot_of
from xiuhuazhen.domains.cases.models import RoutingRule
from xiuhuazhen.domains.cases.queries import with_categories


@dataclass(frozen=True)
class Changed:
    """A case that another unit would have been proposed for; ``before`` and ``after`` are empty where none is."""

    matter: Matter
    before: Unit | None
    after: Unit | None


@dataclass(frozen=True)
class Trial:
    """``looked``: how many cases; ``beaten``: the lines that went before the new one where it would have fitted too,
    with the number of cases, most first."""

    looked: int
    changed: list[Changed]
    beaten: list[tuple[RoutingRule, int]]


@dataclass(frozen=True)
class TableTrial:
    """What a table with several changes, in ``areas``, would have proposed. It is tried as it stands on ``day``, the
    first on which all of them have come about."""

    areas: list[Area]
    day: date
    looked: int
    changed: list[Changed]


@dataclass(frozen=True)
class _Tried:
    change: Changed
    beaten_by: RoutingRule | None


def tried(
    by: StaffActor,
    *,
    area: Area,
    newest: int,
    at: datetime,
    adds: RoutingRule | None = None,
    takes: RoutingRule | None = None,
) -> Trial:
    """Propose once more for the area's ``newest`` cases, had the table a line more (``adds``, which is not saved) or
    one less (``takes``). Each is taken at the moment when it was opened, with the table of today; what has no category
    yet, with the one that its words speak for."""
    here = visible_matters(by).filter(lies_in(area.pk, area.level, area.path), kind=rules.KIND)
    day = clock.local_date(at)
    matters = list(here.select_related("area", "holder").order_by("-opened_at", "-id")[:newest])
    found = [
        _try(matter, category.code if category else "", lines_on(day, spot_of(matter)), adds, takes)
        for matter, category in with_categories(matters, on=day)
    ]
    beaten = Counter(each.beaten_by for each in found if each.beaten_by)
    changed = [each.change for each in found if each.change.before != each.change.after]
    return Trial(len(found), changed, beaten.most_common())


def _try(
    matter: Matter, category: str, lines: list[RoutingRule], adds: RoutingRule | None, takes: RoutingRule | None
) -> _Tried:
    changed = [line for line in lines if not (takes and line.pk == takes.pk) and not (adds and _same(line, adds))]
    before = _best(lines, category, matter)
    after = _best([*changed, *([adds] if adds else [])], category, matter)
    alone = _best([adds], category, matter) if adds else None
    beaten_by = after.line if after and alone and after.line is not adds else None
    return _Tried(Changed(matter, _unit(before), _unit(after)), beaten_by)


def tried_table(by: StaffActor, *, before: Table, after: Table, newest: int, at: datetime) -> TableTrial:
    """Propose once more for the ``newest`` cases of the areas whose lines differ, with either table. Each is taken at
    the moment when it was opened, with the table of one day."""
    today = clock.local_date(at)
    changes = _changes(before, after)
    day, areas = max([today, *changes.values()]), list({line.area_id: line.area for line in changes}.values())
    here = Q(pk__in=[])
    for area in areas:
        here |= lies_in(area.pk, area.level, area.path)
    found = visible_matters(by).filter(here, kind=rules.KIND).select_related("area", "holder")
    cases = with_categories(list(found.order_by("-opened_at", "-id")[:newest]), on=today)
    tried_on = [_either(matter, category.code if category else "", day, before, after) for matter, category in cases]
    return TableTrial(areas, day, len(tried_on), [each for each in tried_on if each.before != each.after])


def _changes(before: Table, after: Table) -> dict[RoutingRule, date]:
    """The lines that one of the tables has otherwise than the other, with the day from which that counts."""
    former, later = ({line.pk: line for lines in table.values() for line in lines} for table in (before, after))
    new = {line: line.valid_from for pk, line in later.items() if pk not in former}
    gone = {line: line.valid_from for pk, line in former.items() if pk not in later}
    ended = {line: line.valid_to for pk, line in later.items() if pk in former and former[pk].valid_to != line.valid_to}
    return {line: day for line, day in (new | gone | ended).items() if day}


def _either(matter: Matter, category: str, day: date, before: Table, after: Table) -> Changed:
    units = [_unit(_best(lines_on(day, spot_of(matter), table), category, matter)) for table in (before, after)]
    return Changed(matter, *units)


def _same(line: RoutingRule, other: RoutingRule) -> bool:
    return route(line).place == route(other).place


def _best(lines: Iterable[RoutingRule], category: str, matter: Matter) -> Proposal | None:
    return next(iter(ranked(list(lines), category, spot_of(matter), matter.opened_at)), None)


def _unit(proposal: Proposal | None) -> Unit | None:
    return proposal.unit if proposal else None
