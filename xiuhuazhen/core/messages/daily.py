"""Ordinary messages of a day as one, for those who want it so."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages import queries
from xiuhuazhen.core.messages.choices import MessageState
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.topics import TEXT_LENGTH


def collect_due(at: datetime) -> None:
    """Make one message of those whose daily hour has come, for each recipient and channel."""
    waiting = queries.due(at).filter(collect=True).order_by("recipient", "channel")
    for recipient, channel in waiting.values_list("recipient", "channel").distinct():
        _collect(recipient, channel, at)


@transaction.atomic
def _collect(recipient: str, channel: str, at: datetime) -> None:
    rows = queries.due(at).select_for_update().filter(collect=True, recipient=recipient, channel=channel)
    found = list(rows.order_by("created_at", "pk"))
    chosen = Message.objects.filter(pk__in=[row.pk for row in found])
    if len(found) == 1:
        chosen.update(collect=False, state=MessageState.QUEUED)
    elif found:
        _daily(found, at).save(force_insert=True)
        chosen.update(state=MessageState.COLLECTED, next_at=None)


def _daily(rows: list[Message], at: datetime) -> Message:
    """The message of the day. It stands for the others from now on: it is tried again and given up as any other."""
    message_id = new_id()
    return Message(
        pk=message_id,
        recipient=rows[0].recipient,
        channel=rows[0].channel,
        key=f"daily:{message_id}",
        subject=ngettext("%(count)d message for you", "%(count)d messages for you", len(rows)) % {"count": len(rows)},
        text=_listed([row.subject for row in rows]),
        path=reverse("web:messages"),
        urgent=False,
        area_id=rows[0].area_id,
        state=MessageState.QUEUED,
        next_at=at,
        created_at=at,
    )


def _listed(subjects: list[str]) -> str:
    """As many subjects as there is room for."""
    separator, more = pgettext("between messages of a day", "; "), _(" and more")
    text = separator.join(subjects)
    while len(text) > TEXT_LENGTH:
        subjects = subjects[:-1]
        text = separator.join(subjects) + more
    return text
