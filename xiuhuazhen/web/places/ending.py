"""A place is to end: what hangs on it, and where that goes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.actions import end_area
from xiuhuazhen.core.areas.choices import AreaKind
from xiuhuazhen.core.areas.models import Alias, Area
from xiuhuazhen.core.areas.queries import children
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import StaffActor, require
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.resettling import resettle_cases
from xiuhuazhen.domains.cases.models import PlaceCode, RoutingRule
from xiuhuazhen.domains.cases.queries import open_cases_under
from xiuhuazhen.domains.grid.actions import end_link
from xiuhuazhen.domains.grid.models import Link, Post
from xiuhuazhen.domains.grid.queries import posts_of
from xiuhuazhen.web.places.access import DRAW

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hanging:
    """What hangs on a place today. Posts have to end before it does; links end with it."""

    cases: QuerySet[Matter]
    names: list[Alias]
    codes: int
    posts: list[Post]
    links: list[Link]
    lines: int

    @property
    def may_move(self) -> bool:
        return bool(self.names) or self.cases.exists()


@dataclass(frozen=True)
class Ending:
    """``to`` is what takes its place: the names that people use and the open cases go there; without it the names end
    and the cases stay where they are."""

    place: Area
    to: Area | None
    on: date
    basis: str


def hanging_on(place: Area, *, on: date) -> Hanging:
    return Hanging(
        cases=open_cases_under(place),
        names=list(Alias.objects.filter(area=place, valid_to__isnull=True).order_by("text", "id")),
        codes=PlaceCode.objects.filter(area=place, withdrawn_at__isnull=True).count(),
        posts=posts_of([place.pk], on=on).get(place.pk, []),
        links=list(_links(place, on)),
        lines=RoutingRule.objects.in_force(on).filter(area=place).count(),
    )


def _links(place: Area, on: date) -> QuerySet[Link]:
    present = Link.objects.in_force(on).filter(grid_id=place.pk, valid_to__isnull=True)
    return present.select_related("unit").order_by("unit__name")


def may_take_its_place(place: Area, by: StaffActor) -> list[Area]:
    """The places beside it and the one above, as far as the person changes places there."""
    if place.parent is None:
        return []
    beside = children(place.parent).exclude(pk=place.pk).exclude(kind=AreaKind.JOINT)
    return [each for each in (*beside, place.parent) if by.may(DRAW, area_path=each.path)]


@transaction.atomic
def end_place(*, ending: Ending, by: StaffActor, at: datetime) -> int:
    """End the place with its links; names and open cases go to what takes its place. Returns how many cases did."""
    reference.lock()
    place, to = ending.place, ending.to
    require(by, DRAW, area_path=place.path)
    if to:
        require(by, DRAW, area_path=to.path)
    today = clock.local_date(at)
    if posts_of([place.pk], on=today):
        raise InvalidInput(_("Somebody still works this grid. End the post first."))
    for link in _links(place, today):
        end_link(link=link, last_day=ending.on - _DAY, by=by, at=at)
    end_area(area=place, names_to=to, on=ending.on, basis=ending.basis, by=by, at=at)
    return len(resettle_cases(ended=place, to=to, basis=ending.basis, by=by, at=at)) if to else 0
