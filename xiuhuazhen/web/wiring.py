from django.conf import settings
from django.core.checks import register as register_check
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.web import calendars, ground
from xiuhuazhen.web.auditing import access as auditing
from xiuhuazhen.web.cataloguing import access as cataloguing
from xiuhuazhen.web.norming import access as norming
from xiuhuazhen.web.operating import access, actions
from xiuhuazhen.web.operating.backups import actions as backups
from xiuhuazhen.web.places import access as places

_ADMINISTRATOR = (RoleName.ADMINISTRATOR,)
_WHO_NAME = (RoleName.DISPATCHER, RoleName.COMMUNITY_SECRETARY, RoleName.ADMINISTRATOR)
_WHO_SEARCH = (RoleName.ADMINISTRATOR, RoleName.STREET_LEADER, RoleName.SUPERVISOR)


def _let_the_demonstration_fill() -> None:
    """Loaded only here: nothing of the demonstration belongs into a street's installation."""
    from xiuhuazhen.web.demo.years import filling

    filling.offer()


def wire() -> None:
    """The layers of norms and jobs know no people; who may look after them is said here."""
    calendar = _("Only an administrator of this area can change its calendar.")
    permissions.register(calendars.MANAGE, calendar, roles=_ADMINISTRATOR, guarded=True)
    searching = _("Only the administration, the leaders and the supervisors of this area search the audit.")
    permissions.register(auditing.SEARCH, searching, roles=_WHO_SEARCH, guarded=True)
    setting = _("Only an administrator of this area sets norms.")
    permissions.register(norming.MANAGE, setting, roles=_ADMINISTRATOR, guarded=True)
    catalogue = _("Only who administers the whole area that is served changes the catalogue.")
    permissions.register(cataloguing.MANAGE, catalogue, roles=_ADMINISTRATOR, guarded=True)
    jobs = _("Only the administration of this installation can see to its jobs and its health.")
    permissions.register(access.MANAGE, jobs, roles=_ADMINISTRATOR, guarded=True)
    drawing = _("Only an administrator of this area can change its places.")
    permissions.register(places.DRAW, drawing, roles=_ADMINISTRATOR, guarded=True)
    naming = _("Only the duty desk, the community and the administration note what people call a place.")
    permissions.register(places.NAME, naming, roles=_WHO_NAME)
    if settings.DEMO:
        _let_the_demonstration_fill()
    register_check(ground.check_tiles)
    register_audit(actions.CALLED_OFF, _("A job was called off"))
    register_audit(actions.BEGUN_ANEW, _("A job that was given up was begun anew"))
    register_audit(backups.TAKEN, _("A backup was taken"))
    register_audit(backups.RESTORED, _("The data was restored from a backup"))
    declare(
        "web.Backup",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "backups that were taken"),
        keep=pgettext_lazy("kept", "permanent; one row for each backup, names nobody"),
    )
