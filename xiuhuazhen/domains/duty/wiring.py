from datetime import time

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.domains.duty import access, actions, jobs


def wire() -> None:
    declare(
        "duty.HandOver",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "hand-overs of the desk"),
        keep=pgettext_lazy("kept", "permanent: says who left what to whom"),
    )
    declare(
        "duty.HandOverItem",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "matters named in a hand-over"),
        keep=pgettext_lazy("kept", "permanent: codes and times, never text"),
    )
    declare(
        "duty.HandOverTaken",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "who took a hand-over on"),
        keep=pgettext_lazy("kept", "permanent: says who took it over"),
    )
    declare(
        "duty.HandOverContent",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "texts of hand-overs"),
        keep=pgettext_lazy("kept", "until the contents of one of its matters are erased"),
        eraser="duty.erase",
    )
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
    registry.register("duty.erase", jobs.erase, label=_("texts of old hand-overs erased"))
    registry.schedule("duty.erase", at_time=time(3, 20), job_name="duty.erase")
    register_audit(actions.ERASED, _("The text of a hand-over was erased"))
    register_audit(actions.PREPARED, _("A hand-over was prepared"))
    register_audit(actions.TAKEN, _("A hand-over was taken over"))
