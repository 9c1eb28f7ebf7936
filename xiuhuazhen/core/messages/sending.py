"""Handing messages over to the services outside, at least once each.

A message is claimed by moving its ``next_at`` past the lease, in one compare-and-set statement, so of two processes one
hands it over. One that dies in between leaves it to be handed over again when the lease is over, under the same key, by
which the service knows it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from xiuhuazhen.core.messages import channels, hours, queries, rules
from xiuhuazhen.core.messages.addressing import destination
from xiuhuazhen.core.messages.channels import NotSent, Parcel
from xiuhuazhen.core.messages.choices import MessageState, Trouble
from xiuhuazhen.core.messages.models import Message

MESSAGES_A_RUN = 50
LEASE = timedelta(minutes=10)
"""Longer than a whole run takes when every service takes its time."""

logger = logging.getLogger(__name__)


def send_due(at: datetime, *, after_each: Callable[[], None]) -> None:
    """Send what is due, the longest due first. A channel whose service cannot be reached rests until the next run, so
    that it does not hold the others up."""
    resting: set[str] = set()
    for _ in range(MESSAGES_A_RUN):
        due = queries.due(at).filter(collect=False).exclude(channel__in=resting)
        message = due.select_related("area").order_by("next_at", "pk").first()
        if message is None:
            return
        if not _send(message, at):
            resting.add(message.channel)
        after_each()


def bring_back(at: datetime) -> None:
    """After the clock was set back: what waits for a moment when it was ahead is sent, or held anew, at once."""
    waiting = Message.objects.filter(next_at__gt=at)
    tried = Q(state__in=[MessageState.QUEUED, MessageState.FAILED])
    ahead = Q(created_at__gt=at) | Q(next_at__gt=at + rules.LONGEST_PAUSE)
    waiting.filter((tried & ahead) | Q(next_at__gt=at + rules.LONGEST_HELD)).update(next_at=at)


def _send(message: Message, at: datetime) -> bool:
    """Whether the service could be reached, or did not need to be. A message over which the process died each time is
    given up, so that it cannot do so for ever."""
    if rules.gives_up(message.attempts):
        _note(message, NotSent(Trouble.FAULT, "ProcessDied", for_good=True), at)
        return True
    quiet_end = None if message.urgent else hours.quiet_until(message.area, at)
    if quiet_end:
        _changed(message, state=MessageState.HELD, next_at=quiet_end)
        return True
    if not _changed(message, next_at=at + LEASE, attempts=message.attempts + 1):
        return True  # somebody else has it
    try:
        _hand_over(message)
    except NotSent as fault:
        _note(message, fault, at)
        return fault.for_good
    _changed(message, state=MessageState.SENT, next_at=None, sent_at=at, trouble="", code="")
    return True


def _hand_over(message: Message) -> None:
    """Raises ``NotSent``, also for a fault nobody foresaw: one message must not hold up all others."""
    try:
        goes_to = destination(message)
        message.channel = goes_to.channel
        url = channels.link(message.path)
        parcel = Parcel(str(message.pk), message.subject, message.text, url, goes_to.kind)
        channels.adapter(goes_to.channel).send(parcel, to=goes_to.address)
    except NotSent:
        raise
    except Exception as fault:
        raise NotSent(Trouble.FAULT, type(fault).__name__[:40]) from fault


def _note(message: Message, fault: NotSent, at: datetime) -> None:
    told = {"trouble": fault.trouble, "code": fault.code}
    if fault.for_good or rules.gives_up(message.attempts):
        logger.warning("message %s was given up: %s %s", message.pk, fault.trouble, fault.code)
        _changed(message, state=MessageState.DEAD, next_at=None, **told)
    else:
        again_at = at + rules.pause_after(message.attempts)
        _changed(message, state=MessageState.FAILED, next_at=again_at, **told)


def _changed(message: Message, **changes: Any) -> bool:
    """Change the row if nobody else has done so since it was read; says whether it was."""
    same = Message.objects.filter(pk=message.pk, next_at=message.next_at, attempts=message.attempts)
    won = bool(same.update(channel=message.channel, **changes))
    for name, value in changes.items():
        setattr(message, name, value)
    return won
