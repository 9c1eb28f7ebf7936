"""Who hears a complaint: the nearest supervising unit above the unit complained about in which somebody else works."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Role, Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.models import Complaint


def supervisor_above(unit: Unit, *, on: date) -> Unit | None:
    """The nearest one whose area lies strictly above the unit's, with somebody who does not belong to that unit."""
    above = path_ids(unit.area.path)[:-1]
    found = Unit.objects.in_force(on).filter(kind=UnitKind.SUPERVISOR, area_id__in=above).select_related("area")
    for each in sorted(found, key=lambda found: (-found.area.level, found.name)):
        if _somebody_hears(each, unit.pk, on):
            return each
    return None


def _somebody_hears(supervisor: Unit, about: UUID, on: date) -> bool:
    offices = permissions.known(rules.COMPLAINT_HANDLE).roles
    holders = Role.objects.in_force(on).filter(unit=supervisor, name__in=offices)
    concerned = Role.objects.in_force(on).filter(unit_id=about).values("person_id")
    return holders.exclude(person_id__in=concerned).exists()


def units_to_complain_about(home: Area, *, on: date) -> list[Unit]:
    """The units that serve the area or a part of it, as far as somebody above hears a complaint; by kind and name."""
    here = Q(area__path__startswith=home.path) | Q(area_id__in=path_ids(home.path))
    found = Unit.objects.in_force(on).filter(here).select_related("area").order_by("kind", "name", "id")
    return [unit for unit in found if supervisor_above(unit, on=on)]


def unit_choices(units: Sequence[Unit]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The units as choices under the names of their kinds."""
    for kind, rows in groupby(units, key=lambda unit: unit.kind):
        yield str(UnitKind(kind).label), [(str(unit.pk), unit.name) for unit in rows]


def people_of_the_unit(matter: Matter, on: date) -> set[UUID]:
    """The persons who hold a role on this day for the unit that the complaint is about."""
    about = Complaint.objects.filter(matter=matter).values("unit_id")
    return set(Role.objects.in_force(on).filter(unit_id__in=about).values_list("person_id", flat=True))


def works_for_the_unit(matter: OuterRef, person: OuterRef, on: date) -> Exists:
    """The condition that the person holds a role on this day for the unit that the complaint is about."""
    own = Role.objects.in_force(on).filter(person_id=OuterRef(person), unit_id=OuterRef("unit_id"))
    return Exists(Complaint.objects.filter(Exists(own), matter_id=matter))


def about_own_units(by: StaffActor) -> QuerySet[Complaint, UUID]:
    """The complaints about a unit for which the person holds a role, whatever else they hold."""
    units = {grant.unit_id for grant in by.grants}
    return Complaint.objects.filter(unit_id__in=units).values_list("matter_id", flat=True)
