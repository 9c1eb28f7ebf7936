from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.web.calendars import MANAGE


def wire() -> None:
    permissions.register(
        MANAGE, _("Only an administrator of this area can change its calendar."), roles=(RoleName.ADMINISTRATOR,)
    )
