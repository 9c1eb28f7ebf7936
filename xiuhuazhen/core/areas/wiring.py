from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register
from xiuhuazhen.core.kit.retention import DataClass, declare

_PERMANENT = "permanent: public facts about places, and their history"


def wire() -> None:
    declare("areas.Area", DataClass.PUBLIC, keep=_PERMANENT)
    declare("areas.Designation", DataClass.PUBLIC, keep=_PERMANENT)
    declare("areas.Boundary", DataClass.PUBLIC, keep=_PERMANENT)
    declare("areas.ReferenceVersion", DataClass.INTERNAL, keep="one row, overwritten")
    declare("areas.Lead", DataClass.PUBLIC, keep=_PERMANENT)
    declare("areas.Alias", DataClass.INTERNAL, keep="as long as the area")
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
