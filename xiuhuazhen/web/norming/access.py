"""Which norms one sees, and where one may set them. Office hours have a page of their own, by the calendar."""

from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.norms import names
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import OFFICE_HOURS, path_ids
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor

MANAGE: Final = "norms.manage"


def names_shown(by: StaffActor) -> dict[str, names.NormName]:
    if not by.may_somewhere(MANAGE):
        raise Forbidden(str(permissions.known(MANAGE).sentence))
    return {name: known for name, known in names.all_names().items() if name != OFFICE_HOURS}


def norm_name(by: StaffActor, name: str) -> names.NormName:
    known = names_shown(by).get(name)
    if known is None:
        raise NotFound(_("There is no such norm."))
    return known


def norms_shown(by: StaffActor) -> QuerySet[Norm]:
    """Those of the areas where one may set norms, and of the areas above, which hold there as well."""
    reach = Q(pk__in=[])
    for grant in by.grants_of(MANAGE):
        reach |= Q(area__path__startswith=grant.area_path) | Q(area_id__in=path_ids(grant.area_path))
    return Norm.objects.filter(reach).select_related("area")


def norm_to_withdraw(by: StaffActor, name: str, norm_id: UUID) -> Norm:
    """A value of one's own area; those of the areas above are seen and not taken back. Raises ``NotFound``."""
    norm_name(by, name)
    norm = norms_shown(by).filter(name=name, pk=norm_id).first()
    if norm is None:
        raise NotFound(_("There is no such value here; it may have been taken back already."))
    require_to_set(by, norm.area)
    return norm


def require_to_set(by: StaffActor, area: Area) -> None:
    if not by.may(MANAGE, area_path=area.path):
        raise Forbidden(str(permissions.known(MANAGE).sentence))
