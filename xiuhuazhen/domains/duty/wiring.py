from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.domains.duty import access, actions


def wire() -> None:
    declare("duty.HandOver", DataClass.INTERNAL, keep="permanent: says who left what to whom")
    declare("duty.HandOverItem", DataClass.INTERNAL, keep="permanent: codes and times, never text")
    declare("duty.HandOverTaken", DataClass.INTERNAL, keep="permanent: says who took it over")
    declare("duty.HandOverContent", DataClass.PERSONAL, keep="as long as the matters that it speaks of")
    permissions.register(
        access.HAND_OVER,
        _("Only the duty desk, and whoever is on duty for this unit, gives and takes hand-overs."),
        roles=(RoleName.DISPATCHER,),
    )
    permissions.register(
        access.VIEW,
        _("You may not see the hand-overs of this area."),
        roles=(RoleName.DISPATCHER, RoleName.STREET_LEADER),
    )
    register_audit(actions.PREPARED, _("A hand-over was prepared"))
    register_audit(actions.TAKEN, _("A hand-over was taken over"))
