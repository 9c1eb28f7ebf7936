"""Whose wordings one sees and sets: those of the areas where one looks after messages, and what holds from above."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.messages.access import MANAGE
from xiuhuazhen.core.messages.models import Wording
from xiuhuazhen.core.messages.wordings import MessageKind, all_kinds
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor


def kinds_shown(by: StaffActor) -> dict[str, MessageKind]:
    if not by.may_somewhere(MANAGE):
        raise Forbidden(str(permissions.known(MANAGE).sentence))
    return all_kinds()


def kind_shown(by: StaffActor, name: str) -> MessageKind:
    known = kinds_shown(by).get(name)
    if known is None:
        raise NotFound(_("There is no such message."))
    return known


def wordings_shown(by: StaffActor) -> QuerySet[Wording]:
    reach = Q(pk__in=[])
    for grant in by.grants_of(MANAGE):
        reach |= Q(area__path__startswith=grant.area_path) | Q(area_id__in=path_ids(grant.area_path))
    return Wording.objects.filter(reach).select_related("area").order_by("-valid_from", "-set_at", "-id")
