from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import ROSTER
from xiuhuazhen.core.people.choices import RoleName


def wire() -> None:
    permissions.register(
        ROSTER,
        _("Only the leaders, the administrator and the duty desk of this area can change the roster."),
        roles=(RoleName.STREET_LEADER, RoleName.ADMINISTRATOR, RoleName.DISPATCHER),
    )
    permissions.register(
        permissions.LEAD_SHIFT,
        _("Only whoever leads this area, or works for the unit, can be its duty leader."),
        roles=(RoleName.STREET_LEADER,),
    )
    declare("people.Unit", DataClass.PUBLIC, keep="permanent: history names units")
    declare("people.Person", DataClass.PERSONAL, keep="while the person works here, then as long as a role is named")
    declare("people.Account", DataClass.INTERNAL, keep="while the person works here")
    declare("people.Role", DataClass.INTERNAL, keep="permanent: says who was allowed what, and when")
    declare("people.Shift", DataClass.INTERNAL, keep="permanent: says who was on duty, and when")
    declare("people.ApiToken", DataClass.INTERNAL, keep="permanent: says who let a program in")
    register_audit("people.unit.created", _("A unit was added"))
    register_audit("people.account.created", _("An account was added"))
    register_audit("people.password.set", _("A new password was set"))
    register_audit("people.role.granted", _("A role was given"))
    register_audit("people.role.ended", _("A role was ended"))
    register_audit("people.shift.set", _("A shift was set"))
    register_audit("people.shift.cancelled", _("A shift was cancelled"))
    register_audit("people.shift.swapped", _("A shift was taken by somebody else"))
    register_audit("people.week.copied", _("A week of the roster was repeated"))
    register_audit("people.token.created", _("A token was made"))
    register_audit("people.token.revoked", _("A token was revoked"))
