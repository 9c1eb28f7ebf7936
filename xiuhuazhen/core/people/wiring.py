from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare


def wire() -> None:
    declare("people.Unit", DataClass.PUBLIC, keep="permanent: history names units")
    declare("people.Person", DataClass.PERSONAL, keep="while the person works here, then as long as a role is named")
    declare("people.Account", DataClass.INTERNAL, keep="while the person works here")
    declare("people.Role", DataClass.INTERNAL, keep="permanent: says who was allowed what, and when")
    declare("people.ApiToken", DataClass.INTERNAL, keep="permanent: says who let a program in")
    register_audit("people.unit.created", _("A unit was added"))
    register_audit("people.account.created", _("An account was added"))
    register_audit("people.password.set", _("A new password was set"))
    register_audit("people.role.granted", _("A role was given"))
    register_audit("people.role.ended", _("A role was ended"))
    register_audit("people.token.created", _("A token was made"))
    register_audit("people.token.revoked", _("A token was revoked"))
