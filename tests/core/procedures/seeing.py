"""Who sees which matter, written down from offices, areas and units and not from the product's queries, and two streets
full of people and matters to try it on."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.cases import NAME, PHONE, act, brought, case_in, reported
from tests.support.complaints import complaint
from tests.support.joint import CODE as JOINT
from tests.support.joint import ON_THE_LEAD_S_SIDE, ON_THE_OTHER_SIDE, joint_area
from tests.support.street import AT, DAY, HOUR, OFFICES, PASSWORD, SINCE, World, give, unit
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.people.access import StaffActor, actor_for
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.models import Account, Unit
from xiuhuazhen.core.procedures.actions.waking import TICKER, point_anew
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.stuck import to_point_anew
from xiuhuazhen.domains.cases.actions.handling import Dispatch
from xiuhuazhen.domains.cases.choices import Source

COUNTY, STREET, COMMUNITY, SECOND = "630102", "630102005", "630102005006", "630102005001"
GRID, SECOND_GRID, FAR_GRID = "630102005006001", "630102005001001", "630102006007001"
IN_SECOND, IN_FAR = (1_018_050_000, 366_020_000), (1_018_250_000, 366_050_000)
UNKNOWN = "unknown"
TODAY = local_date(AT)
OTHER_PHONE, HOME = "13900005678", "玫瑰苑"

VIEWS = {
    "street_leader", "dispatcher", "community_secretary", "community_staff", "grid_worker", "inspector",
}  # fmt: skip
"""They see the cases of their area, whoever has them."""

HANDLES = {"community_secretary", "community_staff", "unit_handler", "unit_head"}
"""They see the cases that their unit has, wherever these lie."""


@dataclass(frozen=True)
class Post:
    """An office that somebody holds today, in the area with this code, for a unit."""

    office: str
    area: str
    unit: str


@dataclass(frozen=True)
class Somebody:
    actor: StaffActor
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Lies:
    """Where a matter lies and which unit has it, if any; whether its point is known to all; of a complaint the unit
    that it is ``about`` and those to which it has gone up besides; the ``joint`` area around it, which nobody sees it
    by."""

    area: str
    unit: str = ""
    pointed: bool = False
    about: str = ""
    above: tuple[str, ...] = ()
    joint: str = ""


def sees(somebody: Somebody, lies: Lies) -> bool:
    return any(_sees(post, lies) for post in somebody.posts) and not any(_meant(post, lies) for post in somebody.posts)


def _sees(post: Post, lies: Lies) -> bool:
    if lies.about:
        return post.office == "supervisor" and post.unit in {lies.unit, *lies.above}
    views = post.office in VIEWS and lies.area.startswith(post.area)
    return views or (post.office in HANDLES and post.unit == lies.unit)


def _meant(post: Post, lies: Lies) -> bool:
    """Whether the complaint is about the post's unit, or about one of the near street that nobody named."""
    return bool(lies.about) and (post.unit == lies.about or (lies.about == UNKNOWN and post.unit.startswith("near-")))


@dataclass(frozen=True)
class Scene:
    """People by name, matters by number, units by name."""

    people: dict[str, Somebody]
    matters: dict[str, Lies]
    units: dict[str, Unit]

    def seen_by(self, name: str) -> set[str]:
        return {number for number, lies in self.matters.items() if sees(self.people[name], lies)}


def set_up(world: World) -> Scene:
    """For the home area 630102005, so that a complaint without a unit is one of the near street."""
    units = _units(world)
    accounts = dict(_accounts(world, units))
    matters = dict(_cases(world, units)) | dict(_complaints(units))
    _far_supervisor_leaves(accounts["far-supervisor"][0])
    people = {
        name: Somebody(actor_for(account, on=TODAY), () if name == "far-supervisor" else posts)
        for name, (account, posts) in accounts.items()
    }
    return Scene(people, matters, units)


def _units(world: World) -> dict[str, Unit]:
    near, far = world.near, world.far
    found = {f"{street.name}-{name}": each for street in (near, far) for name, each in street.units.items()}
    areas = {"near": near.areas["street"], "far": far.areas["street"], "county": world.county}
    supervising = {
        f"{name}-supervision": unit(f"{area.name}监督办", UnitKind.SUPERVISOR, area) for name, area in areas.items()
    }
    return found | supervising | {"county-lamps": unit("城东区照明所", UnitKind.DEPARTMENT, world.county)}


_Found = tuple[str, tuple[Account, tuple[Post, ...]]]


def _accounts(world: World, units: dict[str, Unit]) -> Iterator[_Found]:
    """Each with the posts that are in force today."""
    near, far = world.near, world.far
    for street in (near, far):
        for office, (role, area, unit_name) in OFFICES.items():
            post = Post(role.value, street.areas[area].code, f"{street.name}-{unit_name}")
            yield f"{street.name}-{office}", (street.accounts[office], (post,))
    yield "near-second-secretary", (
        near.accounts["second-secretary"], (Post("community_secretary", SECOND, "near-second"),),
    )  # fmt: skip
    yield "stranger", (world.stranger, ())
    areas = {
        COUNTY: world.county, STREET: near.areas["street"], SECOND: near.areas["second"],
        COMMUNITY: near.areas["community"], "630102006": far.areas["street"],
    }  # fmt: skip
    for name, posts in _NEWCOMERS.items():
        account = create_account(person=NewPerson("某某", name, PASSWORD), by=SYSTEM, at=AT)
        for post in posts:
            since = TODAY + DAY if name.startswith("coming") else SINCE
            held = give(account, RoleName(post.office), areas[post.area], units[post.unit], since=since)
            if name.startswith("former"):
                end_role(role=held, last_day=TODAY - DAY, by=SYSTEM, at=AT)
        yield name, (account, () if name.startswith(("former", "coming")) else posts)


_SUPERVISES = Post("supervisor", STREET, "near-supervision")
_SUPERVISES_COUNTY = Post("supervisor", COUNTY, "county-supervision")
_NEWCOMERS: dict[str, tuple[Post, ...]] = {
    "county-inspector": (Post("inspector", COUNTY, "county-supervision"),),
    "county-handler": (Post("unit_handler", COUNTY, "county-lamps"),),
    "both-streets": (Post("inspector", "630102006", "far-office"), Post("unit_handler", STREET, "near-water")),
    "near-supervisor": (_SUPERVISES,),
    "near-member": (_SUPERVISES, Post("community_staff", COMMUNITY, "near-community")),
    "county-supervisor": (_SUPERVISES_COUNTY,),
    "county-member": (_SUPERVISES_COUNTY, Post("community_staff", SECOND, "near-second")),
    "far-supervisor": (Post("supervisor", "630102006", "far-supervision"),),
    **{f"{when}-supervisor": (_SUPERVISES,) for when in ("former", "coming")},
    **{f"{when}-dispatcher": (Post("dispatcher", STREET, "near-desk"),) for when in ("former", "coming")},
    **{f"{when}-handler": (Post("unit_handler", STREET, "near-lamps"),) for when in ("former", "coming")},
}


def _cases(world: World, units: dict[str, Unit]) -> Iterator[tuple[str, Lies]]:
    near, far = world.near, world.far
    joint_area(near)
    for point, area in ((ON_THE_LEAD_S_SIDE, f"{COMMUNITY}002"), (ON_THE_OTHER_SIDE, COMMUNITY)):
        yield reported(text="河边路灯不亮", point=point).matter.number, Lies(area, pointed=True, joint=JOINT)
    in_its_own = reported(text="河边井盖坏了", point=ON_THE_OTHER_SIDE, within=(near.areas["second"].path,)).matter
    yield in_its_own.number, Lies(SECOND_GRID, pointed=True, joint=JOINT)
    desk = Lies(GRID, pointed=True)
    yield reported(text="银杏小区路灯不亮").matter.number, desk
    hotline = {"source": Source.HOTLINE, "source_name": "热线", "source_number": "A-1"}
    yield reported(text="银杏小区水管漏水", at=AT + HOUR, **hotline).matter.number, desk
    platform = {"source": Source.HOTLINE, "source_name": "城管平台", "source_number": "A-1"}
    yield reported(text="银杏小区围墙歪了", **platform).matter.number, desk
    elsewhere = {"source": Source.HOTLINE, "source_name": "八一路热线", "source_number": "A-1"}
    yield reported(text="学院围墙歪了", point=IN_FAR, **elsewhere).matter.number, Lies(FAR_GRID, pointed=True)
    yield reported(text="井盖坏了", occurred_at=AT - DAY).matter.number, desk
    in_second = reported(text="车站路灯闪烁", point=IN_SECOND, at=AT + HOUR).matter
    yield in_second.number, Lies(SECOND_GRID, pointed=True)
    yield reported(text="学院路灯不亮", point=IN_FAR).matter.number, Lies(FAR_GRID, pointed=True)
    yield reported(text="路灯总坏，不知道归谁管", point=None).matter.number, Lies(STREET)
    for state in ("dispatched", "handling", "closed"):
        yield case_in(near, state).number, Lies(GRID, "near-lamps", pointed=True)
    yield brought(near, case_in(near, "dispatched"), "return").number, desk
    away = reported(text="学院门口路灯不亮", point=IN_FAR).matter
    act(far, away, "dispatch", Dispatch(units["county-lamps"].pk, "0101"))
    yield away.number, Lies(FAR_GRID, "county-lamps", pointed=True)
    yield _confidential().number, Lies(GRID)
    secret = _confidential()
    act(near, secret, "dispatch", Dispatch(units["near-water"].pk, "0201"))
    yield secret.number, Lies(GRID, "near-water")


def _confidential() -> Matter:
    text = f"楼上水管漏水，也可打{OTHER_PHONE}"
    return reported(text=text, contact_name=NAME, contact_phone=PHONE, address=HOME, confidential=True).matter


def _complaints(units: dict[str, Unit]) -> Iterator[tuple[str, Lies]]:
    """Each goes to the supervisors above the unit that it is about."""
    about = {"near-community": COMMUNITY, "near-second": SECOND}
    for name, area in about.items():
        yield complaint(units[name]).number, Lies(area, "near-supervision", about=name)
    for name in ("near-lamps", "near-desk"):
        yield complaint(units[name]).number, Lies(STREET, "county-supervision", about=name)
    nobodys = complaint(units["near-lamps"], unit_id=None)
    yield nobodys.number, Lies(STREET, "county-supervision", about=UNKNOWN)
    gone_up = Lies("630102006007", "far-supervision", about="far-community", above=("county-supervision",))
    yield complaint(units["far-community"]).number, gone_up


def _far_supervisor_leaves(account: Account) -> None:
    """Within the hour what is left behind is with those above too."""
    end_role(role=account.person.roles.get(), last_day=TODAY - DAY, by=SYSTEM, at=AT)
    for found in list(to_point_anew(AT)):
        point_anew(matter_id=found.pk, by=TICKER, at=AT)
