"""Whose audit one may search: that of the areas where one holds the permission."""

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q, QuerySet

from xiuhuazhen.core.areas.models import Area, Designation
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.models import Follower
from xiuhuazhen.domains.cases.queries import home_area

SEARCH: Final = "audit.search"

_MATTER, _FOLLOWER = Matter._meta.label_lower, Follower._meta.label_lower


def rows_for(by: StaffActor, area: Area | None = None) -> QuerySet[AuditRow]:
    """Rows about the person's areas, or those of one of them. What belongs to no area (the calendar of the nation, the
    catalogue, an account's password) is for whoever holds the permission where the installation is at home."""
    if not by.may_somewhere(SEARCH):
        raise Forbidden(str(permissions.known(SEARCH).sentence))
    if area:
        return AuditRow.objects.filter(_codes_under([area.path]))
    home = home_area()
    everywhere = home is None or by.may(SEARCH, area_path=home.path)
    reach = _codes_under([grant.area_path for grant in by.grants_of(SEARCH)])
    return AuditRow.objects.filter(reach | Q(area_code="") if everywhere else reach)


def _codes_under(paths: Collection[str]) -> Q:
    """Present and former codes of the subtrees: a row keeps the code that the area had."""
    reach = Q(pk__in=[])
    for path in paths:
        areas = Area.objects.filter(path__startswith=path)
        former = Designation.objects.filter(area__path__startswith=path)
        reach |= Q(area_code__in=areas.values("code")) | Q(area_code__in=former.values("code"))
    return reach


def without_hidden(rows: Collection[AuditRow]) -> list[AuditRow]:
    """Rows about a matter that only the unit that has it may see (a complaint) are not shown here: whoever searches may
    be whom it is about."""
    shown = kinds.area_wide()
    matters = Matter.objects.filter(kind__in=shown)
    followers = Follower.objects.filter(matter__kind__in=shown)
    open_ids = {_MATTER: _among(matters, rows, _MATTER), _FOLLOWER: _among(followers, rows, _FOLLOWER)}
    return [row for row in rows if row.subject_id in open_ids.get(row.subject_type, {row.subject_id})]


def _among(known: QuerySet[Any], rows: Collection[AuditRow], subject_type: str) -> set[str]:
    ids = [parsed for row in rows if row.subject_type == subject_type and (parsed := parse_id(row.subject_id))]
    return {str(pk) for pk in known.filter(pk__in=ids).values_list("pk", flat=True)} if ids else set()
