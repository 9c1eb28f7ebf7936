from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.people import devices, permissions
from xiuhuazhen.core.people.access import ROSTER
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.granting import MANAGE, TOKENS


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
    permissions.register(
        MANAGE,
        _("Only an administrator of this area sees to its units and people."),
        roles=(RoleName.ADMINISTRATOR,),
        guarded=True,
    )
    permissions.register(
        TOKENS,
        _("Only an administrator of this area lets programs in."),
        roles=(RoleName.ADMINISTRATOR,),
        guarded=True,
    )
    declare(
        "people.Unit",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "units"),
        keep=pgettext_lazy("kept", "permanent: history names units"),
    )
    declare(
        "people.Person",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "people who work here"),
        keep=pgettext_lazy(
            "kept", "the name as long as a role names it; the private telephone while the person works here"
        ),
        eraser="messages.erase",
    )
    declare(
        "people.Account",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "accounts"),
        keep=pgettext_lazy("kept", "while the person works here"),
    )
    declare(
        "people.Invitation",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "links to set a password"),
        keep=pgettext_lazy("kept", "as long as the account"),
    )
    declare(
        "people.SecondFactor",
        DataClass.SENSITIVE,
        held=pgettext_lazy("held", "second factors"),
        keep=pgettext_lazy("kept", "as long as the account; sealed"),
    )
    declare(
        "people.RecoveryCode",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "recovery codes"),
        keep=pgettext_lazy("kept", "until the next second factor; hashed"),
    )
    declare(
        "people.Device",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "devices that are signed in"),
        keep=pgettext_lazy("kept", "as long as the session is good; others leave with the next one"),
    )
    declare(
        "people.Role",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "roles"),
        keep=pgettext_lazy("kept", "permanent: says who was allowed what, and when"),
    )
    declare(
        "people.Shift",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "shifts"),
        keep=pgettext_lazy("kept", "permanent: says who was on duty, and when"),
    )
    declare(
        "people.ApiToken",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "programs and their tokens"),
        keep=pgettext_lazy("kept", "permanent: says who let a program in"),
    )
    register_audit("people.unit.created", _("A unit was added"))
    register_audit("people.unit.corrected", _("Name or work telephone of a unit was corrected"))
    register_audit("people.unit.ended", _("A unit was ended"))
    register_audit("people.person.corrected", _("Name or work telephone of a person was corrected"))
    register_audit("people.invitation.made", _("A link to set the password was made"))
    register_audit("people.invitation.accepted", _("The password was set by the link"))
    register_audit("people.account.locked", _("An account was locked"))
    register_audit("people.account.unlocked", _("An account was unlocked"))
    register_audit("people.lockout.lifted", _("Somebody kept out by wrong passwords was let try again"))
    register_audit("people.factor.set", _("A second factor was set up"))
    register_audit("people.factor.dropped", _("The second factor of somebody was taken away"))
    register_audit("people.recovery.used", _("A recovery code was used"))
    register_audit("people.device.ended", _("Somebody signed out of another device of theirs"))
    devices.watch()
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
