from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.messages import channels, hours, jobs, queries
from xiuhuazhen.core.messages.access import MANAGE
from xiuhuazhen.core.messages.channels.email import EmailBySmtp, server_of
from xiuhuazhen.core.messages.channels.group import GroupChat
from xiuhuazhen.core.messages.channels.http import is_safe
from xiuhuazhen.core.messages.channels.sms import SmsGateway
from xiuhuazhen.core.messages.choices import Channel
from xiuhuazhen.core.norms import names as norms
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName


def wire() -> None:
    _declare_retention()
    _name_changes()
    channels.register(Channel.SMS, SmsGateway())
    channels.register(Channel.EMAIL, EmailBySmtp())
    channels.register(Channel.GROUP, GroupChat())
    norms.register(hours.QUIET_HOURS, _("quiet hours of messages"), units=(Unit.HOURS_OF_DAY,))
    norms.register(hours.DAILY, _("hours of daily messages"), units=(Unit.HOURS_OF_DAY,))
    manages = _("Only the administrator of this place can do this.")
    permissions.register(MANAGE, manages, roles=(RoleName.ADMINISTRATOR,), guarded=True)
    registry.register(
        "messages.deliver", jobs.deliver, label=_("messages to be sent"), lease=timedelta(minutes=2), queue="prompt"
    )
    registry.schedule(
        "messages.deliver", every=timedelta(seconds=2), job_name="messages.deliver", when=queries.anything_due
    )
    registry.register("messages.bring_back", jobs.bring_back, label=_("messages brought back into the present"))
    registry.schedule("messages.bring_back", every=timedelta(minutes=10), job_name="messages.bring_back")
    registry.register("messages.erase", jobs.erase, label=_("old messages erased"), lease=timedelta(minutes=10))
    registry.schedule("messages.erase", at_time=time(2, 50), job_name="messages.erase")
    register_check(check_settings)


def _declare_retention() -> None:
    keep = pgettext_lazy("kept", "as many days as the setting XHZ_MESSAGES_KEPT_DAYS says, from when it was written")
    declare(
        "messaging.OutboxRow",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "what is to be told"),
        keep=keep,
        eraser="messages.erase",
    )
    declare(
        "messaging.Message",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "messages"),
        keep=keep,
        eraser="messages.erase",
    )
    declare(
        "messaging.Wording",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "wordings of messages"),
        keep=pgettext_lazy("kept", "permanent: says what people were told, and when"),
    )
    declare(
        "messaging.Preference",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "how a person wants to be told"),
        keep=pgettext_lazy("kept", "while the person has a role"),
        eraser="messages.erase",
    )
    declare(
        "messaging.GroupRobot",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "group chats of units"),
        keep=pgettext_lazy("kept", "as long as the unit has its group chat"),
    )


def _name_changes() -> None:
    register_audit("messages.choices.set", _("A person chose how to be told"))
    register_audit("messages.choices.erased", _("The choices of a person who left were erased"))
    register_audit("messages.wording.set", _("A message was worded otherwise"))
    register_audit("messages.robot.set", _("The group chat of a unit was set"))
    register_audit("messages.message.resent", _("A message was sent again"))
    register_audit("messages.message.dropped", _("A message was dropped"))


def check_settings(**_: Any) -> list[CheckMessage]:
    """An address to which messages would go in the clear, or nowhere, stops start-up."""
    faults: list[CheckMessage] = []
    if settings.SMS_URL and not is_safe(settings.SMS_URL):
        faults.append(Error("XHZ_SMS_URL must begin with https://", id="xhz.E020"))
    if settings.EMAIL_URL and not _is_server(settings.EMAIL_URL):
        faults.append(Error("XHZ_EMAIL_URL is spelled smtps://user:password@host:port", id="xhz.E021"))
    return faults


def _is_server(url: str) -> bool:
    try:
        return bool(server_of(url))
    except ValueError:
        return False
