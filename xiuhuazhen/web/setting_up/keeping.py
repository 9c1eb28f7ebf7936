"""Making a thing unless it is there. What is there stays as it is, also where it differs from what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from xiuhuazhen.core.areas.actions import add_alias, create_area
from xiuhuazhen.core.areas.choices import AreaKind, Level, NameKind
from xiuhuazhen.core.areas.models import Alias, Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.people.actions import NewPerson, create_account, create_token, create_unit, grant_role
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Account, ApiToken, Person, Role, Unit
from xiuhuazhen.domains.cases.actions.setting_up import publish_notice, set_category, set_route
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.models import Category, PrivacyNotice, RoutingRule
from xiuhuazhen.domains.grid.actions import create_grid, give_post
from xiuhuazhen.domains.grid.choices import PostTitle
from xiuhuazhen.domains.grid.models import Grid, Post

Row = TypeVar("Row")


@dataclass(frozen=True)
class Kept(Generic[Row]):
    """``same`` is ``False`` where what was there is not what was asked for."""

    row: Row
    added: bool = False
    same: bool = True


@dataclass(frozen=True)
class Keeper:
    """Who sets up, when, and from which day on what they make holds."""

    by: Actor
    at: datetime
    since: date

    @classmethod
    def from_moment(cls, by: Actor, at: datetime) -> "Keeper":
        return cls(by, at, clock.local_date(at))

    def area(self, *, parent: Area, code: str, name: str, level: Level, kind: AreaKind, basis: str) -> Kept[Area]:
        there = Area.objects.present().filter(code=code).first()
        if there:
            same = (there.name, there.level, there.kind, there.parent_id) == (name, level, kind, parent.pk)
            return Kept(there, same=same)
        return Kept(
            create_area(
                parent=parent,
                code=code,
                name=name,
                level=level,
                kind=kind,
                basis=basis,
                valid_from=self.since,
                by=self.by,
                at=self.at,
            ),
            added=True,
        )

    def counts(
        self, *, area: Area, households: int | None, residents: int | None, buildings: int | None = None
    ) -> Kept[Grid]:
        there = Grid.objects.filter(area=area).first()
        if there:
            return Kept(there, same=(there.households, there.residents) == (households, residents))
        counted = {"households": households, "residents": residents, "buildings": buildings}
        grid = create_grid(area=area, **counted, by=self.by, at=self.at)
        return Kept(grid, added=True)

    def alias(self, *, area: Area, text: str, basis: str, kind: NameKind = NameKind.OTHER) -> Kept[Alias]:
        there = Alias.objects.filter(area=area, text=text).first()
        if there:
            return Kept(there)
        return Kept(add_alias(area=area, text=text, kind=kind, basis=basis, by=self.by, at=self.at), added=True)

    def unit(
        self, *, name: str, kind: UnitKind, area: Area, parent: Unit | None = None, work_telephone: str = ""
    ) -> Kept[Unit]:
        there = Unit.objects.filter(name=name, area=area).first()
        if there:
            return Kept(there, same=(there.kind, there.parent_id) == (kind, parent.pk if parent else None))
        return Kept(
            create_unit(
                name=name,
                kind=kind,
                area=area,
                parent=parent,
                work_telephone=work_telephone,
                valid_from=self.since,
                by=self.by,
                at=self.at,
            ),
            added=True,
        )

    def account(self, person: NewPerson) -> Kept[Account]:
        """The password is used only where the account is new."""
        there = Account.objects.select_related("person").filter(username=person.username).first()
        if there:
            return Kept(there, same=there.person.name == person.name)
        return Kept(create_account(person=person, by=self.by, at=self.at), added=True)

    def role(self, *, person: Person, name: str, area: Area, unit: Unit, anew: date | None = None) -> Kept[Role]:
        """A role that has ended stays ended; ``anew`` names the day from which it is to be held again."""
        held = Role.objects.filter(person=person, name=name, area=area, unit=unit)
        there = (held.exclude(valid_to__lte=anew) if anew else held).order_by("valid_from").last()
        if there:
            return Kept(there, same=there.valid_to is None)
        return Kept(
            grant_role(
                person=person, name=name, area=area, unit=unit, valid_from=anew or self.since, by=self.by, at=self.at
            ),
            added=True,
        )

    def post(self, *, person: Person, grid: Grid, title: PostTitle) -> Kept[Post]:
        there = Post.objects.filter(person=person, grid=grid, title=title).order_by("valid_from").last()
        if there:
            return Kept(there, same=there.valid_to is None)
        return Kept(
            give_post(person=person, grid=grid, title=title, valid_from=self.since, by=self.by, at=self.at), added=True
        )

    def norm(self, *, norm: NormText, area: Area) -> Kept[Norm]:
        rows = Norm.objects.filter(name=norm.name, qualifier=norm.qualifier, area=area)
        there = rows.order_by("valid_from").last()
        if there:
            asked = (norm.value, norm.unit, norm.basis, norm.evidence)
            return Kept(there, same=(there.value, there.unit, there.basis, there.evidence) == asked)
        return Kept(set_norm(norm=norm, area=area, valid_from=self.since, by=self.by, at=self.at), added=True)

    def category(self, *, code: str, name: str, keywords: Sequence[str], urgent: bool, basis: str) -> Kept[Category]:
        there = Category.objects.filter(code=code).first()
        if there:
            asked = (name, list(keywords), urgent, basis)
            return Kept(there, same=(there.name, there.keywords, there.urgent, there.basis) == asked)
        line = set_category(
            code=code,
            name=name,
            keywords=keywords,
            urgent=urgent,
            basis=basis,
            valid_from=self.since,
            by=self.by,
            at=self.at,
        )
        return Kept(line, added=True)

    def route(
        self, *, category: str, area: Area, unit: Unit, hours: RouteHours = RouteHours.ALWAYS
    ) -> Kept[RoutingRule]:
        rows = RoutingRule.objects.filter(category=category, area=area, hours=hours)
        there = rows.order_by("valid_from").last()
        if there:
            return Kept(there, same=there.unit_id == unit.pk and there.valid_to is None)
        place: dict[str, Any] = {"category": category, "area": area, "hours": hours}
        return Kept(set_route(**place, unit=unit, valid_from=self.since, by=self.by, at=self.at), added=True)

    def notice(self, *, version: str, text: str) -> Kept[PrivacyNotice]:
        there = PrivacyNotice.objects.filter(version=version).first()
        if there:
            return Kept(there, same=there.text == text)
        notice = publish_notice(version=version, text=text, valid_from=self.since, by=self.by, at=self.at)
        return Kept(notice, added=True)

    def token(
        self, *, name: str, wanted: list[str], area: Area, unit: Unit, valid_to: date
    ) -> tuple[Kept[ApiToken], str]:
        """With the token's text where it is new; a revoked one of this name stays revoked."""
        there = ApiToken.objects.filter(name=name, area=area, unit=unit).order_by("valid_from").last()
        if there:
            asked = (wanted, valid_to, False)
            return Kept(there, same=(there.permissions, there.valid_to, there.revoked) == asked), ""
        row, text = create_token(
            name=name, wanted=wanted, area=area, unit=unit, valid_to=valid_to, by=self.by, at=self.at
        )
        return Kept(row, added=True), text
