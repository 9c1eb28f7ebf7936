from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.norms import names as norms
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.domains.grid import access, actions, queries


def wire() -> None:
    declare(
        "grid.Grid",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "counts of a grid"),
        keep=pgettext_lazy("kept", "permanent: counts only"),
    )
    declare(
        "grid.Post",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "who works a grid"),
        keep=pgettext_lazy("kept", "permanent: says who worked where, and when"),
    )
    declare(
        "grid.Link",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "units linked with a grid"),
        keep=pgettext_lazy("kept", "permanent: says what worked together, and when"),
    )
    declare(
        "grid.UnitFacts",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "whom to ask for at a linked unit"),
        keep=pgettext_lazy("kept", "as long as the unit is known"),
    )
    register_audit(actions.LINKED, _("A unit was linked with a grid"))
    register_audit(actions.ENDED, _("The link of a unit with a grid ended"))
    register_audit(actions.FACTS, _("It was said whom to ask for at a unit, and how many belong to it"))
    permissions.register(
        access.LINK,
        _("Only the community of this grid or the administration can say who works together with it."),
        roles=(RoleName.COMMUNITY_SECRETARY, RoleName.COMMUNITY_STAFF, RoleName.ADMINISTRATOR),
    )
    register_audit("grid.grid.created", _("A grid was added"))
    register_audit(actions.CORRECTED, _("The counts of a grid were corrected"))
    register_audit("grid.post.given", _("A post was given"))
    register_audit("grid.post.ended", _("A post was ended"))
    permissions.register(
        access.COUNT,
        _("Only the community of this grid or the administration can correct its counts."),
        roles=(RoleName.COMMUNITY_SECRETARY, RoleName.COMMUNITY_STAFF, RoleName.ADMINISTRATOR),
    )
    norms.register(queries.HOUSEHOLDS_LEAST, _("homes of a usual grid, at least"), units=(Unit.COUNT,))
    norms.register(queries.HOUSEHOLDS_MOST, _("homes of a usual grid, at most"), units=(Unit.COUNT,))
    norms.register(queries.RESIDENTS_MOST, _("residents of a usual grid, at most"), units=(Unit.COUNT,))
