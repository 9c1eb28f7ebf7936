"""The places, units and sources by which somebody can filter matters: those of their own areas."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypedDict

from django.db.models import Exists, OuterRef, Q

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area, Lead
from xiuhuazhen.core.areas.rules.location import paths_above
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter

_OFFERED: Final = 300
"""How many are listed. Another one that is asked for by its code or id, as pages of places do, is listed as well."""


class Choices(TypedDict):
    areas: list[Area]
    units: list[Unit]
    sources: Callable[[], list[str]]
    """Asked for where the choices are shown, or one of them is given."""


def choices_of(by: StaffActor, given: Mapping[str, Any]) -> Choices:
    """What the filters offer to this person; ``given`` is what the form was given."""
    asked = {name: str(given.get(name) or "") for name in ("area", "unit", "source_name")}
    return {
        "areas": _areas_of(by, asked["area"]),
        "units": _units_of(by, asked["unit"]),
        "sources": cache(lambda: _sources_of(by, asked["source_name"])),
    }


def _sources_of(by: StaffActor, asked: str) -> list[str]:
    """The names of sources that some kind of matter has for the person."""
    return sorted({name for kind in kinds.all_kinds() if kind.source_names for name in kind.source_names(by, asked)})


def _areas_of(by: StaffActor, asked: str) -> list[Area]:
    """Streets, communities and grids in the person's areas, and the joint areas in which one of these leads; where
    these are too many, the upper levels of them. One that has ended stays as long as something is open there, unless
    its code was given again."""
    open_there = Matter.objects.filter(area=OuterRef("pk"), is_open=True, kind__in=kinds.area_wide())
    again = Area.objects.present().filter(code=OuterRef("code"))
    here = Q(valid_to__isnull=True) | (Exists(open_there) & ~Exists(again))
    led = Lead.objects.filter(_reach(by, prefix="area__"), valid_to__isnull=True)
    reached = Area.objects.filter(here, _reach(by) | Q(pk__in=led.values("joint_id")), level__gte=Level.STREET)
    found = list(reached.order_by("level", "code")[:_OFFERED])
    if asked and asked not in {area.code for area in found}:
        found += reached.filter(code=asked)
    return sorted(found, key=lambda area: area.code)


def _units_of(by: StaffActor, asked: str) -> list[Unit]:
    """The units of the person's areas, those of the areas above, which take matters over, and those for which they
    work."""
    above = {path for grant in by.grants for path in paths_above(grant.area_path)}
    here = _reach(by, prefix="area__") | Q(area__path__in=above) | Q(pk__in=[grant.unit_id for grant in by.grants])
    units = Unit.objects.in_force(clock.local_date(clock.now())).filter(here)
    found = list(units.order_by("kind", "name", "id")[:_OFFERED])
    unit_id = parse_id(asked)
    if unit_id and unit_id not in {unit.pk for unit in found}:
        found += units.filter(pk=unit_id)
    return found


def _reach(by: StaffActor, *, prefix: str = "") -> Q:
    reach = Q(pk__in=[])
    for path in {grant.area_path for grant in by.grants}:
        reach |= Q(**{f"{prefix}path__startswith": path})
    return reach
