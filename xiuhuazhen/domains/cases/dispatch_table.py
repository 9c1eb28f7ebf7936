"""The dispatch table: which unit usually gets what, what no line is for, and what a change would have done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms.queries import in_office_hours, path_ids
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import in_subtree, under_grants, visible_matters
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import RouteHours, State
from xiuhuazhen.domains.cases.models import Category, RoutingRule
from xiuhuazhen.domains.cases.queries import category_in_force, report_texts, suggested_category

MOST_TRIED = 500
"""Of so many cases at most a change of the table is tried."""
_MOST_WAITING = 500


@dataclass(frozen=True)
class Proposal:
    """A unit that the table proposes, and the line that does."""

    unit: Unit
    line: RoutingRule

    @property
    def why(self) -> str:
        return line_words(self.line)


@dataclass(frozen=True)
class Unrouted:
    """A case that waits to be dispatched and for which the table has no unit. ``category`` is the one that was given or
    that the words speak for; none where they speak for none."""

    matter: Matter
    category: Category | None


@dataclass(frozen=True)
class Changed:
    """A case that another unit would have been proposed for; ``before`` and ``after`` are empty where none is."""

    matter: Matter
    before: Unit | None
    after: Unit | None


def line_words(line: RoutingRule) -> str:
    """A line as one reads it: what, where, when."""
    said = [category_words(line.category), short_name(line.area.name)]
    hours = RouteHours(line.hours)
    return " · ".join([*said, *([str(hours.label)] if hours is not RouteHours.ALWAYS else [])])


def category_words(code: str) -> str:
    if not code:
        return _("any category")
    found = reference.remembered("cases.catalogue.names", _category_names).get(code)
    return found or code


def _category_names() -> dict[str, str]:
    return dict(Category.objects.values_list("code", "name"))


def proposals(category: str, *, area_path: str, at: datetime) -> list[Proposal]:
    """The units to which the table sends a category in an area at this moment, best first, each once."""
    return _ranked(lines_on(clock.local_date(at), area_path), category, area_path, at)


def lines_on(day: date, area_path: str) -> list[RoutingRule]:
    """The lines of an area and of those above it that hold on a day and whose unit still exists then."""
    table = reference.remembered("cases.table", _table)
    lines = (line for area_id in path_ids(area_path) for line in table.get(area_id, ()))
    return [line for line in lines if line.holds_on(day) and line.unit.holds_on(day)]


def _table() -> dict[UUID, list[RoutingRule]]:
    found: dict[UUID, list[RoutingRule]] = defaultdict(list)
    for line in RoutingRule.objects.select_related("area", "unit").order_by("valid_from", "id"):
        found[line.area_id].append(line)
    return dict(found)


def _ranked(lines: Sequence[RoutingRule], category: str, area_path: str, at: datetime) -> list[Proposal]:
    by_route = {_route(line): line for line in lines}
    open_now = in_office_hours(at, area_path=area_path)
    ranked = rules.rank_routes(by_route, category=category, area_path=area_path, office_open=open_now)
    found: dict[UUID, Proposal] = {}
    for route in ranked:
        line = by_route[route]
        found.setdefault(line.unit_id, Proposal(line.unit, line))
    return list(found.values())


def _route(line: RoutingRule) -> rules.Route:
    return rules.Route(line.category, line.area.path, str(line.unit_id), RouteHours(line.hours))


def unrouted(by: StaffActor, *, at: datetime) -> list[Unrouted]:
    """Cases that wait for the person to dispatch them and for which the table proposes nobody, the longest waiting
    first; among the first 500 that wait."""
    waiting = list(_waiting(by)[:_MOST_WAITING])
    texts = report_texts([matter.pk for matter in waiting if not matter.category])
    found = [Unrouted(matter, _category(matter, texts.get(matter.pk, ""), at)) for matter in waiting]
    return [each for each in found if not _proposed(each, at)]


def _waiting(by: StaffActor) -> QuerySet[Matter]:
    states = (State.REGISTERED, State.ACCEPTED)
    here = Matter.objects.filter(under_grants(by.grants_of("cases.dispatch")), kind=rules.KIND, is_open=True)
    return here.filter(state__in=states).select_related("area").order_by("due_at", "id")


def _category(matter: Matter, text: str, at: datetime) -> Category | None:
    on = clock.local_date(at)
    if matter.category:
        return category_in_force(matter.category, on=on)
    found = suggested_category(text, on=on)
    return found[0] if found else None


def _proposed(each: Unrouted, at: datetime) -> list[Proposal]:
    return proposals(each.category.code if each.category else "", area_path=each.matter.area.path, at=at)


def tried(
    by: StaffActor, *, area: Area, at: datetime, adds: RoutingRule | None = None, takes: RoutingRule | None = None
) -> tuple[int, list[Changed]]:
    """How many of the area's newest cases were looked at, and those for which the table would have proposed another
    unit had it a line more (``adds``, which is not saved) or one less (``takes``). Each is taken at the moment when it
    was opened, with the table of today."""
    here = visible_matters(by).filter(in_subtree(area.pk, area.level, area.path), kind=rules.KIND)
    matters = here.exclude(category="").select_related("area", "holder").order_by("-opened_at", "-id")[:MOST_TRIED]
    found = [_change(matter, clock.local_date(at), adds, takes) for matter in matters]
    return len(found), [each for each in found if each.before != each.after]


def _change(matter: Matter, day: date, adds: RoutingRule | None, takes: RoutingRule | None) -> Changed:
    path = matter.area.path
    lines = lines_on(day, path)
    changed = [line for line in lines if not (takes and line.pk == takes.pk) and not (adds and _same(line, adds))]
    before = _best(lines, matter)
    return Changed(matter, before, _best([*changed, *([adds] if adds else [])], matter))


def _same(line: RoutingRule, other: RoutingRule) -> bool:
    return _route(line).place == _route(other).place


def _best(lines: Iterable[RoutingRule], matter: Matter) -> Unit | None:
    ranked = _ranked(list(lines), matter.category, matter.area.path, matter.opened_at)
    return ranked[0].unit if ranked else None
