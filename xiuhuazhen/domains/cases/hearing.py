"""Who hears a complaint: the nearest supervising unit above the unit complained about in which somebody else works;
where there is none above, another one at its level."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.ordering import natural
from xiuhuazhen.core.kit.periods import in_force_on
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Role, Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.stuck import unattended
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.models import Complaint

_LINKED = (UnitKind.PARTNER, UnitKind.PARTY_BRANCH, UnitKind.VOLUNTEER_TEAM)
_LEADING = (UnitKind.STREET_OFFICE, UnitKind.DISPATCH_DESK, UnitKind.SUPERVISOR)


def supervisor_above(unit: Unit, *, on: date) -> Unit | None:
    """The nearest one whose area lies strictly above the unit's, with somebody who does not belong to that unit. Where
    there is none above, such as for a company of the county, it is one of the same area, unless that belongs to those
    who lead there."""
    *above, own = path_ids(unit.area.path)
    concerned = Role.objects.in_force(on).filter(unit=unit)
    found = _nearest(above, concerned, on)
    return found or (None if unit.kind in _LEADING else _nearest([own], concerned, on))


def supervisor_over(home: Area, *, on: date) -> Unit | None:
    """The nearest one strictly above an area, with somebody who works for no unit there: for a complaint of which
    nobody knows yet about which of these units it is."""
    return _nearest(path_ids(home.path)[:-1], _works_in([home.pk], on), on)


def _nearest(areas: Sequence[UUID], concerned: QuerySet[Role], on: date) -> Unit | None:
    found = Unit.objects.in_force(on).filter(kind=UnitKind.SUPERVISOR, area_id__in=areas).select_related("area")
    offices = permissions.known(rules.COMPLAINT_HANDLE).roles
    for each in sorted(found, key=lambda found: (-found.area.level, found.name)):
        holders = Role.objects.in_force(on).filter(unit=each, name__in=offices)
        if holders.exclude(person_id__in=concerned.values("person_id")).exists():
            return each
    return None


def anybody_hears(home: Area, *, on: date) -> bool:
    """Whether a supervising unit is named in the area, in a part of it or above, with somebody who hears complaints."""
    reach = Q(unit__area__path__startswith=home.path) | Q(unit__area_id__in=path_ids(home.path))
    offices = permissions.known(rules.COMPLAINT_HANDLE).roles
    holders = Role.objects.in_force(on).filter(in_force_on(on, "unit__"), unit__kind=UnitKind.SUPERVISOR)
    return holders.filter(reach, name__in=offices).exists()


def nobody_left(at: datetime) -> bool:
    """Whether a complaint waits on which nobody can act today, whatever unit has it."""
    return unattended(at).filter(matter__kind=rules.COMPLAINT).exists()


def _works_in(area_ids: Sequence[UUID], on: date) -> QuerySet[Role]:
    """The roles for units that lie in one of these areas' subtrees."""
    reach = Q(pk__in=[])
    for path in Area.objects.filter(pk__in=area_ids).values_list("path", flat=True):
        reach |= Q(unit__area__path__startswith=path)
    return Role.objects.in_force(on).filter(reach)


def units_to_complain_about(home: Area, *, on: date) -> list[Unit]:
    """The units that serve people in the area or a part of it, as far as somebody above hears a complaint; by kind and
    name. A shop that is a partner and no more is none of them: nobody of it works with the product."""
    here = Q(area__path__startswith=home.path) | Q(area_id__in=path_ids(home.path))
    works = Q(Exists(Role.objects.in_force(on).filter(unit_id=OuterRef("pk"))))
    found = Unit.objects.in_force(on).filter(here).filter(works | ~Q(kind__in=_LINKED)).select_related("area")
    heard = [unit for unit in found if supervisor_above(unit, on=on)]
    return sorted(heard, key=lambda unit: (unit.kind, natural(unit.name), unit.pk))


def unit_choices(units: Sequence[Unit]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The units as choices under the names of their kinds."""
    for kind, rows in groupby(units, key=lambda unit: unit.kind):
        yield str(UnitKind(kind).label), [(str(unit.pk), unit.name) for unit in rows]


def people_of_the_unit(matter: Matter, on: date) -> set[UUID]:
    """The persons who hold a role on this day for the unit that the complaint is about; where nobody knows which unit
    that is, for any unit of the place."""
    complaint = Complaint.objects.select_related("unit").filter(matter=matter).first()
    if complaint is None:
        return set()
    about = complaint.unit
    concerned = Role.objects.in_force(on).filter(unit=about) if about else _works_in([matter.area_id], on)
    return set(concerned.values_list("person_id", flat=True))


def works_for_the_unit(matter: OuterRef, person: OuterRef, on: date) -> Exists:
    """The same as a condition on references to the matter and the person."""
    roles = Role.objects.in_force(on).filter(person_id=OuterRef(person))
    place = ExpressionWrapper(OuterRef("matter__area__path"), output_field=CharField())
    there = roles.alias(place=place).filter(unit__area__path__startswith=F("place"))
    about = Q(Exists(roles.filter(unit_id=OuterRef("unit_id")))) | Q(Exists(there), unit__isnull=True)
    return Exists(Complaint.objects.filter(about, matter_id=matter))


def about_own_units(by: StaffActor) -> QuerySet[Complaint, UUID]:
    """The complaints about a unit for which the person holds a role, whatever else they hold, and about one that nobody
    knows yet of a place in which such a unit lies."""
    units = {grant.unit_id for grant in by.grants}
    paths = Unit.objects.filter(pk__in=units).values_list("area__path", flat=True)
    places = {area_id for path in paths for area_id in path_ids(path)}
    about = Q(unit_id__in=units) | Q(unit__isnull=True, matter__area_id__in=places)
    return Complaint.objects.filter(about).values_list("matter_id", flat=True)
