from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(TextChoices):
    """How a message reaches somebody. The inbox is always on; the others are when their settings are there."""

    INBOX = "inbox", _("inbox here")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    GROUP = "group", _("group chat")


PERSONAL = (Channel.SMS, Channel.EMAIL)
"""Channels outside that reach one person, in the order in which they are tried for somebody who chose none."""


class MessageState(TextChoices):
    QUEUED = "queued", pgettext_lazy("message", "To be sent")
    HELD = "held", pgettext_lazy("message", "Held until its hour")
    FAILED = "failed", pgettext_lazy("message", "Will be tried again")
    SENT = "sent", pgettext_lazy("message", "Sent")
    COLLECTED = "collected", pgettext_lazy("message", "Went into a daily message")
    DEAD = "dead", pgettext_lazy("message", "Given up")
    DROPPED = "dropped", pgettext_lazy("message", "Dropped")


UNDER_WAY = (MessageState.QUEUED, MessageState.HELD, MessageState.FAILED)
"""States in which a message still has a moment at which it is due."""


class Trouble(TextChoices):
    """Why a message did not arrive."""

    REFUSED = "refused", _("The service refused it.")
    UNREACHED = "unreached", _("The service could not be reached.")
    UNCLEAR = "unclear", _("The service gave no clear answer.")
    NO_ADDRESS = "no-address", _("There is no address for it.")
    FAULT = "fault", _("It could not be handed over.")
    SWITCHED_OFF = "switched-off", _("This way of sending is switched off.")


class RobotKind(TextChoices):
    """Whose group chat it is: each takes a message in a shape of its own."""

    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
