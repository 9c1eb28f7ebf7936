from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare


def wire() -> None:
    declare("grid.Grid", DataClass.PUBLIC, keep="permanent: counts only")
    declare("grid.Post", DataClass.INTERNAL, keep="permanent: says who worked where, and when")
    register_audit("grid.grid.created", _("A grid was added"))
    register_audit("grid.post.given", _("A post was given"))
    register_audit("grid.post.ended", _("A post was ended"))
