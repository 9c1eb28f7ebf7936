"""Two neighbouring streets with everything that a case needs, built by calling actions alone.

``world = build()`` inside any test that has a database. The near street is 火车站街道, the far one 八一路街道, both in
城东区; the places are real, everybody in them is invented. Times are those of a Monday morning, :data:`AT`.

::

    101.80        101.81        101.82        101.83   E
      +-------------+-------------+-------------+ 36.61 N
      |             | 富民路 2     |             |
      |   车站 1     +-------------+   学院 1     | 36.605
      |             | 富民路 1     |             |
      +-------------+-------------+-------------+ 36.60

Each street has the same offices (see :data:`OFFICES`), each held by one person whose account is ``near-dispatcher``,
``far-dispatcher`` and so on, with :data:`PASSWORD`.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.support import remembering
from xiuhuazhen.core.areas.actions import add_alias, create_area, import_boundaries
from xiuhuazhen.core.areas.choices import Crs, Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.norms.actions import NormText, seed_calendar, set_norm
from xiuhuazhen.core.people.access import StaffActor, actor_for
from xiuhuazhen.core.people.actions import NewPerson, create_account, create_unit, end_role, grant_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.models import Account, Role, Unit
from xiuhuazhen.domains.cases.actions.setting_up import publish_notice, set_category, set_route
from xiuhuazhen.domains.grid.actions import create_grid, give_post
from xiuhuazhen.domains.grid.choices import PostTitle

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 9:00 in China: a work day with the office open."""

SINCE = date(2020, 1, 1)
PASSWORD = "gold-bee-27"
BASIS = "测试"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

OFFICES: dict[str, tuple[RoleName, str, str]] = {
    "leader": (RoleName.STREET_LEADER, "street", "office"),
    "dispatcher": (RoleName.DISPATCHER, "street", "desk"),
    "secretary": (RoleName.COMMUNITY_SECRETARY, "community", "community"),
    "committee": (RoleName.COMMUNITY_STAFF, "community", "community"),
    "grid-worker": (RoleName.GRID_WORKER, "grid", "community"),
    "handler": (RoleName.UNIT_HANDLER, "street", "lamps"),
    "colleague": (RoleName.UNIT_HANDLER, "street", "lamps"),
    "other-handler": (RoleName.UNIT_HANDLER, "street", "water"),
    "head": (RoleName.UNIT_HEAD, "street", "water"),
    "inspector": (RoleName.INSPECTOR, "street", "office"),
    "administrator": (RoleName.ADMINISTRATOR, "street", "office"),
}
"""Who works in a street: the office, the area in which it is held, the unit for which."""

LIMITS = {
    "cases.limit.dispatch": (2, "work_hour"),
    "cases.limit.sign_for": (4, "work_hour"),
    "cases.limit.handle": (5, "work_day"),
    "cases.limit.reply": (1, "work_day"),
    "cases.limit.check": (2, "work_day"),
    "cases.limit.rate": (7, "day"),
    "cases.limit.close": (1, "work_day"),
    "cases.escalate.head": (1, "work_day"),
    "cases.escalate.leader": (2, "work_day"),
}

OFFICE_HOURS = [[9 * 60, 12 * 60], [14 * 60, 18 * 60]]


@dataclass
class Street:
    """A street with the community ``community`` (and in the near one ``second``), its grids and people.

    ``areas`` has ``street``, ``community``, ``grid`` and in the near street ``grid-2``, ``second``, ``second-grid``;
    ``units`` has ``office``, ``desk``, ``community``, ``lamps``, ``water``, and in the near street ``second``.
    """

    name: str
    areas: dict[str, Area]
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def actor(self, office: str, *, on: date | None = None) -> StaffActor:
        """Who holds this office, with the roles that are in force on that day."""
        return actor_for(self.accounts[office], on=on or clock.local_date(AT))


@dataclass
class World:
    """``stranger`` has an account and no role at all."""

    county: Area
    near: Street
    far: Street
    stranger: Account

    def all_actors(self) -> list[StaffActor]:
        return [street.actor(office) for street in (self.near, self.far) for office in street.accounts]


def build() -> World:
    """The whole world."""
    return remembering.once(_built)


def _built() -> World:
    county = _area(None, "630102", "城东区", Level.COUNTY)
    near, far = _near(county), _far(county)
    _draw()
    for street in (near, far):
        _furnish(street)
    _settle_second_community(near)
    _set_norms(county)
    _set_up_cases(near, far)
    stranger = _account("stranger", "路人甲")
    Job.objects.all().delete()  # what setting up asked for is long done and forgotten
    return World(county, near, far, stranger)


def _area(parent: Area | None, code: str, name: str, level: Level) -> Area:
    return create_area(
        parent=parent, code=code, name=name, level=level, valid_from=SINCE, basis=BASIS, by=SYSTEM, at=AT
    )


def _near(county: Area) -> Street:
    street = _area(county, "630102005", "火车站街道", Level.STREET)
    community = _area(street, "630102005006", "富民路社区居民委员会", Level.COMMUNITY)
    second = _area(street, "630102005001", "车站社区居民委员会", Level.COMMUNITY)
    areas = {
        "street": street,
        "community": community,
        "grid": _area(community, "630102005006001", "富民路社区第一网格", Level.GRID),
        "grid-2": _area(community, "630102005006002", "富民路社区第二网格", Level.GRID),
        "second": second,
        "second-grid": _area(second, "630102005001001", "车站社区第一网格", Level.GRID),
    }
    add_alias(area=areas["grid"], text="银杏小区", basis=BASIS, by=SYSTEM, at=AT)
    return Street("near", areas)


def _far(county: Area) -> Street:
    street = _area(county, "630102006", "八一路街道", Level.STREET)
    community = _area(street, "630102006007", "学院社区居民委员会", Level.COMMUNITY)
    grid = _area(community, "630102006007001", "学院社区第一网格", Level.GRID)
    return Street("far", {"street": street, "community": community, "grid": grid})


_BOXES = {
    "630102005": (101.80, 36.60, 101.82, 36.61),
    "630102005001": (101.80, 36.60, 101.81, 36.61),
    "630102005001001": (101.80, 36.60, 101.81, 36.61),
    "630102005006": (101.81, 36.60, 101.82, 36.61),
    "630102005006001": (101.81, 36.60, 101.82, 36.605),
    "630102005006002": (101.81, 36.605, 101.82, 36.61),
    "630102006": (101.82, 36.60, 101.83, 36.61),
    "630102006007": (101.82, 36.60, 101.83, 36.61),
    "630102006007001": (101.82, 36.60, 101.83, 36.61),
}


def _draw() -> None:
    def feature(code: str, west: float, south: float, east: float, north: float) -> dict[str, object]:
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}

    drawn = {"type": "FeatureCollection", "features": [feature(code, *box) for code, box in _BOXES.items()]}
    import_boundaries(geojson=drawn, crs=Crs.WGS84, basis=BASIS, by=SYSTEM, at=AT)


def unit(name: str, kind: UnitKind, area: Area) -> Unit:
    return create_unit(name=name, kind=kind, area=area, valid_from=SINCE, by=SYSTEM, at=AT)


def _furnish(street: Street) -> None:
    """Units, and one person for each office."""
    place, label = street.areas["street"], street.areas["street"].name
    street.units |= {
        "office": unit(f"{label}办事处", UnitKind.STREET_OFFICE, place),
        "desk": unit(f"{label}派遣台", UnitKind.DISPATCH_DESK, place),
        "community": unit(street.areas["community"].name, UnitKind.COMMUNITY, street.areas["community"]),
        "lamps": unit(f"{label}路灯队", UnitKind.DEPARTMENT, place),
        "water": unit(f"{label}供水站", UnitKind.STATION, place),
    }
    for number, (office, (role, area, unit_name)) in enumerate(OFFICES.items()):
        account = _account(f"{street.name}-{office}", f"{label[:1]}{'甲乙丙丁戊己庚辛壬丑寅'[number]}")
        street.accounts[office] = account
        give(account, role, street.areas[area], street.units[unit_name])
    for name in ("grid", "grid-2"):
        if name in street.areas:
            create_grid(area=street.areas[name], households=400, residents=1100, by=SYSTEM, at=AT)
    worker, grid = street.accounts["grid-worker"].person, street.areas["grid"].grid
    give_post(grid=grid, person=worker, title=PostTitle.GRID_WORKER, valid_from=SINCE, by=SYSTEM, at=AT)


def _settle_second_community(street: Street) -> None:
    """The neighbouring community of the same street, with its secretary."""
    street.units["second"] = unit(street.areas["second"].name, UnitKind.COMMUNITY, street.areas["second"])
    street.accounts["second-secretary"] = _account("near-second-secretary", "车癸")
    give(
        street.accounts["second-secretary"],
        RoleName.COMMUNITY_SECRETARY,
        street.areas["second"],
        street.units["second"],
    )


def _account(username: str, name: str) -> Account:
    return create_account(person=NewPerson(name, username, PASSWORD), by=SYSTEM, at=AT)


def give(account: Account, role: RoleName, area: Area, unit: Unit, *, since: date = SINCE) -> Role:
    """Give an office from a day on."""
    return grant_role(person=account.person, name=role, area=area, unit=unit, valid_from=since, by=SYSTEM, at=AT)


def former(street: Street, office: str, *, today: date) -> Account:
    """Somebody who held this office until yesterday: ``former-near-dispatcher``."""
    role, area, unit_name = OFFICES[office]
    account = _account(f"former-{street.name}-{office}", "前任某")
    held = give(account, role, street.areas[area], street.units[unit_name])
    end_role(role=held, last_day=today - DAY, by=SYSTEM, at=AT)
    return account


def coming(street: Street, office: str, *, today: date) -> Account:
    """Somebody who will hold this office from tomorrow: ``coming-near-dispatcher``."""
    role, area, unit_name = OFFICES[office]
    account = _account(f"coming-{street.name}-{office}", "后任某")
    give(account, role, street.areas[area], street.units[unit_name], since=today + DAY)
    return account


def _set_norms(county: Area) -> None:
    limits = {name: NormText(name, value, unit, BASIS, "D") for name, (value, unit) in LIMITS.items()}
    hours = NormText("office.hours", OFFICE_HOURS, "hours_of_day", BASIS, "D")
    for norm in (*limits.values(), hours):
        set_norm(norm=norm, area=county, valid_from=SINCE, by=SYSTEM, at=AT)
    seed_calendar(first_year=2026, last_year=2026, by=SYSTEM, at=AT)


def _set_up_cases(near: Street, far: Street) -> None:
    lines = (
        ("01", "市政设施", (), False),
        ("0101", "路灯", ("路灯", "灯不亮"), False),
        ("0102", "井盖", ("井盖",), True),
        ("02", "供水", (), False),
        ("0201", "漏水", ("漏水", "水管"), False),
    )
    for code, name, keywords, urgent in lines:
        set_category(code=code, name=name, keywords=keywords, urgent=urgent, valid_from=SINCE, by=SYSTEM, at=AT)
    for street in (near, far):
        for category, unit_name in (("01", "lamps"), ("0201", "water")):
            place, target = street.areas["street"], street.units[unit_name]
            set_route(category=category, area=place, unit=target, valid_from=SINCE, by=SYSTEM, at=AT)
    publish_notice(version="1", text="只用于办理您反映的事。", valid_from=SINCE, by=SYSTEM, at=AT)
