"""Who may change the catalogue: it holds for the whole area that is served, so only who administers all of it."""

from typing import Final

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.domains.cases.queries import home_area

MANAGE: Final = "cases.catalogue"


def may_manage(by: StaffActor) -> bool:
    if not by.may_somewhere(MANAGE):
        return False
    home = home_area()
    return home is None or by.may(MANAGE, area_path=home.path)


def require_to_manage(by: StaffActor) -> None:
    if not may_manage(by):
        raise Forbidden(str(permissions.known(MANAGE).sentence))


def category_for(by: StaffActor, code: str) -> Category:
    require_to_manage(by)
    line = Category.objects.filter(pk=code.replace("\0", "")).first()
    if line is None:
        raise NotFound(_("There is no such category."))
    return line
