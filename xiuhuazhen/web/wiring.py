from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.web.operating import access, actions


def wire() -> None:
    """The job layer knows no people; who may look after it is said here."""
    sentence = _("Only the administration of this installation can see to its jobs.")
    permissions.register(access.MANAGE, sentence, roles=(RoleName.ADMINISTRATOR,))
    register_audit(actions.CALLED_OFF, _("A job was called off"))
    register_audit(actions.BEGUN_ANEW, _("A job that was given up was begun anew"))
