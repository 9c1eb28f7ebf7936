from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people.access import StaffActor, managed
from xiuhuazhen.core.people.granting import TOKENS
from xiuhuazhen.core.people.models import ApiToken


def tokens(by: StaffActor) -> QuerySet[ApiToken]:
    """Those of the areas where the person lets programs in."""
    return ApiToken.objects.filter(managed(by, TOKENS)).select_related("area", "unit")


def token_for(by: StaffActor, token_id: str) -> ApiToken:
    parsed = parse_id(token_id)
    row = tokens(by).filter(pk=parsed).first() if parsed else None
    if row is None:
        raise NotFound(_("There is no such token here."))
    return row
