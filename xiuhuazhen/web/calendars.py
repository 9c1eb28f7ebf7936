"""Whose calendar one may look at and change."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.norms.models import CalendarDay, Norm
from xiuhuazhen.core.norms.queries import OFFICE_HOURS, path_ids
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.domains.cases.queries import home_area

MANAGE = "norms.manage_calendar"

_AREAS_SHOWN = 300


def may_change_nation(by: StaffActor) -> bool:
    """The nation's days hold for everybody here: whoever changes them looks after the whole area that is served."""
    home = home_area()
    return home is not None and by.may(MANAGE, area_path=home.path)


def require_nation(by: StaffActor) -> None:
    if not may_change_nation(by):
        raise Forbidden(str(permissions.known(MANAGE).sentence))


def managed_areas(by: StaffActor) -> list[Area]:
    """Where the person may set local days and office hours, down to communities; raises ``Forbidden`` for nowhere."""
    reach = Q(pk__in=[])
    for grant in by.grants_of(MANAGE):
        reach |= Q(path__startswith=grant.area_path)
    found = list(
        Area.objects.present().filter(reach, level__lte=Level.COMMUNITY).order_by("level", "code")[:_AREAS_SHOWN]
    )
    if not found:
        raise Forbidden(str(permissions.known(MANAGE).sentence))
    return found


def local_days(by: StaffActor, year: int) -> list[CalendarDay]:
    """The local days of a year in the areas where the person works, above them and below."""
    reach = Q(pk__in=[])
    for grant in by.grants:
        reach |= Q(area__path__startswith=grant.area_path) | Q(area_id__in=path_ids(grant.area_path))
    rows = CalendarDay.objects.filter(reach, area__isnull=False, day__year=year)
    return list(rows.select_related("area").order_by("day", "area__level", "area__code"))


def local_day(by: StaffActor, day_id: UUID) -> CalendarDay:
    """A local day that the person may remove."""
    row = CalendarDay.objects.select_related("area").filter(pk=day_id, area__isnull=False).first()
    if row is None or row.area is None or not by.may(MANAGE, area_path=row.area.path):
        raise NotFound(_("This day was removed meanwhile."))
    return row


def office_hours(by: StaffActor, norm_id: UUID) -> Norm:
    """Office hours that the person may take back."""
    row = Norm.objects.select_related("area").filter(pk=norm_id, name=OFFICE_HOURS).first()
    if row is None or not by.may(MANAGE, area_path=row.area.path):
        raise NotFound(_("These office hours were taken back already."))
    return row
