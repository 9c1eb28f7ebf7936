from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register
from xiuhuazhen.core.kit.retention import DataClass, declare

_PERMANENT = pgettext_lazy("kept", "permanent: public facts about places, and their history")


def wire() -> None:
    declare("areas.Area", DataClass.PUBLIC, held=pgettext_lazy("held", "areas"), keep=_PERMANENT)
    declare(
        "areas.Designation", DataClass.PUBLIC, held=pgettext_lazy("held", "codes and names of areas"), keep=_PERMANENT
    )
    declare("areas.Boundary", DataClass.PUBLIC, held=pgettext_lazy("held", "boundaries of areas"), keep=_PERMANENT)
    declare(
        "areas.ReferenceVersion",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "version of the reference data"),
        keep=pgettext_lazy("kept", "one row, overwritten"),
    )
    declare("areas.Lead", DataClass.PUBLIC, held=pgettext_lazy("held", "who leads a joint area"), keep=_PERMANENT)
    declare(
        "areas.Alias",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "names that people use for places"),
        keep=pgettext_lazy("kept", "as long as the area"),
    )
    register("areas.codes.imported", _("took in a list of division codes"))
    register("areas.changes.imported", _("took in what changed between two lists of division codes"))
    register("areas.boundary.set", _("drew a boundary"))
    register("areas.boundaries.imported", _("took in boundaries"))
    register("areas.area.created", _("added a place"))
    register("areas.area.renamed", _("renamed a place"))
    register("areas.alias.added", _("noted a name that people use"))
    register("areas.alias.ended", _("took back a name that people use"))
    register("areas.lead.agreed", _("agreed who leads in a joint area"))
    register("areas.area.ended", _("ended a place"))
