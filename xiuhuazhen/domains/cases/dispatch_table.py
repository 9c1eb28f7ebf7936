"""The dispatch table: which unit usually gets what, and what waits that no line is for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.queries import joint_path
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.paging import page_by_time
from xiuhuazhen.core.norms.queries import in_office_hours, path_ids
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import under_grants
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import RouteHours, State
from xiuhuazhen.domains.cases.models import Category, RoutingRule
from xiuhuazhen.domains.cases.queries import with_categories

_WAITING_A_PAGE = 500


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
class UnroutedPage:
    """``found`` among the ``looked`` cases of this page; ``next`` is the cursor of what waits after them."""

    found: list[Unrouted]
    looked: int
    next: str


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


@dataclass(frozen=True)
class Spot:
    """Where a case lies, as the table asks: by the path of its area, and of the joint area around it, if any."""

    area_path: str
    joint_path: str = ""


Table = Mapping[UUID, Sequence[RoutingRule]]
"""All lines that there are or were, by area."""


def spot_of(matter: Matter) -> Spot:
    return Spot(matter.area.path, joint_path(matter.joint_id) if matter.joint_id else "")


def proposals(category: str, *, spot: Spot, at: datetime) -> list[Proposal]:
    """The units to which the table sends a category there at this moment, best first, each once."""
    return ranked(lines_on(clock.local_date(at), spot), category, spot, at)


def present_table() -> Table:
    return reference.remembered("cases.table", _table)


def lines_on(day: date, spot: Spot, table: Table | None = None) -> list[RoutingRule]:
    """The lines of an area, of those above it and of the joint area that hold on a day and whose unit still exists
    then; of the present table, if no other is given."""
    table = present_table() if table is None else table
    places = [*path_ids(spot.area_path), *path_ids(spot.joint_path)[-1:]]
    lines = (line for area_id in dict.fromkeys(places) for line in table.get(area_id, ()))
    return [line for line in lines if line.holds_on(day) and line.unit.holds_on(day)]


def _table() -> Table:
    found: dict[UUID, list[RoutingRule]] = defaultdict(list)
    for line in RoutingRule.objects.select_related("area", "unit").order_by("valid_from", "id"):
        found[line.area_id].append(line)
    return dict(found)


def ranked(lines: Sequence[RoutingRule], category: str, spot: Spot, at: datetime) -> list[Proposal]:
    """What these lines propose, best first, each unit once with its best line."""
    by_route = {route(line): line for line in lines}
    open_now = in_office_hours(at, area_path=spot.area_path)
    ordered = rules.rank_routes(
        by_route, category=category, area_path=spot.area_path, office_open=open_now, joint_path=spot.joint_path
    )
    found: dict[UUID, Proposal] = {}
    for each in ordered:
        line = by_route[each]
        found.setdefault(line.unit_id, Proposal(line.unit, line))
    return list(found.values())


def route(line: RoutingRule) -> rules.Route:
    """A line as the rules know it."""
    return rules.Route(line.category, line.area.path, str(line.unit_id), RouteHours(line.hours))


def unrouted(by: StaffActor, *, at: datetime, cursor: str = "") -> UnroutedPage:
    """Cases that wait for the person to dispatch them and for which the table proposes nobody, the longest waiting
    first. A page looks at 500 that wait, whatever it finds among them."""
    page = page_by_time(
        _waiting(by), field="opened_at", descending=False, cursor=cursor, size=_WAITING_A_PAGE, value=_opened
    )
    found = [Unrouted(matter, category) for matter, category in with_categories(page.rows, on=clock.local_date(at))]
    return UnroutedPage([each for each in found if not _proposed(each, at)], len(page.rows), page.next)


def _opened(matter: Matter) -> datetime:
    return matter.opened_at


def _waiting(by: StaffActor) -> QuerySet[Matter]:
    states = (State.REGISTERED, State.ACCEPTED)
    here = Matter.objects.filter(under_grants(by.grants_of("cases.dispatch")), kind=rules.KIND, is_open=True)
    return here.filter(state__in=states).select_related("area")


def _proposed(each: Unrouted, at: datetime) -> list[Proposal]:
    return proposals(each.category.code if each.category else "", spot=spot_of(each.matter), at=at)
