from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.names import register
from xiuhuazhen.core.norms.queries import OFFICE_HOURS


def wire() -> None:
    declare(
        "norms.Norm",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "norms"),
        keep=pgettext_lazy("kept", "permanent: decisions name the version they used"),
    )
    declare(
        "norms.CalendarDay",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "work days and days off"),
        keep=pgettext_lazy("kept", "permanent"),
    )
    register(OFFICE_HOURS, _("office hours"), units=(Unit.HOURS_OF_DAY,), counts=True)
    register_audit("norms.norm.set", _("A norm was set"))
    register_audit("norms.calendar.seeded", _("Published work days were added"))
    register_audit("norms.calendar.imported", _("A year's notice of work days was imported"))
    register_audit("norms.local_day.set", _("A local day off or work day was set"))
    register_audit("norms.local_day.removed", _("A local day off or work day was removed"))
    register_audit("norms.norm.withdrawn", _("A value was taken back before it had held for a day"))
    register_audit("norms.hours.withdrawn", _("Office hours were taken back before they began"))
