"""What the tables of the file hold. Fields that a street must decide have no default."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from xiuhuazhen.core.areas.choices import AreaKind
from xiuhuazhen.core.norms.choices import Evidence
from xiuhuazhen.core.norms.choices import Unit as NormUnit
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.grid.choices import PostTitle

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
ShortName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Alias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
Telephone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{2,40}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Basis = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
OptionalBasis = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
CategoryCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4})$")]
AnyCategory = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4})?$")]
Count = Annotated[StrictInt, Field(ge=0, le=10_000_000)]
Year = Annotated[StrictInt, Field(ge=2004, le=2100)]


class Entry(BaseModel):
    """``IDENTITY`` names the fields by which a second entry for the same thing is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    IDENTITY: ClassVar[tuple[str, ...]] = ()


class CalendarEntry(Entry):
    first_year: Year
    last_year: Year


class AreaEntry(Entry):
    """A place that no list of division codes has: mostly a grid. Counts are of households and residents."""

    IDENTITY = ("code",)
    code: Code
    name: Name
    parent: Code
    level: Literal["street", "community", "grid", "micro_grid"] = "grid"
    kind: AreaKind = AreaKind.GENERAL
    basis: Basis
    households: Count | None = None
    residents: Count | None = None


class AliasEntry(Entry):
    IDENTITY = ("area",)
    area: Code
    texts: list[Alias]
    basis: OptionalBasis = ""


class UnitEntry(Entry):
    IDENTITY = ("name",)
    name: Name
    kind: UnitKind
    area: Code
    parent: Name | None = None


class RoleEntry(Entry):
    """``since`` is for who comes back after the role had ended."""

    role: RoleName
    unit: Name
    areas: Annotated[list[Code], Field(min_length=1)]
    since: date | None = None


class PostEntry(Entry):
    grid: Code
    title: PostTitle = PostTitle.GRID_WORKER


class PersonEntry(Entry):
    """Has no password and no private telephone: such a file is sent around."""

    IDENTITY = ("username",)
    username: Username
    name: ShortName
    work_telephone: Telephone = ""
    roles: list[RoleEntry] = []
    posts: list[PostEntry] = []


class NormEntry(Entry):
    """``value`` depends on the unit and is looked at when it is set."""

    IDENTITY = ("name", "category", "area")
    name: Title
    value: Any
    unit: NormUnit
    area: Code
    basis: Basis
    evidence: Evidence
    category: AnyCategory = ""


class CategoryEntry(Entry):
    IDENTITY = ("code",)
    code: CategoryCode
    name: Title
    keywords: list[ShortName] = []
    urgent: StrictBool = False
    basis: OptionalBasis = ""


class RouteEntry(Entry):
    IDENTITY = ("category", "area", "hours")
    category: AnyCategory = ""
    area: Code
    hours: RouteHours = RouteHours.ALWAYS
    unit: Name


class NoticeEntry(Entry):
    """The text, or a file beside this one that holds it."""

    version: Code
    text: str = ""
    file: str = ""


class TokenEntry(Entry):
    IDENTITY = ("name",)
    name: Title
    permissions: Annotated[list[Title], Field(min_length=1)]
    area: Code
    unit: Name
    valid_to: date
