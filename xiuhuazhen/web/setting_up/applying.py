"""Applying a plan: all of it or nothing. What the database alone can know to be wrong comes out here, all at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.norms.actions import NormText, seed_calendar
from xiuhuazhen.core.people.actions import NewPerson
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.web.setting_up import entries
from xiuhuazhen.web.setting_up.faults import Fault, NamedElsewhere, Place, Wrong, refuse
from xiuhuazhen.web.setting_up.finding import Finder
from xiuhuazhen.web.setting_up.hours import in_minutes
from xiuhuazhen.web.setting_up.keeping import Keeper, Kept
from xiuhuazhen.web.setting_up.passwords import first_password
from xiuhuazhen.web.setting_up.reading import Plan
from xiuhuazhen.web.setting_up.tally import FirstPassword, Tally

Last = Callable[[Tally], None]


@transaction.atomic
def apply_plan(plan: Plan, *, by: Actor, at: datetime, last: Last = lambda _tally: None) -> Tally:
    """Make what is missing, and give what was done. ``last`` is called before anything is kept: if it fails, nothing
    is. Raises :class:`~xiuhuazhen.web.setting_up.faults.SetupRefused`."""
    work = _Work(plan, Keeper(by, at, plan.since or clock.local_date(at)))
    work.do()
    refuse(work.faults)
    last(work.tally)
    return work.tally


class _Work:
    def __init__(self, plan: Plan, keeper: Keeper) -> None:
        self.plan, self.keep, self.find = plan, keeper, Finder(plan)
        self.tally, self.faults = Tally(), list(plan.faults)

    def do(self) -> None:
        self._calendar()
        self._areas()
        self._units()
        self._people()
        self._rules()
        self._tokens()

    @contextmanager
    def _at(self, *place: str | int) -> Iterator[Place]:
        """What is refused in here is a fault of this place; it undoes no more than itself."""
        try:
            with transaction.atomic():
                yield place
        except NamedElsewhere:
            return
        except Wrong as fault:
            self.faults.append(Fault((*place, *fault.at), fault.message))
        except Refusal as refusal:
            self.faults.append(Fault((*place, *list(refusal.fields)[:1]), refusal.message))

    def _calendar(self) -> None:
        if not self.plan.calendar:
            return
        place, entry = self.plan.calendar.place, self.plan.calendar.entry
        with self._at(*place):
            added = seed_calendar(
                first_year=entry.first_year, last_year=entry.last_year, by=self.keep.by, at=self.keep.at
            )
            self.tally.note(place, Kept(added, added=bool(added)))

    def _areas(self) -> None:
        for placed in self.plan.areas:
            with self._at(*placed.place) as place:
                self._area(place, placed.entry)
        for known in self.plan.aliases:
            with self._at(*known.place):
                area = self.find.area(known.entry.area, "area")
                for text in known.entry.texts:
                    self.tally.note(known.place, self.keep.alias(area=area, text=text, basis=known.entry.basis))

    def _area(self, place: Place, entry: entries.AreaEntry) -> None:
        level = Level[entry.level.upper()]
        kept = self.keep.area(
            parent=self.find.area(entry.parent, "parent"),
            code=entry.code,
            name=entry.name,
            level=level,
            kind=entry.kind,
            basis=entry.basis,
        )
        same = self._counted(kept.row, entry)
        self.tally.note(place, Kept(kept.row, added=kept.added, same=kept.same and same))

    def _counted(self, area: Area, entry: entries.AreaEntry) -> bool:
        """Whether the counts are those of the file. A place above the grids has none, and giving it some is refused."""
        counts = (entry.households, entry.residents)
        if Level[entry.level.upper()] < Level.GRID and counts == (None, None):
            return True
        return self.keep.counts(area=area, households=entry.households, residents=entry.residents).same

    def _units(self) -> None:
        for placed in self.plan.units:
            entry = placed.entry
            with self._at(*placed.place) as place:
                area = self.find.area(entry.area, "area")
                parent = self.find.unit(entry.parent, "parent") if entry.parent else None
                self.tally.note(place, self.keep.unit(name=entry.name, kind=entry.kind, area=area, parent=parent))

    def _people(self) -> None:
        for placed in self.plan.people:
            account = None
            with self._at(*placed.place) as place:
                account = self._account(place, placed.entry)
            if account:
                self._roles(placed.place, placed.entry, account)
                self._posts(placed.place, placed.entry, account)

    def _account(self, place: Place, entry: entries.PersonEntry) -> Account:
        password = first_password()
        person = NewPerson(entry.name, entry.username, password, entry.work_telephone)
        kept = self.keep.account(person)
        self.tally.note(place, kept)
        if kept.added:
            self.tally.passwords.append(FirstPassword(entry.username, password, entry.name))
        return kept.row

    def _roles(self, place: Place, entry: entries.PersonEntry, account: Account) -> None:
        for number, role in enumerate(entry.roles):
            for order, code in enumerate(role.areas):
                with self._at(*place, "roles", number) as here:
                    kept = self.keep.role(
                        person=account.person,
                        name=role.role,
                        area=self.find.area(code, "areas", order),
                        unit=self.find.unit(role.unit, "unit"),
                        anew=role.since,
                    )
                    self.tally.note(here, kept, "roles")

    def _posts(self, place: Place, entry: entries.PersonEntry, account: Account) -> None:
        for number, post in enumerate(entry.posts):
            with self._at(*place, "posts", number) as here:
                grid = self.find.grid(post.grid, "grid")
                kept = self.keep.post(person=account.person, grid=grid, title=post.title)
                self.tally.note(here, kept, "posts")

    def _rules(self) -> None:
        for norm in self.plan.norms:
            with self._at(*norm.place) as place:
                self.tally.note(place, self._norm(norm.entry))
        for category in self.plan.categories:
            with self._at(*category.place) as place:
                self.tally.note(place, self.keep.category(**category.entry.model_dump()))
        for route in self.plan.routes:
            with self._at(*route.place) as place:
                self.tally.note(place, self._route(route.entry))
        if self.plan.notice:
            with self._at(*self.plan.notice.place) as place:
                entry = self.plan.notice.entry
                self.tally.note(place, self.keep.notice(version=entry.version, text=entry.text))

    def _norm(self, entry: entries.NormEntry) -> Kept[Any]:
        self.find.check_norm(entry.name, entry.unit)
        self.find.check_category(entry.category)
        area = self.find.area(entry.area, "area")
        value = in_minutes(entry.value)
        norm = NormText(entry.name, value, entry.unit, entry.basis, entry.evidence, qualifier=entry.category)
        return self.keep.norm(norm=norm, area=area)

    def _route(self, entry: entries.RouteEntry) -> Kept[Any]:
        self.find.check_category(entry.category)
        area, unit = self.find.area(entry.area, "area"), self.find.unit(entry.unit, "unit")
        return self.keep.route(category=entry.category, area=area, unit=unit, hours=entry.hours)

    def _tokens(self) -> None:
        for placed in self.plan.tokens:
            with self._at(*placed.place) as place:
                kept, text = self._token(placed.entry)
                self.tally.note(place, kept)
                if text:
                    self.tally.tokens.append((placed.entry.name, text))

    def _token(self, entry: entries.TokenEntry) -> tuple[Kept[Any], str]:
        for number, name in enumerate(entry.permissions):
            self.find.check_permission(name, number)
        return self.keep.token(
            name=entry.name,
            wanted=entry.permissions,
            area=self.find.area(entry.area, "area"),
            unit=self.find.unit(entry.unit, "unit"),
            valid_to=entry.valid_to,
        )
