from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.web import calendars
from xiuhuazhen.web.operating import access, actions

_ADMINISTRATOR = (RoleName.ADMINISTRATOR,)


def wire() -> None:
    """The layers of norms and jobs know no people; who may look after them is said here."""
    calendar = _("Only an administrator of this area can change its calendar.")
    permissions.register(calendars.MANAGE, calendar, roles=_ADMINISTRATOR)
    jobs = _("Only the administration of this installation can see to its jobs.")
    permissions.register(access.MANAGE, jobs, roles=_ADMINISTRATOR)
    register_audit(actions.CALLED_OFF, _("A job was called off"))
    register_audit(actions.BEGUN_ANEW, _("A job that was given up was begun anew"))
